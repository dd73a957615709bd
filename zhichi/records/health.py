"""What `zhichi doctor` asks the record about."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhichi.core import clock
from zhichi.core.checks import Finding
from zhichi.records import selectors
from zhichi.records.definitions import HEAD_MINUTES

BEHIND_MINUTES = 5
HEADS_LATE = 3  # pauses


def check_record() -> list[Finding]:
    """The database's own guards, and the last check of the whole record (3.4.2)."""
    found = []
    if selectors.guards_in_place():
        found.append(Finding("ok", _("The database refuses changes to the record.")))
    else:
        advice = _("Find out who removed them, run “zhichi verify”, then “zhichi migrate” puts them back.")
        found.append(Finding("bad", _("The guards of the record are missing: it can be changed."), advice))
    last = selectors.last_verification()
    if last is None:
        found.append(Finding("warn", _("The record was never checked."), _("Run “zhichi verify”.")))
    elif last.problems:
        advice = _("Look at the record page; compare with a backup from before.")
        found.append(Finding("bad", _("The last check found: %s") % last.first_problem, advice))
    else:
        values = {"at": f"{last.finished_at:%Y-%m-%d %H:%M} UTC", "events": last.events}
        found.append(Finding("ok", _("Last check of the record at %(at)s: %(events)s events, all whole.") % values))
    return [*found, *_check_heads()]


def _check_heads() -> list[Finding]:
    """Events that wait for a signed head much longer than the handbook says (3.4.2)."""
    newest = selectors.signed_heads().first()
    pause = timedelta(minutes=float(selectors.policy(HEAD_MINUTES)))
    waiting = selectors.first_event_at(after=newest.last_event if newest else 0)
    # An imported event may be older than the newest head.
    since = max(waiting, newest.at) if waiting and newest else waiting
    if waiting is not None and since is not None and since < clock.now() - HEADS_LATE * pause:
        values = {"at": f"{waiting:%Y-%m-%d %H:%M} UTC"}
        text = _("Events since %(at)s are under no signed head.") % values
        return [Finding("warn", text, _("Is the worker running? “zhichi serve” starts it."))]
    if newest is None:
        return []
    values = {"at": f"{newest.at:%Y-%m-%d %H:%M} UTC", "events": str(newest.size)}
    return [Finding("ok", _("Last signed head at %(at)s over %(events)s events.") % values)]


def check_tails() -> list[Finding]:
    """Subscribers that failed or lag, and events they could not handle."""
    found = []
    late_since = clock.now() - timedelta(minutes=BEHIND_MINUTES)
    for row in selectors.tail_health():
        if row["error"]:
            text = _("%(name)s fails: %(error)s") % row
            found.append(Finding("bad", text, _("Mend the cause; it tries again by itself.")))
        elif row["behind"] and (row["moved_at"] is None or row["moved_at"] < late_since):
            text = _("%(name)s is %(behind)s events behind.") % row
            found.append(Finding("warn", text, _("Is the worker running? “zhichi serve” starts it.")))
    parked = selectors.parked().count()
    if parked:
        text = ngettext("%s event is parked.", "%s events are parked.", parked) % parked
        found.append(Finding("bad", text, _("Retry or drop them on the record page.")))
    return found or [Finding("ok", _("All subscribers are up to date."))]


def check_worker() -> list[Finding]:
    """A worker that lives, and scheduled work that went well."""
    alive = selectors.workers(at=clock.now())
    if not alive:
        advice = _("Start it: “zhichi serve”, or “python -m zhichi.config.worker”.")
        return [Finding("warn", _("No worker has given a sign of life in the last minute."), advice)]
    found = [Finding("ok", _("Worker %s is alive.") % one.holder) for one in alive]
    for row in selectors.cadence_health():
        run = row["run"]
        if run is not None and run.error:
            values = {"name": row["name"], "error": run.error}
            found.append(Finding("bad", _("Scheduled work %(name)s failed: %(error)s") % values))
    return found
