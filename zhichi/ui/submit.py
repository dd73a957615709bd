"""The one way a form page works: show, check, call a service, go on, or show again with what was typed (422)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError

Act = Callable[[dict[str, Any], Actor, datetime], Any]
Done = Callable[[Any], HttpResponse]


def submit(
    request: HttpRequest, form: Any, act: Act, done: Done, *, template: str, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Answer a form page. `act(cleaned_data, by, at)` calls a service; `done(result)` answers when it went well.

    A form that is not valid, or that the service refuses with a DomainError, comes back with status 422.
    """
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                result = act(form.cleaned_data, Actor.of(request.user), clock.now())
            except DomainError as error:
                form.refuse(error)
            else:
                return done(result)
        status = 422
    return render(request, template, {**(context or {}), "form": form}, status=status)
