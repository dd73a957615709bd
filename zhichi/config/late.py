"""Addresses whose pages are loaded by the first request that wants one of them."""

from __future__ import annotations

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern


class _Late(URLResolver):
    def _populate(self) -> None:
        """Learn the names inside, unless nobody has been inside yet.

        The resolver above asks this of all below it when the first address of any page is reversed. What it needs of a
        namespace is the name, which is told without looking inside; who reverses into the namespace loads it.
        """
        if "urlconf_module" in vars(self):
            super()._populate()


def late(route: str, module: str, *, name: str) -> URLResolver:
    """Like `path(route, include(module))` for a module with `app_name = name`, which is not imported before its turn.

    For what is large and seldom wanted: a process that never serves it never pays for it.
    """
    return _Late(RoutePattern(route, is_endpoint=False), module, app_name=name, namespace=name)
