"""Names, e-mail addresses, telephone and VAT numbers."""

import pytest

from contacts import services


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("", ("", "", "")),
        ("Plato", ("", "", "Plato")),
        ("Anna Berg", ("Anna", "", "Berg")),
        ("Anna M. Berg", ("Anna", "M.", "Berg")),
        ("Anna Maria de Groot", ("Anna Maria", "de", "Groot")),
    ],
)
def test_a_name_is_taken_apart_and_put_together_again(name, parts):
    assert services.split_name(name) == parts
    assert services.compose_name(*parts) == name


@pytest.mark.parametrize(
    ("parts", "initials"),
    [
        (("Anna", "M.", "Berg"), "AMB"),
        (("Anna-Lena", "", "öberg"), "ALÖ"),
        (("", "", ""), ""),
        (("a " * 40, "", ""), "A" * 30),
    ],
)
def test_initials_are_the_first_letters(parts, initials):
    assert services.initials_of(*parts) == initials


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        (" Anna@EXAMPLE.com ", "Anna@example.com"),
        ("anna@bücher.example", "anna@bücher.example"),
        ("jörg@example.com", "jörg@example.com"),
    ],
)
def test_an_email_address_gets_its_usual_form(typed, stored):
    assert services.clean_email(typed) == stored


@pytest.mark.parametrize("typed", ["anna", "anna@", "a@b@c.de", "anna berg@example.com", "a" * 300])
def test_what_is_no_email_address_is_refused(typed):
    with pytest.raises(services.InvalidValue):
        services.clean_email(typed)


@pytest.mark.parametrize(
    ("typed", "stored"), [("", ""), (" +49  40 / 12-34 ", "+49 40 / 12-34"), ("(040) 12.34",) * 2]
)
def test_a_telephone_number_keeps_its_writing(typed, stored):
    assert services.clean_phone(typed) == stored


@pytest.mark.parametrize("typed", ["call me", "+-/", "040 1234 ext"])
def test_letters_are_no_telephone_number(typed):
    with pytest.raises(services.InvalidValue):
        services.clean_phone(typed)


@pytest.mark.parametrize(
    ("number", "country", "stored"),
    [
        ("", "DE", ""),
        ("de 123 456 789", "DE", "DE123456789"),
        ("123456789", "DE", "123456789"),
        ("EL123456789", "GR", "EL123456789"),
        ("ATU12345678", "AT", "ATU12345678"),
        ("NL123456789B01", "NL", "NL123456789B01"),
        ("SE123456789001", "SE", "SE123456789001"),
        ("IE1234567WA", "IE", "IE1234567WA"),
        ("12-3456789", "US", "123456789"),
        ("anything", "", "ANYTHING"),
    ],
)
def test_a_vat_number_is_of_its_countrys_form(number, country, stored):
    assert services.clean_vat_number(number, country) == stored


@pytest.mark.parametrize(
    ("number", "country"), [("DE12345678", "DE"), ("AT12345678", "AT"), ("FR12", "FR")]
)
def test_a_vat_number_of_another_form_is_refused(number, country):
    with pytest.raises(services.InvalidValue):
        services.clean_vat_number(number, country)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("example.com", "https://example.com"),
        ("http://example.com", "http://example.com"),
    ],
)
def test_a_home_page_gets_a_scheme(typed, stored):
    assert services.clean_home_page(typed) == stored
