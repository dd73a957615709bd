"""Addresses of the use of knowledge on the desk."""

from __future__ import annotations

from django.urls import path

from zhichi.guidance.views import panel, voting, writing

app_name = "guidance"
urlpatterns = [
    path("of/<slug:number>/", panel.panel, name="panel"),
    path("of/<slug:number>/offers/", panel.found, name="found"),
    path("of/<slug:number>/write/", writing.write, name="write"),
    path("of/<slug:number>/solved/", panel.solved, name="solved"),
    path("of/<slug:number>/<int:article_id>/", panel.look, name="look"),
    path("of/<slug:number>/<int:article_id>/insert/", panel.insert, name="insert"),
    path("of/<slug:number>/<int:article_id>/mark/", panel.mark, name="mark"),
    path("of/<slug:number>/<int:article_id>/unmark/", panel.unmark, name="unmark"),
    path("articles/<int:article_id>/figures/", voting.figures, name="figures"),
]
