"""What goes over the wire says the same as what Python's own way would have made."""

from email import message_from_bytes, policy

import pytest
from django.core.mail import BadHeaderError
from hypothesis import example, given
from hypothesis import strategies as st

from interactions.services.delivery.messages import Message

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]))
LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"))


def made(subject="Fair", body="Come.", html="<p>Come.</p>", **fields):
    fields = {"from_email": "back+1@north.example", "to": ["ada@south.example"]} | fields
    message = Message(subject=subject, body=body, **fields)
    if html:
        message.attach_alternative(html, "text/html")
    return message


def said(source):
    """Return what a reader sees: headers and parts, decoded."""
    message = message_from_bytes(source.replace(b"\r\n", b"\n"), policy=policy.default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    return (
        {name: str(message[name]) for name in ("From", "To", "Subject", "Reply-To", "X-Link")},
        [(part.get_content_type(), part.get_content().rstrip("\n")) for part in parts],
    )


@given(subject=WORDS, body=LINES, html=LINES)
@example(subject="Ä" * 90, body="x" * 1200, html=".\r\n..\r.")
@example(subject="word " * 40, body="tail \nFrom here", html="=3D é ")
def test_every_text_arrives_as_it_was_written(subject, body, html):
    headers = {"X-Link": "<https://a.example/x>"}
    headers["From"] = "=?utf-8?q?M=C3=BCller?= <news@north.example>"
    message = made(subject.strip(), body, html, headers=headers, reply_to=["us@north.example"])
    source = message.source()

    head, parts = said(source)
    wanted = [text.replace("\r\n", "\n").replace("\r", "\n") for text in (body, html) if text]
    assert [text for _kind, text in parts] == [text.rstrip("\n") for text in wanted] or not body
    assert (head["From"], head["To"]) == ("Müller <news@north.example>", "ada@south.example")
    assert head["Subject"].split() == subject.split()
    assert head["X-Link"] == "<https://a.example/x>"
    lines = source.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(b"\n" in line or b"\r" in line for line in lines)


def test_one_part_alone_and_files_are_mails_too():
    plain = made(html="")
    assert said(plain.source())[1] == [("text/plain", "Come.")]
    plain.attach("a.txt", "Enclosed", "text/plain")
    plain._source = b""
    assert [kind for kind, _ in said(plain.source())[1]] == ["text/plain", "text/plain"]


@pytest.mark.parametrize("bad", ["a\nBcc: x@x.example", "a\rb"])
def test_a_header_with_a_line_break_cannot_be(bad):
    with pytest.raises(BadHeaderError):
        made(bad).source()
