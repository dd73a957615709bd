"""How pages of the record name contents and the scanner, and show the codes in their events."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from zhichi.files import selectors
from zhichi.files.standing import said_words, traits_words
from zhichi.records.registry import register_labels, register_stream


def register() -> None:
    """Tell the record how to name and link the streams "file:…" and "scanner:1"."""
    register_stream("file", label=_label, url=lambda key: reverse("files:content", args=[key]))
    register_stream(
        "scanner", label=lambda _key: gettext("Virus scanner"), url=lambda _key: reverse("files:quarantine")
    )
    register_labels("files.released.said", said_words)
    register_labels("files.held.traits", traits_words)


def _label(key: str) -> str:
    blob = selectors.blob(int(key))
    return selectors.quarantined([blob])[0].name if blob else key
