"""Who asks: an access token stands for its owner, within its scopes and a rate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import Router
from ninja.security import HttpBearer

from zhichi.accounts.policies import has_post
from zhichi.api import selectors, services
from zhichi.api.choices import Scope
from zhichi.api.models import ApiToken
from zhichi.api.problems import MissingScope, TooMany
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.limits import Limit
from zhichi.core.rights import Right

Operation = TypeVar("Operation", bound=Callable[..., Any])
RATE = Limit("api.token", 600, 60)


class AccessToken(HttpBearer):
    """Checks the token, its scope and the owner's right to any row at all; rows are checked by the operations."""

    def __init__(self, scope: Scope | None, right: Right) -> None:
        self.scope, self.right = scope, right
        self.parameters: frozenset[str] = frozenset()  # the names the operation knows
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """The token, or None when it opens nothing. Raises TooMany, MissingScope or PermissionDenied."""
        found, now = selectors.token_by_secret(token), clock.now()
        if found is None or not found.is_usable(now) or not has_post(found.owner):
            return None
        if wait := RATE.wait(found.pk):
            raise TooMany(wait)
        if self.scope is not None and not found.grants(self.scope):
            raise MissingScope(
                "scope", _("The token lacks the scope %s.") % self.scope.value, _("Create a token with this scope.")
            )
        if not self.right.allows(found.owner, None):
            raise PermissionDenied(self.right.name)
        self._refuse_unknown(request)
        services.note_use(token=found, at=now)
        request.user = found.owner
        if "Accept-Language" not in request.headers:
            translation.activate(found.owner.language)
        return found

    def _refuse_unknown(self, request: HttpRequest) -> None:
        """A mistyped filter must not pass as no filter."""
        unknown = sorted(set(request.GET) - self.parameters)
        if unknown:
            words = _("There is no such parameter.")
            raise DomainError("unknown-parameter", words, _("See fields."), fields=dict.fromkeys(unknown, words))


def operation(
    router: Router, method: str, path: str, *, scope: Scope | None, right: Right, **options: Any
) -> Callable[[Operation], Operation]:
    """Decorator: register an operation that needs `scope` of the token and `right` of its owner."""

    def decorate(function: Operation) -> Operation:
        function.zhichi_right = right.name  # type: ignore[attr-defined]
        extra = {"x-scope": scope.value} if scope else {}
        token = AccessToken(scope, right)
        add = router.api_operation(
            [method.upper()],
            path,
            auth=token,
            operation_id=function.__name__,
            openapi_extra=extra,
            **options,
        )
        add(function)
        models = function._ninja_operation.models  # type: ignore[attr-defined]
        queries = [model for model in models if model.__ninja_param_source__ == "query"]
        token.parameters = frozenset(name for model in queries for name in model.__ninja_flatten_map__)
        return function

    return decorate


def actor(request: HttpRequest) -> Actor:
    """The token's owner as the author of a write."""
    return Actor.of(request.user)
