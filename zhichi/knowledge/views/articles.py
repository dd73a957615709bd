"""The page of one article for staff, and the steps of its flow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.core import clock, pdf
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.knowledge import completeness, policies, registry, selectors, services
from zhichi.knowledge.choices import ArticleState
from zhichi.knowledge.events import Archived
from zhichi.knowledge.forms import BondForm, ReasonForm, RemarkForm, RemarksForm, ScheduleForm
from zhichi.knowledge.gone import gone
from zhichi.knowledge.registry import types
from zhichi.knowledge.views.lists import dress, tree_of
from zhichi.records.selectors import history, sentence
from zhichi.ui.respond import Toast, flash, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.rights import Right
    from zhichi.knowledge.models import Article

FORMS = ("GET", "HEAD", "POST")
STEP_PAGE = "knowledge/step.html"
HISTORY = 12
ANSWERED_AT = {"incomplete": "knowledge:edit", "links-gone": "knowledge:publish"}  # pages where a refusal can be mended
UNSUBMITTED = (ArticleState.DRAFT, ArticleState.ARCHIVED)


def find(request: HttpRequest, article_id: int, right: Right | None = None) -> Article:
    """The article, else 404; with `right` also 404 for whoever may read it but not do this."""
    article = selectors.find(request.user, article_id)
    if article is None or (right is not None and not right.allows(request.user, article)):
        raise Http404
    return article


@require_safe
@requires(policies.BROWSE)
def article(request: HttpRequest, article_id: int) -> HttpResponse:
    """The published article; whoever may see drafts gets the newest content, and chooses with ?show=live."""
    row = find(request, article_id)
    dress(row)
    sees_work = policies.SEE_WORK.allows(request.user, row)
    versions = selectors.versions_of(row) if sees_work else []
    draft = selectors.draft_of(row) if sees_work and row.state in UNSUBMITTED else None
    newest = versions[0] if versions and draft is None else None
    wants_live = request.GET.get("show") == "live" and row.live is not None
    is_newest = newest is not None and newest.pk == row.live_id  # which is read already, with its text
    content = row.live if wants_live or is_newest or not sees_work else draft or newest or row.live
    if content is None:
        raise Http404
    said = history(row.stream)[-HISTORY:] if sees_work else []
    context = {
        "row": row,
        "shown": selectors.shown(row, request.user, content),
        "is_live": content == row.live,
        "draft": draft,
        "versions": versions,
        "newest": newest,
        "gaps": completeness.gaps(row, draft) if draft else [],
        "archived": next((item for item in reversed(said) if item.code == Archived.code), None),
        "missed": gone(row, newest) if newest and row.publish_at and row.publish_at <= clock.now() else [],
        "bonds": selectors.bonds_of(row, request.user),
        "variants": selectors.variants_of(row, request.user),
        "is_due": row.is_due_at(clock.now()),
        "is_stale": row.is_stale,  # type: ignore[attr-defined] # annotated by selectors.find
        "history": [(item, sentence(item)) for item in reversed(said)],
        "bond_form": BondForm(),
        "remarks": selectors.remarks_of(row, content) if sees_work else [],
        "remark_form": RemarkForm(kind=types.find(row.kind)) if sees_work else None,
        "has_pdf": pdf.is_there(),
        "blocks": registry.shown_blocks(registry.desk_blocks, row.pk),
        **tree_of(request, selectors.Wanted(module_id=row.module_id)),
        **_doors(request, row, newest),
    }
    return render(request, "knowledge/article.html", context)


def _doors(request: HttpRequest, row: Article, newest: Any) -> dict[str, bool]:
    """What the reader may do with it now."""
    person = request.user
    edits = policies.EDIT.allows(person, row)
    publishes = policies.PUBLISH.allows(person, row)
    waits = newest is not None and row.state == "submitted"
    return {
        "may_edit": edits and row.state in {"draft", "published"},
        "may_arrange": edits,
        "may_submit": edits and row.state == "draft",
        "may_withdraw": edits and row.state in {"submitted", "reviewed"},
        "may_review": waits and policies.REVIEW.allows(person, row) and newest.author_id != person.pk,
        "own_version": waits and newest.author_id == person.pk,
        "may_publish": publishes and row.state == "reviewed",
        "may_roll_back": publishes and row.state == "published",
        "may_archive": row.state in {"draft", "published"} and (publishes if row.live_id else edits),
        "may_look_through": row.live_id is not None and policies.REVIEW.allows(person, row),
        "may_restore": edits and row.state == "archived",
        "may_make_pattern": policies.CURATE.allows(person, None),
        "may_discard": edits and row.state == "draft" and row.live_id is not None,
    }


@require_safe
@requires(policies.SEE_WORK)
def version(request: HttpRequest, article_id: int, number: int) -> HttpResponse:
    """One version as it was."""
    row = find(request, article_id, policies.SEE_WORK)
    found = selectors.version_of(row, number)
    if found is None:
        raise Http404
    dress(row)
    may = policies.PUBLISH.allows(request.user, row) and row.state == "published" and found.published_at is not None
    context = {
        "row": row,
        "version": found,
        "shown": selectors.shown(row, request.user, found),
        "may_roll_back": may and found.pk != row.live_id,
    }
    return render(request, "knowledge/version.html", context)


Deed = Callable[[int, Actor, "datetime", int | None], Any]
PLAIN_STEPS: dict[str, tuple[Right, Deed, Any]] = {
    "submit": (
        policies.EDIT,
        lambda key, by, at, revision: services.submit(article_id=key, by=by, at=at, revision=revision),
        gettext_lazy("Submitted. Another person reviews it now."),
    ),
    "withdraw": (
        policies.EDIT,
        lambda key, by, at, _revision: services.withdraw(article_id=key, by=by, at=at),
        gettext_lazy("It is a draft again."),
    ),
    "approve": (
        policies.REVIEW,
        lambda key, by, at, revision: services.approve(article_id=key, by=by, at=at, revision=revision),
        gettext_lazy("Approved. It can be published."),
    ),
    "publish": (
        policies.PUBLISH,
        lambda key, by, at, revision: services.publish(article_id=key, by=by, at=at, revision=revision),
        gettext_lazy("Published. Readers find it within seconds."),
    ),
    "unschedule": (
        policies.PUBLISH,
        lambda key, by, at, _revision: services.schedule(article_id=key, publish_at=None, by=by, at=at),
        gettext_lazy("It waits for nobody's clock any more."),
    ),
    "discard": (
        policies.EDIT,
        lambda key, by, at, _revision: services.discard_draft(article_id=key, by=by, at=at),
        gettext_lazy("The draft is gone; the published version stays."),
    ),
    "restore": (
        policies.EDIT,
        lambda key, by, at, _revision: services.restore(article_id=key, by=by, at=at),
        gettext_lazy("It is a draft again."),
    ),
    "look-through": (
        policies.REVIEW,
        lambda key, by, at, _revision: services.look_through(article_id=key, by=by, at=at),
        gettext_lazy("Noted: it is still right."),
    ),
    "confirm-variant": (
        policies.EDIT,
        lambda key, by, at, _revision: services.confirm_variant(article_id=key, by=by, at=at),
        gettext_lazy("Noted: the languages agree."),
    ),
}


@require_POST
@requires(policies.BROWSE)
def step(request: HttpRequest, article_id: int, name: str) -> HttpResponse:
    """A step that needs no words. A refusal comes back as a message on the article's page."""
    row = find(request, article_id)
    if name not in PLAIN_STEPS:
        raise Http404
    _right, deed, done = PLAIN_STEPS[name]
    typed = request.POST.get("revision", "")
    revision = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None
    try:
        deed(row.pk, Actor.of(request.user), clock.now(), revision)
    except DomainError as error:
        flash(request, Toast(str(error), kind="bad"))
        back = ANSWERED_AT.get(error.code, "knowledge:article")
        return go(request, reverse(back, args=[row.pk]))
    return go(request, row.get_absolute_url(), Toast(str(done)))


