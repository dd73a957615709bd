"""The django-stubs plugin, with the settings it needs: demo mode starts without a secret key."""

from __future__ import annotations

import os

os.environ.setdefault("ZHICHI_DEMO", "1")

# Only now: the plugin loads the settings.
from mypy_django_plugin.main import plugin

__all__ = ["plugin"]
