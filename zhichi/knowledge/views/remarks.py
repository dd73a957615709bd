"""Comments at passages of an article that is being written or reviewed (6.2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.knowledge import policies, selectors, services
from zhichi.knowledge.forms import RemarkForm
from zhichi.knowledge.registry import types
from zhichi.knowledge.views.articles import FORMS, STEP_PAGE, find
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime


@require_http_methods(FORMS)
@requires(policies.SEE_WORK)
def remark(request: HttpRequest, article_id: int) -> HttpResponse:
    """Comment on a passage; what is refused comes back with everything typed."""
    row = find(request, article_id, policies.SEE_WORK)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.remark(article_id=row.pk, by=by, at=at, **data)

    context = {"row": row, "title": _("Comment on a passage"), "back": row.get_absolute_url()}
    place = f"{row.get_absolute_url()}#kb-remarks"
    return submit(
        request, RemarkForm(request.POST or None, kind=types.find(row.kind)), act,
        lambda _made: go(request, place, Toast(_("Noted. The author hears of it."))),
        template=STEP_PAGE, context=context,
    )  # fmt: skip


@require_POST
@requires(policies.SEE_WORK)
def settle(request: HttpRequest, article_id: int, key: int, deed: str) -> HttpResponse:
    """Settle a comment, or take it up again."""
    row = find(request, article_id, policies.SEE_WORK)
    found = selectors.remark_of(row, key)
    act = {"resolve": services.resolve_remark, "reopen": services.reopen_remark}.get(deed)
    if found is None or act is None:
        raise Http404
    place = f"{row.get_absolute_url()}#kb-remarks"
    try:
        act(remark_id=found.pk, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return go(request, place, Toast(str(error), kind="bad"))
    return go(request, place)
