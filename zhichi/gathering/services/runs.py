"""Runs: asked for by a person or the schedule, done by one worker, told row by row (6.2.2)."""

from __future__ import annotations

import logging
import time
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.jobs import Cancelled
from zhichi.core.texts import clean
from zhichi.files import selectors as files
from zhichi.files import services as stored
from zhichi.gathering import contents, policies
from zhichi.gathering.choices import IMPORT, OPEN_RUNS, Outcome, RunState
from zhichi.gathering.definitions import EVERY_HOURS, KEPT_DAYS
from zhichi.gathering.events import RunAsked, RunEnded
from zhichi.gathering.models import LONGEST_ADDRESS, Item, Line, Run, Source
from zhichi.gathering.registry import Failed, Found, Same, kinds
from zhichi.gathering.services import linking, taking
from zhichi.gathering.services.failing import tell_failure
from zhichi.gathering.services.sources import opened
from zhichi.gathering.services.unpacking import MOST_UNPACKED, import_base
from zhichi.knowledge import selectors as knowledge
from zhichi.records import services as records
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from zhichi.gathering.registry import Read, Values
    from zhichi.gathering.services.unpacking import Row

log = logging.getLogger("zhichi.worker")

BEAT_SECONDS = 1.0
LOST_AFTER = timedelta(minutes=5)  # without a sign of life; no single question takes so long
MOST_TRIED = 20  # rows of a trial
LONGEST_PREVIEW = 3_000
GATHERER = Actor.system("gathering")


@transaction.atomic
def ask(*, source_id: int, by: Actor, at: datetime, is_trial: bool = False) -> Run:
    """Have a worker read a source now. Appends gathering.run_asked. Conflict while a run of it is open."""
    if not by.is_system:
        policies.MANAGE.check(by.user)
    source = Source.objects.select_for_update(of=("self",)).get(pk=source_id)
    try:
        with transaction.atomic():
            run = Run.objects.create(source=source, is_trial=is_trial, asked_by_id=by.user_id, asked_at=at)
    except IntegrityError:
        raise Conflict("running", _("This source is being read already.")) from None
    records.append(source.stream, RunAsked(run_id=run.pk, is_trial=is_trial), by=by, at=at)
    return run


def ask_due(*, at: datetime) -> int:
    """Ask for a run of each source whose time has come; how many."""
    due = Source.objects.filter(is_active=True, next_at__lte=at).exclude(runs__state__in=("waiting", "running"))
    asked = 0
    for source in list(due[:50]):
        try:
            with transaction.atomic():
                Run.objects.create(source=source, asked_at=at)
            asked += 1
        except IntegrityError:  # another worker, or a person, was faster
            continue
    return asked


def claim(*, at: datetime) -> Run | None:
    """Take the run that waits longest; None when nothing waits. Two workers never take the same."""
    for key in list(Run.objects.filter(state=RunState.WAITING).order_by("pk").values_list("pk", flat=True)[:5]):
        taken = Run.objects.filter(pk=key, state=RunState.WAITING)
        if taken.update(state=RunState.RUNNING, started_at=at, beat_at=at):
            return Run.objects.select_related("source__owner", "asked_by", "archive").get(pk=key)
    return None


def give_up_lost(*, at: datetime) -> int:
    """End the runs whose worker died; their sources are read again when they are due. How many."""
    lost = list(Run.objects.filter(state=RunState.RUNNING, beat_at__lt=at - LOST_AFTER).select_related("archive"))
    for run in lost:
        _end(run, RunState.FAILED, _("The worker that ran it stopped."), at)
    return len(lost)


@transaction.atomic
def ask_import(*, archive: BinaryIO, name: str, by: Actor, at: datetime, is_trial: bool = False) -> Run:
    """Have a worker read an uploaded archive in. Raises DomainError "no-archive" at once for what is none at all, and
    Conflict while another is being read: what both hold would come twice.
    """
    policies.EXCHANGE.check(by.user)
    if not zipfile.is_zipfile(archive):
        raise DomainError(
            "no-archive", _("It is no archive of a knowledge base."), _("Take the file that the export made.")
        )
    if Run.objects.filter(source=None, state__in=OPEN_RUNS).exists():
        raise Conflict("running", _("Another archive is being read now."), _("Wait for its end, or stop it."))
    run = Run.objects.create(is_trial=is_trial, asked_by_id=by.user_id, asked_at=at, name=clean(name)[:255])
    archive.seek(0)
    run.archive = stored.store(
        content=archive, filename=name, claimed_type="application/zip", by=by, at=at, holder=(IMPORT, run.pk),
        limit=MOST_UNPACKED,
    )  # fmt: skip
    run.save(update_fields=("archive",))
    return run


