"""Begin an article, write it with its draft saved all the time, arrange it, begin a variant in another language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings as django_settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.knowledge import completeness, policies, selectors, services
from zhichi.knowledge.beside import Beside, beside
from zhichi.knowledge.choices import ArticleState, Outcome
from zhichi.knowledge.forms import ContentForm, NewForm, SettingsForm
from zhichi.knowledge.registry import types
from zhichi.knowledge.views.articles import FORMS, find
from zhichi.knowledge.views.lists import dress
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.knowledge.models import Article


@require_http_methods(FORMS)
@requires(policies.WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """Choose a type and a title; the editor opens."""
    form = NewForm(request.POST or None, initial={"kind": "how_to", "language": get_language()})

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Article:
        kind, text = form.start()
        return services.create(kind=kind, language=data["language"], text=text, by=by, at=at)

    return submit(
        request, form, act, lambda row: go(request, reverse("knowledge:edit", args=[row.pk])),
        template="knowledge/new.html",
    )  # fmt: skip


@require_http_methods(FORMS)
@requires(policies.EDIT)
def edit(request: HttpRequest, article_id: int) -> HttpResponse:
    """Write. What is refused comes back with everything typed; "save and submit" asks for review too."""
    row = find(request, article_id, policies.EDIT)
    kind = types.find(row.kind)
    if kind is None:
        raise Http404
    dress(row)
    content = selectors.draft_of(row) or (row.live if row.state == ArticleState.PUBLISHED else None)
    if content is None and request.method != "POST":
        words = _("The article is not being written: it is “%s”.") % row.get_state_display()
        return go(request, row.get_absolute_url(), Toast(words, kind="warn"))
    form = ContentForm(request.POST or None, kind=kind, initial=ContentForm.initial_of(content) if content else {})

    # In one transaction: what cannot be submitted is not saved either, so the form's revision stays the right one.
    @transaction.atomic
    def act(data: dict[str, Any], by: Actor, at: datetime) -> str:
        services.save_draft(article_id=row.pk, text=form.text_of(), by=by, at=at, revision=data["revision"])
        if "submit" not in request.POST:
            return _("Saved as a draft.")
        services.submit(article_id=row.pk, by=by, at=at)
        return _("Submitted. Another person reviews it now.")

    source = _beside(request, row)
    said = selectors.open_remarks(row, content)
    pairs = [
        (field, source.of(field.name) if source else [], said.get(field.name.removeprefix("part_"), []))
        for field in form.part_fields
    ]
    newest = selectors.newest_of(row)
    context = {
        "row": row,
        "kind": kind,
        "draft": selectors.draft_of(row),
        "gaps": _gaps(row),
        "returned": newest if newest and newest.outcome == Outcome.RETURNED else None,
        "beside": source,
        "variants": [one for one in selectors.variants_of(row, request.user) if one.live_id],
        "pairs": pairs,
    }
    return submit(
        request, form, act, lambda words: go(request, row.get_absolute_url(), Toast(words)),
        template="knowledge/edit.html", context=context,
    )  # fmt: skip


def _beside(request: HttpRequest, row: Article) -> Beside | None:
    """The other language, where the address asks for it, with what changed there since the two agreed."""
    if not request.GET.get("beside"):
        return None
    other = next((one for one in selectors.variants_of(row, request.user) if one.live is not None), None)
    if other is None or other.live is None:
        return None
    return beside(other, other.live, selectors.version_at(other, row.agrees_at))


def _gaps(row: Article) -> list[completeness.Gap]:
    draft = selectors.draft_of(row)
    return completeness.gaps(row, draft) if draft else []


@require_POST
@requires(policies.EDIT)
def autosave(request: HttpRequest, article_id: int) -> HttpResponse:
    """Keep what is being typed; answers with the draft's revision, or with why it was not kept."""
    row = find(request, article_id, policies.EDIT)
    kind = types.find(row.kind)
    form = ContentForm(request.POST, kind=kind) if kind else None
    if form is None or not form.is_valid():
        return JsonResponse({"error": _("Not saved: give it a title first. Your text stays in this form.")}, status=422)
    try:
        draft = services.save_draft(
            article_id=row.pk, text=form.text_of(), by=Actor.of(request.user), at=clock.now(),
            revision=form.cleaned_data["revision"],
        )  # fmt: skip
    except DomainError as error:
        return JsonResponse({"error": str(error), "code": error.code}, status=error.status)
    saved = timezone.localtime(draft.saved_at).strftime("%H:%M")
    gaps = [{"words": str(gap.words), "required": gap.is_required} for gap in completeness.gaps(row, draft)]
    return JsonResponse({"revision": draft.revision, "saved": saved, "gaps": gaps})


@require_http_methods(FORMS)
@requires(policies.EDIT)
def settings(request: HttpRequest, article_id: int) -> HttpResponse:
    """Classes, module, products, owner, readers."""
    row = find(request, article_id, policies.EDIT)
    form = SettingsForm(request.POST or None, article=row, for_user=request.user)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.arrange(
            article_id=row.pk, settings=form.settings_of_form(), by=by, at=at, revision=data["revision"]
        )

    return submit(
        request, form, act, lambda _made: go(request, row.get_absolute_url(), Toast(_("Saved."))),
        template="knowledge/settings.html", context={"row": row},
    )  # fmt: skip


@require_POST
@requires(policies.EDIT)
def variant(request: HttpRequest, article_id: int) -> HttpResponse:
    """Begin the same article in the other language, with its text as a start."""
    row = find(request, article_id, policies.EDIT)
    language = request.POST.get("language", "")
    content = row.live or selectors.draft_of(row) or selectors.newest_of(row)
    if content is None or language not in dict(django_settings.LANGUAGES):
        raise Http404
    text = services.Text(
        title=content.title, summary=content.summary, parts=content.parts, search_words=content.search_words
    )
    try:
        made = services.create(
            kind=row.kind, language=language, text=text, variant_of=row.pk, by=Actor.of(request.user), at=clock.now()
        )
    except DomainError as error:
        return go(request, row.get_absolute_url(), Toast(str(error), kind="bad"))
    return go(request, f"{reverse('knowledge:edit', args=[made.pk])}?beside=1")
