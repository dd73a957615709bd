"""Addresses of routing, below /desk/."""

from __future__ import annotations

from django.urls import path

from zhichi.assigner.views import customers, table, ticket, trying

app_name = "assigner"
urlpatterns = [
    path("staff/routing/", table.overview, name="overview"),
    path("staff/routing/asks/", table.asks, name="asks"),
    path("staff/routing/teams/<int:team_id>/", table.team_switch, name="team_switch"),
    path("staff/routing/rules/new/", table.rule_new, name="rule_new"),
    path("staff/routing/rules/<int:key>/", table.rule, name="rule"),
    path("staff/routing/rules/<int:key>/switch/", table.rule_switch, name="rule_switch"),
    path("staff/routing/rules/<int:key>/move/", table.rule_move, name="rule_move"),
    path("staff/routing/rules/<int:key>/remove/", table.rule_remove, name="rule_remove"),
    path("staff/routing/try/", trying.dry_run, name="dry_run"),
    path("staff/routing/queue/", trying.queue, name="queue"),
    path("staff/routing/escalations/", trying.escalations, name="escalations"),
    path("staff/routing/engineers/<slug:kind>/<int:key>/", customers.engineer, name="engineer"),
    path("tickets/<slug:number>/assignment/", ticket.panel, name="panel"),
    path("tickets/<slug:number>/escalate/", ticket.escalate, name="escalate"),
    path("tickets/<slug:number>/hand-back/", ticket.hand_back, name="hand_back"),
    path("tickets/<slug:number>/offer/", ticket.offer, name="offer"),
]
