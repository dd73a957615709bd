"""Events as sentences in the reader's language. Never fails: an old or odd payload still gives something to read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from zhichi.core.events import types
from zhichi.records import registry
from zhichi.records.registry import Recorded


class _Words(dict[str, str]):
    """Field → words; a field that the payload lacks becomes a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def sentence(recorded: Recorded, *, public: bool = False) -> str:
    """What happened, for staff, or with `public` for the customer (empty when it is no concern of theirs)."""
    kind = types.find(recorded.code)
    if kind is None:
        return "" if public else f"{recorded.code} ({recorded.actor_label})"
    wording = kind.public_wording if public else kind.wording
    if not wording:
        return "" if public else recorded.code
    words = _Words({name: _shown(recorded.code, name, value) for name, value in recorded.data.items()})
    words["actor"] = recorded.actor_label or "–"
    try:
        text = _(wording) % words
    except (KeyError, TypeError, ValueError):  # a translation with a wrong placeholder must not hide the event
        text = f"{recorded.code} ({recorded.actor_label})"
    return " ".join(text.split())


def _shown(code: str, field: str, value: Any) -> str:
    label = registry.labels.find(f"{code}.{field}") or registry.labels.find(field)
    if value is None:
        return "–"
    if isinstance(value, list):
        return ", ".join(_shown(code, field, item) for item in value)
    return label(str(value)) if label is not None else str(value)
