"""The browser of tests and pictures: the lightest one that this machine has."""

from __future__ import annotations

import shutil

# The first draws pages but no windows, which costs a third less.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def installed() -> str | None:
    """Its path; None: only one that Playwright brought may be there."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)
