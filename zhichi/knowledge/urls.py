"""Addresses of knowledge on the desk."""

from __future__ import annotations

from django.urls import path

from zhichi.knowledge.views import articles, catalogue, edit, lists, patterns, remarks, reviewing

app_name = "knowledge"
urlpatterns = [
    path("", lists.article_list, name="list"),
    path("review/", lists.review, name="review"),
    path("review/approve/", reviewing.approve_many, name="approve_many"),
    path("new/", edit.new, name="new"),
    path("linkable/", lists.linkable, name="linkable"),
    path("graph/", patterns.graph, name="graph"),
    path("templates/", patterns.patterns, name="patterns"),
    path("templates/new/<slug:kind>/", patterns.pattern_new, name="pattern_new"),
    path("templates/<int:key>/", patterns.pattern, name="pattern"),
    path("<int:article_id>/template/", patterns.make_pattern, name="make_pattern"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/modules/new/", catalogue.module_new, name="module_new"),
    path("catalogue/modules/<int:key>/", catalogue.module_edit, name="module_edit"),
    path("catalogue/modules/<int:key>/posts/", catalogue.module_posts, name="module_posts"),
    path("catalogue/<slug:scheme>/new/", catalogue.category_new, name="category_new"),
    path("catalogue/classes/<int:key>/", catalogue.category_edit, name="category_edit"),
    path("<int:article_id>/", articles.article, name="article"),
    path("<int:article_id>/versions/<int:number>/", articles.version, name="version"),
    path("<int:article_id>/compare/", reviewing.compare, name="compare"),
    path("<int:article_id>/publish/", reviewing.publish, name="publish"),
    path("<int:article_id>/edit/", edit.edit, name="edit"),
    path("<int:article_id>/draft/", edit.autosave, name="autosave"),
    path("<int:article_id>/settings/", edit.settings, name="settings"),
    path("<int:article_id>/variant/", edit.variant, name="variant"),
    path("<int:article_id>/remark/", remarks.remark, name="remark"),
    path("<int:article_id>/remark/<int:key>/<slug:deed>/", remarks.settle, name="settle_remark"),
    path("<int:article_id>/link/", articles.link, name="link"),
    path("<int:article_id>/unlink/", articles.unlink, name="unlink"),
    path("<int:article_id>/step/<slug:name>/", articles.step, name="step"),
    path("<int:article_id>/send-back/", articles.send_back, name="send_back"),
    path("<int:article_id>/schedule/", articles.schedule, name="schedule"),
    path("<int:article_id>/archive/", articles.archive, name="archive"),
    path("<int:article_id>/roll-back/<int:number>/", articles.roll_back, name="roll_back"),
]
