"""The catalogues are complete, compiled, and true to the texts that they translate."""

import re
from ast import literal_eval
from gettext import GNUTranslations

import pytest
from django.conf import settings

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
CATALOGUES = settings.BASE_DIR / "locale"
PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%[sd%]")


def messages(language):
    """Yield (context, id, plural or None, translations, is_fuzzy) of each entry of the .po."""
    written = (CATALOGUES / language / "LC_MESSAGES" / "django.po").read_text()
    for entry in written.split("\n\n"):
        lines = entry.splitlines()
        parts, name = {}, ""
        for line in lines:
            if line.startswith("msg"):
                name, line = line.split(" ", 1)
            if line.startswith('"'):
                parts[name] = parts.get(name, "") + literal_eval(line)
        if parts.get("msgid"):
            translations = [text for key, text in parts.items() if key.startswith("msgstr")]
            is_fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in lines)
            context, plural = parts.get("msgctxt"), parts.get("msgid_plural")
            yield context, parts["msgid"], plural, translations, is_fuzzy


def compiled(language):
    """Return what gettext finds in the .mo: the id, or (id, number), with its text."""
    with (CATALOGUES / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        found = dict(GNUTranslations(file)._catalog)
    del found[""]
    return found


def glossary(language):
    """Yield each English term of docs/translating.md with the one of the language."""
    written = (settings.BASE_DIR / "docs" / "translating.md").read_text()
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in written.splitlines()
        if line.startswith("|") and not line.startswith("|--")
    ]
    column = 1 + ["de", "sv", "it", "nl", "da"].index(language)
    for row in rows[1:]:
        yield row[0].lower(), row[column].lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language):
    missing = [
        text
        for _context, text, _plural, translations, is_fuzzy in messages(language)
        if is_fuzzy or not all(translations)
    ]

    assert missing == []


def test_every_language_has_the_same_texts():
    first, *others = [
        {(context, text, plural) for context, text, plural, *_rest in messages(language)}
        for language in LANGUAGES
    ]

    assert len(first) > 1000
    assert all(texts == first for texts in others)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language):
    written = {}
    for context, text, plural, translations, _is_fuzzy in messages(language):
        key = f"{context}\4{text}" if context else text
        if plural:
            written |= {(key, number): one for number, one in enumerate(translations)}
        else:
            written[key] = translations[0]

    assert compiled(language) == written, "run make messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_kept(language):
    wrong = []
    for _context, text, plural, translations, _is_fuzzy in messages(language):
        wanted = sorted(PLACEHOLDERS.findall(plural or text))
        for number, translation in enumerate(translations):
            found = sorted(PLACEHOLDERS.findall(translation))
            may_leave_out_the_one = plural and number == 0 and set(found) <= set(wanted)
            if found != wanted and not may_leave_out_the_one:
                wrong.append((text, translation))

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_glossary_are_used(language):
    terms = dict(glossary(language))
    found, wrong = set(), []
    for _context, text, _plural, translations, _is_fuzzy in messages(language):
        term = terms.get(text.lower())
        if term:
            found.add(text.lower())
            stem = term[: max(3, len(term) - 2)]
            wrong += [(text, one) for one in translations if not one.lower().startswith(stem)]

    assert wrong == []
    assert len(found) > len(terms) * 0.8


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_shouted_at(language):
    loud = [
        translation
        for _context, _text, _plural, translations, _is_fuzzy in messages(language)
        for translation in translations
        if "!" in translation
    ]

    assert loud == []
