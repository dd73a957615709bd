"""Codes of files: what the virus scanner said of a content, and whether a file may be opened."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Scan(models.TextChoices):
    """What is known of a content. One scan holds for every file with that content."""

    OFF = "off", _("not scanned: no scanner was set up")
    WAITING = "waiting", _("waits for the virus scanner")
    CLEAN = "clean", _("scanned, nothing found")
    INFECTED = "infected", _("virus found")
    FAILED = "failed", _("could not be scanned")


class Unscannable(models.TextChoices):
    """Why a content could not be scanned; another text is what the scanner said."""

    TOO_LARGE = "too-large", _("larger than the virus scanner takes")
    ENCRYPTED = "encrypted", _("encrypted, so the virus scanner cannot look inside")
    LOST = "lost", _("the disk has lost the content")


class Standing(models.TextChoices):
    """Whether a file may be opened, and why not."""

    OPEN = "open", _("may be opened")
    WAITS = "waits", _("Being checked for viruses")
    INFECTED = "infected", _("Virus found")
    UNSCANNED = "unscanned", _("Not checked for viruses")
    DELETED = "deleted", _("Content deleted")
    HELD = "held", _("Held back")


class Trait(models.TextChoices):
    """What about a file may be a risk; the handbook says of each what is done (6.4.1)."""

    PROGRAM = "program", _("Program")
    SCRIPT = "script", _("Script that a double click runs")
    MACROS = "macros", _("Document with macros")
    DISK_IMAGE = "disk_image", _("Disk image")
    ARCHIVE = "archive", _("Archive")
    CLOSED = "closed", _("Archive of a kind that is not looked into")
    ENCRYPTED = "encrypted", _("Encrypted")
    UNLOOKED = "unlooked", _("Could not be looked into")


class WhyNot(models.TextChoices):
    """Why an archive could not be looked into to its end."""

    BOMB = "bomb", _("made to burst: it unpacks to hundreds of times its size")
    ENTRIES = "entries", _("more than 2,000 files in it")
    DEEP = "deep", _("archives in archives, deeper than four")
    LARGE = "large", _("more to unpack than is looked at")
    LONG = "long", _("it takes too long")
    BROKEN = "broken", _("it is damaged")


class Measure(models.TextChoices):
    """What the handbook does about a trait, from mild to strict. The codes are the words of its pages."""

    ALLOW = "allow", _("allow")
    WARN = "warn", _("warn")
    HOLD = "hold", _("hold")
    REFUSE = "refuse", _("refuse")


class Shelf(models.TextChoices):
    """The lists of the quarantine."""

    LOCKED = "locked", pgettext_lazy("files", "Locked")
    RELEASED = "released", pgettext_lazy("files", "Released as false alarm")
    DELETED = "deleted", pgettext_lazy("files", "Deleted")
