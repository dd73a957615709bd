"""Events as sentences, in the language of the reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhichi.core import clock, events
from zhichi.core.actors import spoken
from zhichi.records import registry
from zhichi.ui.timing import when_words

if TYPE_CHECKING:
    from zhichi.records.registry import Recorded


_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d")


class _Words(dict[str, str]):
    """An older event may lack a field that today's wording names."""

    def __missing__(self, key: str) -> str:
        return "…"


def sentence(recorded: Recorded, *, public: bool = False) -> str:
    """What happened, translated; with `public` in the customer's words, or "" when customers are not told.

    Never fails: an unknown code is shown as it is, a missing field as an ellipsis.
    """
    known = events.types.find(recorded.code)
    wording = "" if known is None else (known.public_wording if public else known.wording)
    if not wording:
        return "" if public or known is not None else recorded.code
    if recorded.is_erased:
        return _("Content erased by law")
    return fill(recorded.code, wording, recorded.data, actor=actor_label(recorded))


def fill(code: str, wording: str, data: Mapping[str, Any], *, actor: str = "") -> str:
    """An English msgid with the data's values put in, translated.

    Codes become words by the labels of "<code>.<field>", or by its phrase, which reads all of the data.

    Never fails: a missing value is an ellipsis, a broken translation gives the code.
    """
    words = _Words({name: _said(code, name, data) for name in data})
    if actor:
        words["actor"] = actor
    try:
        return _(wording) % words
    except (ValueError, TypeError, KeyError):  # a translation with a broken placeholder
        return code


def actor_label(recorded: Recorded) -> str:
    """Who did it: the stored name; the product itself is named in the reader's language."""
    if recorded.actor_kind == "system":
        return _("Zhichi (%s)") % _(recorded.actor_label) if recorded.actor_label else _("Zhichi")
    return spoken(recorded.actor_label)


def _said(code: str, field: str, data: Mapping[str, Any]) -> str:
    phrase = registry.phrases.find(f"{code}.{field}")
    return phrase(data) if phrase else _label(code, field, data[field])


def _label(code: str, field: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        return _(", ").join(_label(code, field, item) for item in value)
    if isinstance(value, Mapping):
        return _(", ").join(f"{name}: {item}" for name, item in value.items())
    if value is None:
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    label = registry.labels.find(f"{code}.{field}") or registry.labels.find(field)
    return str(label(str(value))) if label else _moment(str(value))


def _moment(text: str) -> str:
    """An instant as the reader's own clock and language say it; any other text as it is."""
    if not _INSTANT.fullmatch(text):
        return text
    try:
        return when_words(datetime.fromisoformat(text), now=clock.now(), style="full")
    except (ValueError, OverflowError):
        return text