@require_http_methods(FORMS)
@requires(policies.REVIEW)
def send_back(request: HttpRequest, article_id: int) -> HttpResponse:
    """Return a version to its author with remarks."""
    row = find(request, article_id)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.send_back(article_id=row.pk, remarks=data["remarks"], by=by, at=at)

    return _with_form(
        request, row, RemarksForm(request.POST or None), act, _("Send it back"), _("Sent back with your remarks.")
    )


@require_http_methods(FORMS)
@requires(policies.PUBLISH)
def schedule(request: HttpRequest, article_id: int) -> HttpResponse:
    """Set the moment at which a reviewed version is published."""
    row = find(request, article_id)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.schedule(article_id=row.pk, publish_at=data["publish_at"], by=by, at=at)

    form = ScheduleForm(request.POST or None, initial={"publish_at": row.publish_at})
    return _with_form(request, row, form, act, _("Publish later"), _("It will be published then."))


@require_http_methods(FORMS)
@requires(policies.EDIT)
def archive(request: HttpRequest, article_id: int) -> HttpResponse:
    """Take an article from its readers, with a reason."""
    row = find(request, article_id, policies.EDIT)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.archive(article_id=row.pk, reason=data["reason"], by=by, at=at)

    return _with_form(request, row, ReasonForm(request.POST or None), act, _("Archive the article"), _("Archived."))


