"""Addresses of the use of knowledge on the desk."""

from __future__ import annotations

from django.urls import path

from zhichi.guidance.views import gaps, measures, panel, voting, writing

app_name = "guidance"
urlpatterns = [
    path("of/<slug:number>/", panel.panel, name="panel"),
    path("of/<slug:number>/offers/", panel.found, name="found"),
    path("of/<slug:number>/write/", writing.write, name="write"),
    path("of/<slug:number>/similar/", panel.similar, name="similar"),
    path("of/<slug:number>/solved/", panel.solved, name="solved"),
    path("of/<slug:number>/<int:article_id>/", panel.look, name="look"),
    path("of/<slug:number>/<int:article_id>/insert/", panel.insert, name="insert"),
    path("of/<slug:number>/<int:article_id>/mark/", panel.mark, name="mark"),
    path("of/<slug:number>/<int:article_id>/unmark/", panel.unmark, name="unmark"),
    path("gaps/", gaps.listing, name="gaps"),
    path("gaps/<int:gap_id>/", gaps.detail, name="gap"),
    path("gaps/<int:gap_id>/assign/", gaps.assign, name="gap_assign"),
    path("gaps/<int:gap_id>/dismiss/", gaps.dismiss, name="gap_dismiss"),
    path("gaps/<int:gap_id>/link/", gaps.link, name="gap_link"),
    path("gaps/<int:gap_id>/write/", gaps.write, name="gap_write"),
    path("gaps/<int:gap_id>/reopen/", gaps.reopen, name="gap_reopen"),
    path("measures/", measures.articles, name="measures"),
    path("measures/searches/", measures.searches, name="measures_searches"),
    path("measures/products/", measures.insight, name="measures_insight"),
    path("articles/<int:article_id>/figures/", voting.figures, name="figures"),
]
