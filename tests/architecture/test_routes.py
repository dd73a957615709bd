"""Every address of the product, pages and API alike, declares who may open it."""

from __future__ import annotations

import inspect
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.addresses import addresses
from tests.architecture.tree import hold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.one_database

# Views of installed packages guard themselves: top-level module → why that is enough.
PACKAGES_THAT_GUARD_THEMSELVES = {
    "allauth": "sign-in is open by nature; its own decorators guard what needs a session",
}
EXEMPT: dict[str, str] = {}


def test_every_route_declares_a_right() -> None:
    used: set[str] = set()
    found = [route for route, view in _routes() if not _declares_right(view, used)]
    hold(found, EXEMPT, "put @requires(policies.X) or @public('why') on the view")
    assert used == PACKAGES_THAT_GUARD_THEMSELVES.keys(), "a package in the table has no route any more: delete it"


def test_every_api_operation_declares_a_right() -> None:
    operations = list(_operations())
    assert operations, "no API operation was found: the walk below does not fit this django-ninja"
    hold(
        [name for name, function in operations if not _right(function)], {}, "put @requires or @public on the operation"
    )


def _routes() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Route and view of every address, API operations apart (one address holds several)."""
    for route, pattern in addresses():
        if _path_view(pattern.callback) is None:
            yield route, pattern.callback


def _operations() -> Iterator[tuple[str, Callable[..., Any]]]:
    for route, pattern in addresses():
        for operation in getattr(_path_view(pattern.callback), "operations", ()):
            yield f"{'|'.join(operation.methods)} {route}", operation.view_func


def _path_view(view: Callable[..., Any]) -> Any:
    """The django-ninja object behind an address of the API, None behind any other."""
    if not inspect.isfunction(view) or not view.__module__.startswith("ninja."):
        return None
    return inspect.getclosurevars(view).nonlocals.get("self")


def _declares_right(view: Callable[..., Any], used: set[str]) -> bool:
    if _right(view):
        return True
    package = _origin(view).split(".")[0]
    if package not in PACKAGES_THAT_GUARD_THEMSELVES:
        return False
    used.add(package)
    return True


def _right(view: Callable[..., Any]) -> str:
    return next((layer.zhichi_right for layer in _layers(view) if getattr(layer, "zhichi_right", "")), "")


def _origin(view: Callable[..., Any]) -> str:
    """The module a view was written in, behind decorators."""
    return str([layer.__module__ for layer in _layers(view)][-1])


def _layers(view: Callable[..., Any]) -> Iterator[Any]:
    """The view and what it wraps, up to the class or function somebody wrote."""
    layer: Any = view
    while layer is not None:
        yield layer
        if hasattr(layer, "view_class"):
            yield layer.view_class
            return
        layer = layer.func if isinstance(layer, partial) else getattr(layer, "__wrapped__", None)
