"""Modules, sections and the three classifications: everybody looks, editors change (6.1.1, 6.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.accounts.choices import Post
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.knowledge import policies, selectors, services
from zhichi.knowledge.choices import Deed, Scheme
from zhichi.knowledge.forms import BranchForm
from zhichi.knowledge.views.articles import FORMS
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


@require_safe
@requires(policies.BROWSE)
def catalogue(request: HttpRequest) -> HttpResponse:
    """The modules with their sections, and the three classifications, each with its number of articles."""
    trees = selectors.categories()
    context = {
        "modules": selectors.flat(selectors.modules(request.user, all_of_them=True)),
        "schemes": [(scheme, selectors.flat(trees.get(scheme.value, []))) for scheme in Scheme],
        "may_curate": policies.CURATE.allows(request.user, None),
    }
    return render(request, "knowledge/catalogue.html", context)


@require_http_methods(FORMS)
@requires(policies.CURATE)
def module_new(request: HttpRequest) -> HttpResponse:
    """Add a module or a section."""
    return _module(request, None)


@require_http_methods(FORMS)
@requires(policies.CURATE)
def module_edit(request: HttpRequest, key: int) -> HttpResponse:
    """Change a module or a section."""
    return _module(request, key)


def _module(request: HttpRequest, key: int | None) -> HttpResponse:
    row = selectors.module(key) if key else None
    if key and row is None:
        raise Http404
    nodes = selectors.flat(selectors.modules(request.user, all_of_them=True))
    initial = BranchForm.initial_of(row) if row else {"order": 0, "is_active": True}
    form = BranchForm(request.POST or None, nodes=nodes, is_module=True, initial=initial)

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.save_module(branch=form.branch_of(), module_id=key, by=by, at=at)

    title = str(row) if row else _("New module or section")
    if row is None:
        return _page(request, form, act, title)
    return _page(request, form, act, title, template="knowledge/module.html", table=_table(row), row_key=row.pk)


def _table(row: Any) -> list[tuple[str, str, list[tuple[Deed, bool, bool]]]]:
    """For each post its name, code, and for each deed: whether it may now, whether it can be chosen."""
    placed = policies.placed(row)
    chosen = {deed: policies.posts_in(placed, deed) for deed in Deed.values}
    return [
        (
            str(post.label),
            post.value,
            [(deed, post.value in chosen[deed], post.value in policies.IN_MODULE[deed]) for deed in Deed],
        )
        for post in Post
        if any(post.value in policies.IN_MODULE[deed] for deed in Deed.values)
    ]


@require_POST
@requires(policies.CURATE)
def module_posts(request: HttpRequest, key: int) -> HttpResponse:
    """Who may write, review and publish in a module; what is refused comes back as a message."""
    row = selectors.module(key)
    if row is None:
        raise Http404
    posts = {deed: request.POST.getlist(deed) for deed in Deed.values}
    place = reverse("knowledge:module_edit", args=[key])
    try:
        services.set_module_posts(module_id=key, posts=posts, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return go(request, place, Toast(str(error), kind="bad"))
    return go(request, place, Toast(_("Saved.")))


@require_http_methods(FORMS)
@requires(policies.CURATE)
def category_new(request: HttpRequest, scheme: str) -> HttpResponse:
    """Add a branch to a classification."""
    if scheme not in Scheme.values:
        raise Http404
    return _category(request, scheme, None)


@require_http_methods(FORMS)
@requires(policies.CURATE)
def category_edit(request: HttpRequest, key: int) -> HttpResponse:
    """Change a branch of a classification."""
    row = selectors.category(key)
    if row is None:
        raise Http404
    return _category(request, row.scheme, key)


def _category(request: HttpRequest, scheme: str, key: int | None) -> HttpResponse:
    row = selectors.category(key) if key else None
    nodes = selectors.flat(selectors.categories().get(scheme, []))
    initial = BranchForm.initial_of(row) if row else {"order": 0, "is_active": True}
    form = BranchForm(request.POST or None, nodes=nodes, is_module=False, initial=initial)

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.save_category(scheme=scheme, branch=form.branch_of(), category_id=key, by=by, at=at)

    return _page(request, form, act, str(row) if row else str(Scheme(scheme).label))


def _page(
    request: HttpRequest,
    form: BranchForm,
    act: Callable[[dict[str, Any], Actor, datetime], Any],
    title: str,
    *,
    template: str = "knowledge/step.html",
    **more: Any,
) -> HttpResponse:
    back = reverse("knowledge:catalogue")
    return submit(
        request, form, act, lambda _row: go(request, back, Toast(_("Saved."))),
        template=template, context={"title": title, "back": back, "deeds": Deed.choices, **more},
    )  # fmt: skip
