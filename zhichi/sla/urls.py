"""Addresses of service levels."""

from __future__ import annotations

from django.urls import path

from zhichi.sla.views import bench, draft, levels, moves

app_name = "levels"
urlpatterns = [
    path("", levels.table, name="table"),
    path("versions/", levels.versions, name="versions"),
    path("versions/<int:number>/", levels.version, name="version"),
    path("versions/<int:number>/take-up/", draft.take_up, name="take_up"),
    path("progress/", levels.progress, name="progress"),
    path("moves/<str:key>/", moves.moves, name="moves"),
    path("bench/", bench.bench, name="bench"),
    path("contracts/", bench.contract_options, name="contract_options"),
    path("draft/", draft.draft, name="draft"),
    path("draft/new/", draft.rule_new, name="rule_new"),
    path("draft/publish/", draft.publish, name="publish"),
    path("draft/discard/", draft.discard, name="discard"),
    path("draft/<slug:key>/", draft.rule_edit, name="rule_edit"),
    path("draft/<slug:key>/move/", draft.rule_move, name="rule_move"),
    path("draft/<slug:key>/remove/", draft.rule_remove, name="rule_remove"),
]
