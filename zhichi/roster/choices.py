"""Codes of the duty roster."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from zhichi.accounts.choices import Post

# Who appears in the plan before having a shift; whoever has one appears too.
ON_SHIFTS = (
    Post.MANAGER,
    Post.SUPERVISOR,
    Post.SENIOR,
    Post.JUNIOR,
    Post.ASSISTANT,
    Post.CUSTOMER_SERVICE,
    Post.KNOWLEDGE_EDITOR,
)
OFF = "-"  # a free day in a pattern
LONGEST_PATTERN = 42
MOST_WEEKS = 12  # that a pattern fills at once


class Tone(models.TextChoices):
    """The colour of a shift: names of tokens, never raw colours."""

    ACCENT = "accent", pgettext_lazy("colour", "Blue")
    OK = "ok", pgettext_lazy("colour", "Green")
    WARN = "warn", pgettext_lazy("colour", "Amber")
    CALL = "call", pgettext_lazy("colour", "Teal")
    PEER = "peer", pgettext_lazy("colour", "Violet")
    NOTE = "note", pgettext_lazy("colour", "Yellow")


class SwapState(models.TextChoices):
    """Where an offer stands. Only the first two are open."""

    OFFERED = "offered", pgettext_lazy("swap", "Offered")
    ACCEPTED = "accepted", pgettext_lazy("swap", "Waits for approval")
    DONE = "done", pgettext_lazy("swap", "Done")
    DECLINED = "declined", pgettext_lazy("swap", "Declined")
    REFUSED = "refused", pgettext_lazy("swap", "Not approved")
    WITHDRAWN = "withdrawn", pgettext_lazy("swap", "Withdrawn")


OPEN_SWAPS = (SwapState.OFFERED, SwapState.ACCEPTED)
