"""Rights in two forms, a predicate (this person, this row) and a scope (their rows), and who may open a view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from zhichi.core.errors import Refused
from zhichi.core.registry import Registry

Predicate = Callable[[Any, Any], bool]
Scope = Callable[[Any, Any], Any]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class Right:
    """What a person may do. `allows(person, None)` answers "to any row at all?"; `scope` narrows a queryset."""

    name: str
    allows: Predicate
    scope: Scope | None = None

    def check(self, person: Any, row: Any = None) -> None:
        """Raise Refused when `person` may not do this (to `row`)."""
        if not self.allows(person, row):
            raise Refused(
                "not-allowed", _("You may not do this."), _("Ask your manager for the right “%s”.") % self.name
            )


rights: Registry[Right] = Registry("right")


def define(name: str, allows: Predicate, scope: Scope | None = None) -> Right:
    """Register a right under its dotted name ("tickets.reply"). With a scope, a property test keeps the two equal."""
    return rights.add(name, Right(name, allows, scope))


def may(person: Any, name: str, row: Any = None) -> bool:
    """Whether `person` has the named right (to `row`). Raises KeyError for a name nobody defined."""
    return rights.get(name).allows(person, row)


def may_open(person: Any, address: str) -> bool:
    """Whether `person` may open the page at an address of ours, as far as its view's right goes; False for no page."""
    try:
        right = getattr(resolve(urlsplit(address).path).func, "zhichi_right", "")
    except Resolver404:
        return False
    return right.startswith("public:") or (right in rights and rights.get(right).allows(person, None))


def requires(right: Right, *, sign_in: str = "") -> Callable[[View], View]:
    """View decorator: signed in, else the sign-in page; has the right to some row, else 403. Rows are checked below.

    `sign_in` names the page of those who sign in elsewhere than staff do.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user: Any = request.user
            if not user.is_authenticated:
                return _ask_to_sign_in(request, sign_in)
            if not right.allows(user, None):
                raise PermissionDenied(right.name)
            return view(request, *args, **kwargs)

        guarded.zhichi_right = right.name  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def public(reason: str) -> Callable[[View], View]:
    """View decorator: anybody may open this; `reason` says why, for the reader and the architecture test."""

    def decorate(view: View) -> View:
        view.zhichi_right = f"public: {reason}"  # type: ignore[attr-defined]
        return view

    return decorate


def _ask_to_sign_in(request: HttpRequest, page: str) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        # htmx would put the sign-in page inside a pane; this makes the whole window go there.
        response = HttpResponse(status=401)
        response["HX-Refresh"] = "true"
        return response
    return redirect_to_login(request.get_full_path(), page or None)
