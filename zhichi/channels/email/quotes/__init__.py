"""What is new in an answer: quotes of earlier mail and signatures are left out (2.1, 2.4). Pure, linear, never raises.

Answers between or below quoted lines stay, forwarded mail stays, and a text that is nothing but quote stays whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhichi.channels.email.quotes.markup import trim_html
from zhichi.channels.email.quotes.plain import trim_reply
from zhichi.channels.email.quotes.words import FORWARD_SUBJECT

__all__ = ["Trimmed", "trim_answer", "trim_html", "trim_reply"]


@dataclass(frozen=True, slots=True)
class Trimmed:
    """The trimmed forms of a mail; each is "" when nothing was left out of it."""

    text: str = ""
    html: str = ""


def trim_answer(*, subject: str, text: str, html: str) -> Trimmed:
    """Both forms of a mail that answers one of ours. What a forward carries is the request: it stays whole.

    Many clients head a forward as they head a quote; then only the subject tells the two apart.
    """
    if FORWARD_SUBJECT.match(subject):
        return Trimmed()
    short, markup = trim_reply(text), trim_html(html) if html else ""
    return Trimmed("" if short == text else short, "" if markup == html else markup)
