"""Pages that the browser tests of ui open: the styleguide without sign-in, a small workspace, what they post to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import RequestContext, Template
from django.urls import path

from zhichi.core import clock
from zhichi.ui.respond import Toast, with_toast
from zhichi.ui.samples import sample_context

WORKSPACE = """{% extends "ui/desk.html" %}{% load ui %}
{% block title %}Workspace{% endblock %}{% block pane %}list{% endblock %}
{% block list %}<section class="pane pane-list" id="list" aria-label="List"><zc-rows class="pane-scroll rows">
{% for row in rows %}<a class="row" href="#{{ row.number }}" data-pane-show="main">{{ row.subject }}</a>{% endfor %}
</zc-rows></section>{% endblock %}
{% block main %}<h1>Ticket</h1><zc-composer data-draft-url="/draft/" data-saved="Saved {time}" data-local="Kept here">
<form class="composer" method="post" action="/send/" hx-post="/send/" data-kind="reply">
<div class="tabs" role="tablist" aria-label="Kind">
<button type="button" role="tab" data-kind="reply" data-key="r">Reply</button>
<button type="button" role="tab" data-kind="note" data-key="m">Note</button></div><span data-status></span>
<textarea name="body" data-for-kind="reply" aria-label="Reply">To the customer</textarea>
<textarea name="body" data-for-kind="note" aria-label="Note"></textarea>
<button type="submit" class="btn btn-primary" data-for-kind="reply">Send</button>
<button type="submit" class="btn btn-primary" data-for-kind="note">Add note</button></form></zc-composer>{% endblock %}
{% block side %}<aside class="pane pane-side" id="side" aria-label="Side">Side</aside>{% endblock %}"""

posted: list[tuple[str, dict[str, Any]]] = []


def guide(request: HttpRequest) -> HttpResponse:
    """The styleguide for anybody."""
    return render(request, "ui/styleguide/page.html", sample_context(clock.now()))


def workspace(request: HttpRequest) -> HttpResponse:
    """A desk page with a list, a composer and a side panel."""
    return HttpResponse(Template(WORKSPACE).render(RequestContext(request, sample_context(clock.now()))))


def take(request: HttpRequest) -> HttpResponse:
    """Keeps what was posted."""
    posted.append((request.path, request.POST.dict()))
    return with_toast(HttpResponse(status=204), Toast("Taken", undo_url="/undo/"))


urlpatterns = [
    path("", workspace, name="home"),
    path("guide/", guide, name="guide"),
    path("draft/", take),
    path("send/", take),
    path("undo/", take),
    path("in/", take, name="account_login"),
    path("out/", take, name="account_logout"),
    path("language/", take, name="set_language"),
]
