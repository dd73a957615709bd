"""Addresses whose pages are loaded by the first request that wants one of them."""

from __future__ import annotations

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern


def late(route: str, module: str, *, name: str) -> URLResolver:
    """Like `path(route, include(module))` for a module with `app_name = name`, which is not imported before its turn.

    For what is large and seldom wanted: a process that never serves it never pays for it. The namespace is told here,
    so that Django can reverse all other addresses without looking inside.
    """
    return URLResolver(RoutePattern(route, is_endpoint=False), module, app_name=name, namespace=name)
