"""Addresses of the handbook, below /desk/handbook/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from zhichi.handbook.views import read, rows, trials, write

app_name = "handbook"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", read.conformance, name="conformance"),
    path("print/", read.printable, name="print"),
    path("clauses/<str:clause_id>/", read.clause, name="clause"),
    path("clauses/<str:clause_id>/trend/", read.trend, name="trend"),
    path("clauses/<str:clause_id>/values/<str:key>/", write.value, name="value"),
    path("clauses/<str:clause_id>/values/<str:key>/trial/", trials.trial, name="trial"),
    path("rows/<str:source>/", rows.rows, name="rows"),
    path("rows/<str:source>/csv/", rows.export, name="rows_csv"),
    path("versions/", read.versions, name="versions"),
    path("acknowledge/", write.acknowledge, name="acknowledge"),
    path("acknowledgements/", write.acknowledgements, name="acknowledgements"),
    path("glossary/", read.glossary, name="glossary"),
    path("charter/", read.charter, name="charter"),
    path("charter/edit/", write.charter_edit, name="charter_edit"),
]