@require_http_methods(FORMS)
@requires(policies.PUBLISH)
def roll_back(request: HttpRequest, article_id: int, number: int) -> HttpResponse:
    """Bring an earlier version back, with a reason."""
    row = find(request, article_id)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.roll_back(article_id=row.pk, to=number, reason=data["reason"], by=by, at=at)

    title = _("Go back to version %s") % number
    done = _("Version %s is back, as a new version.") % number
    return _with_form(request, row, ReasonForm(request.POST or None), act, title, done)


def _with_form(request: HttpRequest, row: Article, form: Any, act: Any, title: str, done: str) -> HttpResponse:
    context = {"row": row, "title": title, "back": row.get_absolute_url()}
    toast = Toast(done)
    return submit(
        request,
        form,
        act,
        lambda _made: go(request, row.get_absolute_url(), toast),
        template=STEP_PAGE,
        context=context,
    )


@require_POST
@requires(policies.EDIT)
def link(request: HttpRequest, article_id: int) -> HttpResponse:
    """Link another article; what is wrong comes back as a message."""
    row = find(request, article_id, policies.EDIT)
    form = BondForm(request.POST)
    if not form.is_valid():
        words = " ".join(str(message) for messages in form.errors.values() for message in messages)
        return go(request, row.get_absolute_url(), Toast(words, kind="bad"))
    other = selectors.find(request.user, form.cleaned_data["other"])
    key = other.pk if other else 0
    try:
        services.bind(
            article_id=row.pk, other_id=key, kind=form.cleaned_data["kind"], by=Actor.of(request.user), at=clock.now()
        )
    except DomainError as error:
        return go(request, row.get_absolute_url(), Toast(str(error), kind="bad"))
    return go(request, row.get_absolute_url(), Toast(_("Linked.")))


@require_POST
@requires(policies.EDIT)
def unlink(request: HttpRequest, article_id: int) -> HttpResponse:
    """Take a link away."""
    row = find(request, article_id, policies.EDIT)
    other = request.POST.get("other", "")
    if not (other.isascii() and other.isdecimal() and len(other) < 12):
        raise Http404
    services.unbind(
        article_id=row.pk, other_id=int(other), kind=request.POST.get("kind", ""), by=Actor.of(request.user),
        at=clock.now(),
    )  # fmt: skip
    return go(request, row.get_absolute_url(), Toast(_("The link is gone.")))
