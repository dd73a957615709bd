"""The kinds of sources, one module each; a new module is a new kind."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from zhichi.gathering.registry import register_kind


def load() -> None:
    """Register the `KIND` of every module here whose name does not begin with an underscore."""
    for found in pkgutil.iter_modules(__path__):
        if not found.name.startswith("_"):
            register_kind(import_module(f"{__name__}.{found.name}").KIND)
