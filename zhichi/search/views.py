"""The synonyms: who may change them sees the groups, adds to them and takes them out of use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhichi.core.rights import requires
from zhichi.records.selectors import histories, sentence
from zhichi.search import policies, selectors, services
from zhichi.search.forms import SynonymForm
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor

HISTORY = 20


@require_safe
@requires(policies.EDIT_SYNONYMS)
def synonyms(request: HttpRequest) -> HttpResponse:
    """All groups, those out of use at the end; `?q=` narrows."""
    query = request.GET.get("q", "").strip()[:80]
    return render(request, "search/synonyms.html", {"rows": selectors.synonym_groups(query), "query": query})


@require_http_methods(["GET", "POST"])
@requires(policies.EDIT_SYNONYMS)
def synonyms_new(request: HttpRequest) -> HttpResponse:
    """Add a group."""
    form = SynonymForm(request.POST or None)
    del form.fields["is_active"]
    return _save(request, form, None, {"title": _("New synonyms"), "verb": _("Add the synonyms")})


@require_http_methods(["GET", "POST"])
@requires(policies.EDIT_SYNONYMS)
def synonyms_edit(request: HttpRequest, key: int) -> HttpResponse:
    """Change a group, or take it out of use; its history stands below."""
    row = selectors.synonym_group(key)
    if row is None:
        raise Http404
    initial = {"words": "\n".join(row.words), "is_active": row.is_active}
    form = SynonymForm(request.POST or None, initial=initial)
    stream = f"synonyms:{key}"
    timeline = [(sentence(event), event) for event in histories([stream], limit=HISTORY)]
    return _save(request, form, key, {"title": str(row), "verb": _("Save the synonyms"), "timeline": timeline})


def _save(request: HttpRequest, form: SynonymForm, key: int | None, context: dict[str, Any]) -> HttpResponse:
    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        words = data["words"].splitlines()
        return services.save_synonyms(words=words, is_active=data.get("is_active", True), group_id=key, by=by, at=at)

    back = reverse("search:synonyms")
    return submit(
        request, form, act, lambda _row: go(request, back, Toast(_("Saved. Search follows within a minute."))),
        template="search/synonyms_form.html", context={**context, "back": back},
    )  # fmt: skip
