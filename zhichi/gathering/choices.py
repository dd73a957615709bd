"""Codes of gathering: where an item stands, what a row of a run says, how a run ended, what somebody decided."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PAGE = "page"  # the type of article that whole pages become
TEXT = "text"  # its only part

IMPORT = "gathering.import"  # what holds an uploaded archive until it is read
BY_HAND = "hand"  # the way of an article that no source brought


class ItemState(models.TextChoices):
    """Where a page, file or row of a source stands here."""

    NEW = "new", pgettext_lazy("incoming", "New")
    REVIEW = "review", pgettext_lazy("incoming", "Changed, in review")
    CONFLICT = "conflict", pgettext_lazy("incoming", "Changed on both sides")
    MERGING = "merging", pgettext_lazy("incoming", "Being brought together")
    GONE = "gone", pgettext_lazy("incoming", "Gone at the source")
    CURRENT = "current", pgettext_lazy("incoming", "Up to date")
    IGNORED = "ignored", pgettext_lazy("incoming", "Not wanted")
    FAILED = "failed", pgettext_lazy("incoming", "Could not be taken")


WAITING = (ItemState.CONFLICT, ItemState.NEW, ItemState.GONE, ItemState.MERGING, ItemState.REVIEW)  # the queue's views


class RunState(models.TextChoices):
    """Where a run stands."""

    WAITING = "waiting", pgettext_lazy("run", "Begins in a moment")
    RUNNING = "running", pgettext_lazy("run", "Running")
    DONE = "done", pgettext_lazy("run", "Done")
    FAILED = "failed", pgettext_lazy("run", "Failed")
    STOPPED = "stopped", pgettext_lazy("run", "Stopped")


OPEN_RUNS = (RunState.WAITING, RunState.RUNNING)


class Outcome(models.TextChoices):
    """What became of one page, file or row in a run."""

    NEW = "new", pgettext_lazy("outcome", "New draft")
    CHANGED = "changed", pgettext_lazy("outcome", "Changed")
    CONFLICT = "conflict", pgettext_lazy("outcome", "Changed on both sides")
    GONE = "gone", pgettext_lazy("outcome", "Gone")
    FAILED = "failed", pgettext_lazy("outcome", "Failed")
    SKIPPED = "skipped", pgettext_lazy("outcome", "Left out")
    SAME = "same", pgettext_lazy("outcome", "Same as before")


class Choice(models.TextChoices):
    """What somebody decides about an incoming change."""

    SUBMIT = "submit", _("submitted for review")
    THEIRS = "theirs", _("what the source says was taken")
    OURS = "ours", _("ours was kept")
    EDIT = "edit", _("both are brought together by hand")
    IGNORE = "ignore", _("not wanted from this source")
    KEEP = "keep", _("kept although it is gone at the source")
