"""The table in force, its versions, and how far a version has come with the open tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhichi.core.rights import requires
from zhichi.records.selectors import histories, sentence
from zhichi.sla import level_reads, policies
from zhichi.sla.levels import never_reached
from zhichi.sla.registry import promised_kinds
from zhichi.sla.services.levels import NO_DRAFT, STREAM
from zhichi.ui.registry import ready_tabs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.sla.levels import Rule

HISTORY = 30


@require_safe
@requires(policies.VIEW)
def table(request: HttpRequest) -> HttpResponse:
    """The version in force, whether somebody writes the next one, and what was done before."""
    row, draft = level_reads.newest_version(), level_reads.draft()
    context = {
        **rules_context(level_reads.rules_of(row)),
        "tabs": ready_tabs(request.user, "calendars", "levels"),
        "version": row,
        "draft": draft,
        "rollout": level_reads.newest_rollout(),
        "may_edit": policies.MANAGE.allows(request.user, None),
        "timeline": [(sentence(event), event) for event in histories([STREAM], limit=HISTORY)],
        "handbook": handbook_targets(),
    }
    return render(request, "sla/table.html", context)


@require_safe
@requires(policies.VIEW)
def progress(request: HttpRequest) -> HttpResponse:
    """How far the newest version has come with the open tickets; asks again by itself until it is done."""
    return render(request, "sla/_rollout.html", {"rollout": level_reads.newest_rollout()})


@require_safe
@requires(policies.VIEW)
def versions(request: HttpRequest) -> HttpResponse:
    """Every version: who published it, when and why."""
    context = {"tabs": ready_tabs(request.user, "calendars", "levels-versions"), "versions": level_reads.versions()}
    return render(request, "sla/versions.html", context)


@require_safe
@requires(policies.VIEW)
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version as it was published, and what it changed."""
    row = level_reads.version(number)
    if row is None:
        raise Http404
    rules = level_reads.rules_of(row)
    before = level_reads.rules_of(level_reads.version(number - 1))
    draft = level_reads.draft()
    context = {
        **rules_context(rules),
        "tabs": ready_tabs(request.user, "calendars", "levels-versions"),
        "version": row,
        "changes": level_reads.changes(before, rules),
        "is_newest": level_reads.version(number + 1) is None,
        "edition": draft.edition if draft else NO_DRAFT,
        "has_draft": draft is not None,
        "may_edit": policies.MANAGE.allows(request.user, None),
    }
    return render(request, "sla/version.html", context)


def rules_context(rules: Sequence[Rule]) -> dict[str, Any]:
    """What the table of rules needs."""
    return {"lines": level_reads.lines(rules, never_reached(rules)), "kinds": [kind.label for kind in promised_kinds()]}


def handbook_targets() -> list[tuple[str, list[str]]]:
    """The targets where no rule fits, by urgency: the row that ends every table."""
    rows = []
    for code, words in level_reads.urgencies().items():
        lengths = [level_reads.target_of(kind.code, {}, code) for kind in promised_kinds()]
        rows.append((words, [level_reads.minutes_words(int(item.total_seconds() // 60)) for item in lengths]))
    return rows or [(_("Any"), [])]
