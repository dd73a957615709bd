"""Build the index anew beside the one in use, then let them change places: nobody waits, nothing is missing meanwhile.

What changes during the rebuild goes into both. Both sides lock the row of the generation first, so that an older text
never overwrites a newer one for good: whoever reads a text under the lock reads at least what was written before.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core import clock
from zhichi.core.errors import Conflict
from zhichi.search import registry, tables
from zhichi.search.models import Document, Generation
from zhichi.search.services.census import take_census
from zhichi.search.services.index import Target, put
from zhichi.search.services.meaning import carry_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from zhichi.search.registry import Kind

AT_ONCE = 100  # objects in one transaction: whoever writes tickets waits no longer than that
SILENCE = timedelta(minutes=5)  # after so long without progress a rebuild counts as broken off


def rebuild(*, at: datetime, progress: Callable[[int], None] = lambda _done: None) -> int:
    """Build the next generation from every kind that can be read anew, switch, clear away; returns how many objects.

    `progress` hears how many are done. Raises Conflict while another rebuild goes on. A rebuild that breaks off leaves
    the index in use as it is.
    """
    number = _begin(at)
    done = 0
    for kind, ids in _batches():
        done += _build(kind, ids, number)
        progress(done)
    tables.settle_next()
    carry_over(number)
    _switch(number)
    _clear_away(number)
    take_census(at=clock.now())
    return done


@transaction.atomic
def _begin(at: datetime) -> int:
    Generation.objects.get_or_create(pk=1)
    state = Generation.objects.select_for_update().get(pk=1)
    if state.building is not None and state.moved_at and at - state.moved_at < SILENCE:
        raise Conflict("rebuilding", _("The index is being rebuilt already."), _("Wait until it is done."))
    Document.objects.exclude(generation=state.current)._raw_delete(using="default")
    tables.make_next()
    state.building = (state.building or state.current) + 1
    state.done, state.started_at, state.moved_at = 0, at, at
    state.save()
    return state.building


def _batches() -> Iterator[tuple[Kind, list[int]]]:
    for kind in registry.kinds.values():
        after = 0
        while kind.ids is not None and (ids := kind.ids(after, AT_ONCE)):
            yield kind, ids
            after = ids[-1]


@transaction.atomic
def _build(kind: Kind, ids: list[int], number: int) -> int:
    state = _locked(number)
    if kind.documents is not None:
        put(kind.documents(ids), Target(number, tables.NEXT))
    state.done += len(ids)
    state.moved_at = clock.now()
    state.save(update_fields=("done", "moved_at"))
    return len(ids)


@transaction.atomic
def _switch(number: int) -> None:
    state = _locked(number)
    tables.change_places()
    state.current, state.building, state.finished_at = number, None, clock.now()
    state.save()


def _locked(number: int) -> Generation:
    """The state, locked. Raises Conflict when another rebuild has taken over from one that was silent too long."""
    state = Generation.objects.select_for_update().get(pk=1)
    if state.building != number:
        raise Conflict("rebuilding", _("Another rebuild has taken over."), _("Wait until it is done."))
    return state


def _clear_away(number: int) -> None:
    """Documents of generations before are out of sight already; they go a few at a time."""
    old = Document.objects.filter(generation__lt=number).order_by("pk")
    while keys := list(old.values_list("pk", flat=True)[: AT_ONCE * 10]):
        Document.objects.filter(pk__in=keys)._raw_delete(using="default")
