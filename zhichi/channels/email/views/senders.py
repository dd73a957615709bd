"""Whom the letters of each team come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhichi.accounts import selectors as accounts
from zhichi.accounts.policies import CONFIGURE
from zhichi.channels.email import selectors, services
from zhichi.channels.email.forms import TeamSenderForm
from zhichi.core.rights import requires
from zhichi.tickets import selectors as tickets
from zhichi.tickets.policies import EDIT_TEMPLATES
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from zhichi.core.actors import Actor


@requires(CONFIGURE)
@require_safe
def senders(request: HttpRequest) -> HttpResponse:
    """Every team with the sender of its own, and whether its mailbox sends now."""
    chosen = {row.team_id: row for row in selectors.team_senders()}
    boxes = selectors.senders()
    context = {
        "rows": [
            {"team": team, "sender": chosen.get(team.pk), "signature": tickets.signature_kind(team.pk)}
            for team in accounts.teams()
        ],
        "default": boxes[0] if boxes else None,
        "needs_a_look": selectors.needs_a_look().count(),
        "may_edit_letters": EDIT_TEMPLATES.allows(request.user, None),
    }
    return render(request, "channels_email/senders.html", context)


@requires(CONFIGURE)
@require_http_methods(["GET", "HEAD", "POST"])
def sender(request: HttpRequest, team_id: int) -> HttpResponse:
    """Choose the address and the name of one team."""
    team = accounts.team(team_id)
    if team is None:
        raise Http404
    row = next((row for row in selectors.team_senders() if row.team_id == team_id), None)
    initial = {"address": row.address, "name": row.name} if row else {}
    form = TeamSenderForm(request.POST or None, initial=initial, boxes=selectors.senders())

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.set_team_sender(team=team, by=by, at=at, **data)

    def done(_row: Any) -> HttpResponse:
        return go(request, reverse("channels_email:senders"), Toast(_("The sender is saved.")))

    context = {"team": team, "row": row}
    return submit(request, form, act, done, template="channels_email/sender.html", context=context)
