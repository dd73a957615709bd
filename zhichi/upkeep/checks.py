"""Checks of the machine and the database that belong to no other part (6.4.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhichi.core import clock
from zhichi.core.checks import Finding
from zhichi.outbound import selectors as outbound
from zhichi.records.selectors import policy
from zhichi.ui.timing import size_words
from zhichi.upkeep import definitions, machine, selectors, tables

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_AVAILABLE = 0.08  # of the machine's memory
MEGABYTE = 1024 * 1024
MANY_SLOW = 20  # within a day


def check_memory() -> list[Finding]:
    """Memory of the machine and of each process of this installation."""
    whole = machine.memory()
    if whole is None:
        return [Finding("ok", _("This system does not tell about memory."))]
    return [*_machine(whole), *_processes()]


def _machine(whole: machine.Memory) -> Iterator[Finding]:
    values = {"free": size_words(whole.available), "total": size_words(whole.total)}
    if whole.available < whole.total * LEAST_AVAILABLE:
        words = _("Only %(free)s of %(total)s memory are available.") % values
        yield Finding("warn", words, _("Stop what is not needed, or give the machine more."))
    else:
        yield Finding("ok", _("%(free)s of %(total)s memory are available.") % values)


def _processes() -> Iterator[Finding]:
    most = int(policy(definitions.MEMORY_MB)) * MEGABYTE
    for process in machine.processes():
        values = {"kind": kind_words(process.kind), "pid": process.pid, "size": size_words(process.memory)}
        if process.memory > most:
            words = _("The %(kind)s %(pid)s takes %(size)s.") % values
            yield Finding("warn", words, _("Restart it; when it grows again tell whoever looks after Zhichi."))


def kind_words(kind: str) -> str:
    """What people call a kind of process."""
    return {"web": _("web process"), "worker": _("worker"), "serve": _("parent process")}.get(kind, kind)


def check_tables() -> list[Finding]:
    """How large the database is."""
    whole = tables.database_size()
    return [Finding("ok", _("The database takes %s.") % size_words(whole))]


def check_slow() -> list[Finding]:
    """Statements that were slow in the last day."""
    threshold = int(policy(definitions.SLOW_MS))
    rows = selectors.slow_statements(since=clock.now() - timedelta(days=1))
    count = sum(row.count for row in rows)
    if not rows:
        return [Finding("ok", _("No statement took longer than %s ms since yesterday.") % threshold)]
    words = ngettext(
        "%(count)s statement took longer than %(ms)s ms, the longest %(longest)s ms.",
        "%(count)s statements took longer than %(ms)s ms, the longest %(longest)s ms.",
        count,
    ) % {"count": count, "ms": threshold, "longest": max(row.longest_ms for row in rows)}
    if count < MANY_SLOW:
        return [Finding("ok", words)]
    return [Finding("warn", words, _("They are listed below. “Analyse” in the maintenance jobs often helps."))]


def check_mail_hold() -> list[Finding]:
    """Whether mail rests after a restore (6.4.1)."""
    hold = outbound.mail_hold()
    if hold is None:
        return [Finding("ok", _("Mail is sent and fetched."))]
    text = _("Mail rests: nothing is sent and no mailbox is read.")
    return [Finding("warn", f"{text} {hold.reason}", _("Release it above, or with “zhichi mail-release”."))]
