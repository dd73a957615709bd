"""Addresses of ideas."""

from __future__ import annotations

from django.urls import path

from zhichi.improvement.views import ideas, steps

app_name = "improvement"
urlpatterns = [
    path("", ideas.ideas, name="list"),
    path("new/", ideas.new, name="new"),
    path("<int:idea_id>/", ideas.idea, name="idea"),
    path("<int:idea_id>/edit/", ideas.edit, name="edit"),
    path("<int:idea_id>/vote/", steps.vote, name="vote"),
    path("<int:idea_id>/comment/", steps.comment, name="comment"),
    path("<int:idea_id>/result/", steps.result, name="result"),
    path("<int:idea_id>/step/<slug:name>/", steps.step, name="step"),
]
