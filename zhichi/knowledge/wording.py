"""Codes in events of articles as words, and how pages name the streams of knowledge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.knowledge.choices import Scheme
from zhichi.records.registry import register_labels, register_stream

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FIELDS: dict[str, StrOrPromise] = {
    "visibility": gettext_lazy("who may read it"),
    "readers": gettext_lazy("chosen readers"),
    "importance": gettext_lazy("importance"),
    "owner": gettext_lazy("owner"),
    "module": gettext_lazy("module"),
    "categories": gettext_lazy("classes"),
    "tags": gettext_lazy("tags"),
    "products": gettext_lazy("products"),
}


def register() -> None:
    """Put streams and labels into the record's registries."""
    register_stream("article", label=lambda key: f"KB-{int(key):04d}", url=_article)
    register_stream("category", label=lambda key: _("Branch %s") % key, url=lambda _key: reverse("knowledge:catalogue"))
    register_stream("module", label=lambda key: _("Module %s") % key, url=lambda _key: reverse("knowledge:catalogue"))
    register_stream("pattern", label=lambda key: _("Template %s") % key, url=_pattern)
    register_labels("knowledge.settings_changed.fields", lambda code: str(FIELDS.get(code, code)))
    register_labels(
        "knowledge.branch_saved.scheme", lambda code: str(Scheme(code).label) if code in Scheme.values else code
    )


def _article(key: str) -> str:
    return reverse("knowledge:article", args=[key])


def _pattern(key: str) -> str:
    return reverse("knowledge:pattern", args=[key])
