"""What `zhichi doctor` asks search about."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhichi.core import clock
from zhichi.core.checks import Finding
from zhichi.search import selectors
from zhichi.search.meaning import embedder, pg_tables
from zhichi.search.models import Document, Generation, Meaning
from zhichi.search.services.rebuild import SILENCE


def check_index() -> list[Finding]:
    """How large the index is, and whether a rebuild broke off. How far it lags is told with the other tails."""
    state = Generation.objects.filter(pk=1).first() or Generation()
    rows = Document.objects.filter(generation=state.current).count()
    found = [Finding("ok", _("The search index holds %s texts.") % rows)]
    if state.building is not None and state.moved_at is not None:
        if clock.now() - state.moved_at > SILENCE:
            text = _("A rebuild of the search index broke off; the old index goes on answering.")
            found.append(Finding("warn", text, _("Run “zhichi reindex” again.")))
        else:
            found.append(Finding("ok", _("The search index is being rebuilt: %s objects so far.") % state.done))
    return [*found, *_meaning()]


def _meaning() -> list[Finding]:
    """Whether texts are found by their meaning too, how far that is, and what stands in its way."""
    name = embedder.name()
    if not name and not settings.EMBED_OWN:
        return [Finding("ok", _("Search by meaning is switched off; search by words works."))]
    if not name:
        text = _("Search by meaning is not installed; search by words works.")
        return [Finding("warn", text, _("Install the extra “semantic”, or set ZHICHI_EMBED_URL."))]
    model = Meaning.objects.filter(name=name).order_by("-pk").first()
    done, total = selectors.meaning_progress()
    counts = {"done": done, "total": total}
    read = _("Search by meaning has read %(done)s of %(total)s texts.") % counts
    where = _store(model)
    text = f"{read} {_place(name)} {where.what} {_lag(total - done, model)}".rstrip()
    found = [Finding(where.level, text, where.what_to_do)]
    if model is not None and model.trouble:
        text = _("Search by meaning does not go on: %s. Search by words works.") % model.trouble
        found.append(Finding("warn", text, _("It tries again by itself. Look at ZHICHI_EMBED_URL if it lasts.")))
    return found


def _place(name: str) -> str:
    """Which model it is and where it runs."""
    if name == embedder.OWN:
        return _("Model: %s, on this machine.") % name
    return _("Model: %(name)s, at %(address)s.") % {"name": name, "address": urlsplit(settings.EMBED_URL).netloc}


def _store(model: Meaning | None) -> Finding:
    """Where vectors lie, and what puts them into the database."""
    pgvector = pg_tables.extension()
    if pg_tables.is_usable():
        if model is not None and model.name == embedder.OWN and pg_tables.is_ready(model):
            text = _("Vectors lie in a file, and in the database (pgvector %s) for those who may see little.")
            return Finding("ok", text % pgvector.created)
        if model is None or not model.dimensions or pg_tables.is_ready(model):
            return Finding("ok", _("Vectors lie in the database (pgvector %s).") % pgvector.created)
        text = _("Vectors are being brought into the database (pgvector %s); a file answers until then.")
        return Finding("ok", text % pgvector.created)
    if pgvector.created:
        text = _("Vectors lie in a file: pgvector %s cannot be used.") % pgvector.created
        advice = _("It must be 0.7 or newer, in a schema of the search path, and the database user may make tables.")
        return Finding("warn", text, advice)
    advice = ""
    if pgvector.available:
        advice = _("The server offers pgvector %s: CREATE EXTENSION vector puts them into the database.")
        if not pgvector.may_be_created:
            advice = _(
                "The server offers pgvector %s: its superuser puts them into the database by CREATE EXTENSION vector."
            )
        advice %= pgvector.available
    return Finding("ok", _("Vectors lie in a file."), advice)


def _lag(waiting: int, model: Meaning | None) -> str:
    """How many wait, and since when nothing was read."""
    if not waiting:
        return ""
    words = ngettext("%s text waits.", "%s texts wait.", waiting) % waiting
    if model is None or model.moved_at is None:
        return words
    minutes = max(0, int((clock.now() - model.moved_at).total_seconds() // 60))
    last = ngettext("The last one was read %s minute ago.", "The last one was read %s minutes ago.", minutes) % minutes
    return f"{words} {last}"
