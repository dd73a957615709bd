"""How pages name and link the streams of search."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from zhichi.search.models import SynonymGroup


def label(key: str) -> str:
    """The words of a group of synonyms."""
    row = SynonymGroup.objects.filter(pk=int(key)).first()
    return str(row) if row else _("Synonyms %s") % key


def url(key: str) -> str:
    """Where a group of synonyms is changed."""
    return reverse("search:synonyms_edit", args=[key])
