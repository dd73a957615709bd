"""What `zhichi doctor` says about the virus scanner."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhichi.core import clock
from zhichi.core.checks import Finding
from zhichi.files import archives, scanner, selectors
from zhichi.files.clamd import Away, Unclear
from zhichi.ui.timing import when_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from zhichi.files.clamd import About

OLD = timedelta(days=7)
LATE = timedelta(minutes=15)


def check_scanner() -> Sequence[Finding]:
    """Whether files are scanned: the daemon's version, the age of its signatures, files that wait too long."""
    at = clock.now()
    try:
        daemon = scanner.current()
        if daemon is None:
            return [_none()]
        about = daemon.about()
    except ValueError:
        text = _("ZHICHI_CLAMAV is no address: %s") % settings.CLAMAV
        return [Finding("bad", text, _("Examples: unix:///run/clamav/clamd.ctl or tcp://127.0.0.1:3310"))]
    except (Away, Unclear) as error:
        facts = {"place": settings.CLAMAV, "error": error}
        text = _("The virus scanner at %(place)s does not answer: %(error)s") % facts
        hint = _("Start clamav-daemon or correct ZHICHI_CLAMAV; files wait until then and none is lost.")
        return [Finding("bad", text, hint), *_waiting(at)]
    return [_signatures(about, at), *_waiting(at)]


def check_archives() -> Sequence[Finding]:
    """Whether rar, 7z and cab can be looked into: a library of the system does it."""
    if archives.has_library():
        return [Finding("ok", _("Archives of the kinds rar, 7z and cab are looked into."))]
    text = _("Archives of the kinds rar, 7z and cab are not looked into: libarchive is not installed.")
    return [Finding("warn", text, _("Install libarchive13 (Debian 12) or libarchive13t64 (Debian 13, Ubuntu 24.04)."))]


def _none() -> Finding:
    hint = _("Install clamav-daemon and set ZHICHI_CLAMAV=unix:///run/clamav/clamd.ctl")
    return Finding("warn", _("No virus scanner is set up: files are not scanned."), hint)


def _signatures(about: About, at: datetime) -> Finding:
    if about.dated is None:
        text = _("ClamAV %(engine)s answers, but has none of ClamAV's own signatures.") % {"engine": about.engine}
        return Finding("warn", text, _("Run freshclam, or say where it fetches from on a closed network."))
    facts = {
        "engine": about.engine,
        "signatures": about.signatures,
        "when": when_words(about.dated, now=at, style="full"),
    }
    text = _("ClamAV %(engine)s answers; its signatures %(signatures)s are of %(when)s.") % facts
    if about.dated < at - OLD:
        return Finding("warn", text, _("They are old: run freshclam each day."))
    return Finding("ok", text)


def _waiting(at: datetime) -> Iterator[Finding]:
    count, oldest = selectors.scans_waiting()
    if oldest is not None and oldest < at - LATE:
        words = ngettext("%(count)s file waits for its scan,", "%(count)s files wait for their scan,", count)
        since = _("the oldest since %s.") % when_words(oldest, now=at, style="full")
        yield Finding("bad", f"{words % {'count': count}} {since}", _("Check that the worker runs (zhichi serve)."))
