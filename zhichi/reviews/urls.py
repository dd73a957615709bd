"""Addresses of conversation reviews."""

from __future__ import annotations

from django.urls import path

from zhichi.reviews.views import lists, oversight, reviews, writing

app_name = "reviews"
urlpatterns = [
    path("", reviews.mine, name="mine"),
    path("to-do/", reviews.to_do, name="to_do"),
    path("all/", reviews.all_reviews, name="all"),
    path("choose/", oversight.choose, name="choose"),
    path("<int:key>/", writing.review, name="review"),
    path("<int:key>/draft/", writing.draft, name="draft"),
    path("<int:key>/take-back/", writing.take_back, name="take_back"),
    path("<int:key>/agree/", writing.agree, name="agree"),
    path("<int:key>/object/", writing.object_to, name="object"),
    path("<int:key>/assign/", oversight.assign, name="assign"),
    path("draws/", oversight.drawings, name="drawings"),
    path("draws/<int:key>/", oversight.drawing, name="drawing"),
    path("card/", lists.card, name="card"),
    path("card/edit/", lists.card_edit, name="card_edit"),
    path("words/", lists.words, name="words"),
    path("words/new/", lists.word_new, name="word_new"),
    path("words/<int:key>/", lists.word, name="word"),
    path("phrases/", lists.phrases, name="phrases"),
    path("phrases/new/", lists.phrase_new, name="phrase_new"),
    path("phrases/<int:key>/", lists.phrase, name="phrase"),
    path("phrases/for/<slug:number>/", lists.phrases_for, name="phrases_for"),
    path("effect/", oversight.effect, name="effect"),
    path("effect/<int:key>/action/", oversight.action_new, name="action_new"),
    path("effect/actions/<int:key>/done/", oversight.action_done, name="action_done"),
]