@transaction.atomic
def stop(*, run_id: int, by: Actor, at: datetime) -> bool:
    """Ask a run to stop after the row that it is at; whether it was open. What it brought stays."""
    run = Run.objects.select_for_update(of=("self",)).select_related("source", "archive").get(pk=run_id)
    (policies.MANAGE if run.source_id else policies.EXCHANGE).check(by.user)
    if run.state == RunState.WAITING:
        _end(run, RunState.STOPPED, "", at)
        return True
    return bool(Run.objects.filter(pk=run_id, state=RunState.RUNNING).update(stop_asked=True))


def forget_old(*, at: datetime) -> int:
    """Remove the rows of runs that are kept no longer; the runs stay. How many."""
    before = at - timedelta(days=int(policy(KEPT_DAYS)))
    return Line.objects.filter(run__ended_at__lt=before).delete()[0]


def run(*, run: Run) -> None:
    """Carry a claimed run out, in the language of the source's owner, or of whoever uploaded the archive.

    Appends gathering.run_ended for a source, gathering.imported for an archive; nothing for a trial.
    """
    source = run.source
    person = source.owner if source is not None else run.asked_by
    with override(getattr(person, "language", "") or getattr(source, "language", "") or settings.LANGUAGE_CODE):
        reading = _Signs(run) if source is None else _Reading(run, source)
        try:
            if isinstance(reading, _Reading):
                _read(run, reading)
            else:
                _unpack(run, reading)
            state, words = RunState.DONE, " ".join(reading.left)
        except Cancelled:
            state, words = RunState.STOPPED, ""
        except DomainError as error:
            state, words = RunState.FAILED, str(error)
        except Exception:  # whatever a text from elsewhere does to a library, the run ends and says so
            log.warning("run %s failed", run.pk, exc_info=True)
            state, words = RunState.FAILED, _("Something unexpected went wrong; the log of the worker says what.")
        run.counts = dict(+reading.counts)  # without those of which none is left
        _end(run, state, words, clock.now())


class _Signs:
    """Signs of life of a run: how far it is, what became of what it read."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.left: list[str] = []
        self.counts: Counter[str] = Counter()
        self._beat = 0.0

    def step(self, words: str) -> None:
        """Another step begins: told while the run is open, and its first sign of life comes at once."""
        Run.objects.filter(pk=self.run.pk).update(words=words)
        self._beat = 0.0

    def show(self, done: int, total: int) -> None:
        """Leave a sign of life with how far it is, at most once a second. Raises Cancelled."""
        self.run.done, self.run.total = done, total
        if time.monotonic() - self._beat >= BEAT_SECONDS:
            self._beat = time.monotonic()
            counts = dict(self.counts)
            Run.objects.filter(pk=self.run.pk).update(done=done, total=total, counts=counts, beat_at=clock.now())
            if Run.objects.filter(pk=self.run.pk, stop_asked=True).exists():
                raise Cancelled


class _Reading(_Signs):
    """What the kind of a source is given: options, what is known, signs of life."""

    def __init__(self, run: Run, source: Source) -> None:
        super().__init__(run)
        self.source = source
        self.options: Values = source.options | opened(source)

    def traits_of(self, external_id: str) -> Mapping[str, Any]:
        """What was kept of an item; nothing in a trial, which shall show texts, nor where the last try failed."""
        if self.run.is_trial:
            return {}
        item = Item.objects.filter(source=self.run.source_id, key=taking.key_of(external_id)).first()
        return item.traits if item is not None and item.article_id and not item.words else {}

    def leave_rest(self, words: str) -> None:
        """Not everything was looked at."""
        if words not in self.left:
            self.left.append(words)

    def pause(self, seconds: float) -> None:
        """Wait, with signs of life."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            time.sleep(min(left, BEAT_SECONDS))
            self.show(self.run.done, self.run.total)


def _read(run: Run, reading: _Reading) -> None:
    source = reading.source
    kind = kinds.find(source.kind)
    if kind is None:
        raise DomainError("kind", _("This kind of source is not installed any more."))
    began = clock.now()
    reads: Iterator[Read] = kind.read(reading)
    waiting: list[Line] = []
    for number, read in enumerate(reads):
        if run.is_trial and number >= MOST_TRIED:
            reading.leave_rest(_("A trial shows the first %s only.") % MOST_TRIED)
            break
        read = _storable(read)
        line = _try(run, source, read) if run.is_trial else _take(run, source, read)
        line.save()
        if line.item is not None and line.item.waits_for and not run.is_trial:
            waiting.append(line)
        reading.counts[line.outcome] += 1
        reading.show(run.done, run.total)
    if kind.again is not None:
        _link_forward(reading, waiting, kind.again)
    if kind.lists_all and not reading.left and not run.is_trial:
        _flag_gone(reading, began)


def _link_forward(reading: _Reading, lines: list[Line], again: Callable[[_Reading, str], Read]) -> None:
    """Read those once more whose links lead to what came after them in this run; their rows say what is left."""
    for line in lines:
        reading.show(reading.run.done, reading.run.total)
        if line.item is None or not linking.have_come(line.item):
            continue
        fresh = _take(reading.run, reading.source, _storable(again(reading, line.item.external_id)))
        if fresh.outcome == Outcome.FAILED:
            continue
        if line.outcome != Outcome.NEW:
            reading.counts[line.outcome] -= 1
            reading.counts[fresh.outcome] += 1
            line.outcome = fresh.outcome
        line.words = fresh.words
        line.save(update_fields=("outcome", "words"))


def _unpack(run: Run, signs: _Signs) -> None:
    """Read an uploaded archive in for whoever uploaded it; what became of each file is kept, also of a part."""
    if run.archive is None:
        raise DomainError("no-archive", _("The archive is not here any more."), _("Upload it again."))
    rows: list[Row] = []
    try:
        with files.read_for_machine(run.archive) as source:  # what is in it is scanned file by file
            import_base(
                source=source, by=Actor.of(run.asked_by), at=clock.now(), is_dry=run.is_trial, rows=rows, watch=signs
            )
    finally:
        signs.counts = Counter(row.outcome for row in rows)
        Line.objects.bulk_create(
            (
                Line(
                    run=run, outcome=row.outcome, address=row.name[:LONGEST_ADDRESS], title=row.title[:200],
                    words=row.words, article_id=row.article_id,
                )
                for row in rows
            ),
            batch_size=500,
        )  # fmt: skip


def _storable(read: Read) -> Read:
    """Without the characters that no database stores; they come from elsewhere, like everything in it."""
    if isinstance(read, Found):
        return replace(
            read, external_id=clean(read.external_id), title=clean(read.title), html=clean(read.html),
            summary=clean(read.summary), address=clean(read.address), tags=tuple(map(clean, read.tags)),
        )  # fmt: skip
    if isinstance(read, Failed):
        return Failed(clean(read.external_id), clean(read.words), clean(read.address))
    return read


def _take(run: Run, source: Source, read: Read) -> Line:
    at = clock.now()
    if isinstance(read, Found):
        try:
            outcome, words, item = taking.take(source=source, found=read, at=at)
            return _line(run, outcome, item, words)
        except DomainError as error:
            read = Failed(read.external_id, str(error), read.address)
    if isinstance(read, Failed):
        item = taking.note_failure(
            source=source, external_id=read.external_id, address=read.address, words=read.words, at=at
        )
        return _line(run, Outcome.FAILED, item, read.words)
    return _line(run, Outcome.SAME, taking.note_same(source=source, external_id=read.external_id, at=at), "")


def _line(run: Run, outcome: Outcome, item: Item | None, words: str) -> Line:
    return Line(
        run=run, outcome=outcome, item=item, words=words, address=item.address if item else "",
        title=item.title if item else "",
    )  # fmt: skip


def _try(run: Run, source: Source, read: Read) -> Line:
    """What would become of it, without writing a word of it."""
    if isinstance(read, Same):
        return Line(run=run, outcome=Outcome.SAME, address=read.external_id[:LONGEST_ADDRESS])
    if isinstance(read, Failed):
        return Line(run=run, outcome=Outcome.FAILED, address=read.address[:LONGEST_ADDRESS], words=read.words)
    item = Item.objects.filter(source=source, key=taking.key_of(read.external_id)).first()
    outcome = Outcome.NEW if item is None or item.article_id is None else Outcome.CHANGED
    if item is not None and item.digest == contents.came(read):
        outcome = Outcome.SAME
    text = knowledge.as_letter(read.html)[:LONGEST_PREVIEW]
    return Line(
        run=run, outcome=outcome, item=item, address=read.address[:LONGEST_ADDRESS], title=read.title[:200],
        preview={"summary": read.summary[:500], "text": text},
    )  # fmt: skip


def _flag_gone(reading: _Reading, began: datetime) -> None:
    for item in taking.flag_gone(source=reading.source, since=began, at=clock.now()):
        _line(reading.run, Outcome.GONE, item, "").save()
        reading.counts[Outcome.GONE] += 1


@transaction.atomic
def _end(run: Run, state: RunState, words: str, at: datetime) -> None:
    archive = run.archive
    run.state, run.words, run.ended_at, run.beat_at, run.archive = state, words, at, None, None
    run.save()
    if archive is not None:
        stored.remove(attachment=archive, by=GATHERER, at=at)
    if run.is_trial or run.source_id is None:
        return
    source = Source.objects.select_for_update(of=("self",)).get(pk=run.source_id)
    pause = timedelta(hours=float(source.hours or policy(EVERY_HOURS)))
    source.next_at = at + pause if source.is_active else None
    source.save(update_fields=("next_at",))
    counts = Counter(run.counts)
    event = RunEnded(
        run_id=run.pk, state=state.value, new=counts["new"], changed=counts["changed"], conflicts=counts["conflict"],
        gone=counts["gone"], failed=counts["failed"], reason=words if state == RunState.FAILED else "",
    )  # fmt: skip
    records.append(source.stream, event, by=GATHERER, at=at)
    tell_failure(run, source, by=GATHERER, at=at)
