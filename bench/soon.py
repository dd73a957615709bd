"""How soon search answers somebody who types, and how soon it finds what was just written; for `bench.search`."""

from __future__ import annotations

import os
import random
import string
import subprocess
import sys
import time
from contextlib import contextmanager
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHOWN = 6  # hits of one kind in the command palette
SHORTEST = 2  # characters from which on something is looked for
PATIENCE = 60.0  # seconds until what was written counts as lost
LOOK = 0.005
BREATH = 0.6  # seconds between two writes, at the most: the worker's own rhythm must not be met


def type_titles(titles: Sequence[str], kind: str, user: Any) -> None:
    """Type titles letter by letter, every second one with a wrong letter; print what a keystroke waits.

    A keystroke asks for hits and, where nothing holds all of it, for what was meant: as the palette and the search page
    do. What pages and network add is not in it.
    """
    from bench.cost import cpu_here
    from zhichi.search import selectors

    dice = random.Random(17)
    waits: list[float] = []
    works: list[float] = []
    meant = 0
    for number, title in enumerate(titles):
        typed = _mistyped(title, dice) if number % 2 else title
        for end in range(SHORTEST, len(typed) + 1):
            started, worked = time.perf_counter(), cpu_here()
            hits = selectors.find(typed[:end], for_user=user, kinds=[kind], limit=SHOWN, mode="words")
            if not any(hit.is_whole for hit in hits):
                meant += selectors.suggest(typed[:end], for_user=user, kinds=[kind]) is not None
            waits.append((time.perf_counter() - started) * 1000)
            works.append((cpu_here() - worked) * 1000)
    print(f"  {'while typing':38}{_shown(waits)}  CPU {_shown(works)} ms")
    print(f"    {len(waits)} keystrokes, at {meant} something else was meant")


def wait_until_found(count: int) -> None:
    """Write tickets and notes while a worker follows, and print how long each is not found."""
    from zhichi.core.actors import Actor
    from zhichi.core.clock import now
    from zhichi.tickets import services
    from zhichi.tickets.choices import Channel

    person = _person()
    by, dice = Actor.of(person), random.Random()
    lags: dict[str, list[float]] = {"a new ticket": [], "a note": []}
    with _worker():
        for number in range(count + 1):
            word, other = _word(dice), _word(dice)
            request = services.Request(
                channel=Channel.PHONE, subject=word, message=services.Incoming(text="Just in."), contact=None
            )
            ticket, _message = services.register(request=request, by=by, at=now())
            found = _until(word, ticket.pk, person)
            services.note(ticket_id=ticket.pk, text=f"Seen: {other}.", by=by, at=now())
            noted = _until(other, ticket.pk, person)
            if number:  # the first waits for the worker to start
                lags["a new ticket"].append(found)
                lags["a note"].append(noted)
            time.sleep(dice.random() * BREATH)
    for name, seconds in lags.items():
        print(f"  {f'{name} is found after':38}{_shown(seconds, 2)} s")


def _shown(values: Sequence[float], digits: int = 1) -> str:
    p95 = quantiles(values, n=20)[-1]
    return f"median {median(values):6.{digits}f} p95 {p95:6.{digits}f} longest {max(values):6.{digits}f}"


def _mistyped(title: str, dice: random.Random) -> str:
    place = dice.randrange(len(title))
    return f"{title[:place]}{dice.choice(title)}{title[place + 1 :]}"


def _word(dice: random.Random) -> str:
    """One that is nowhere yet."""
    return "".join(dice.choices(string.ascii_lowercase, k=14))


def _until(word: str, key: int, person: Any) -> float:
    """Seconds until the ticket is found by the word. Raises TimeoutError."""
    from zhichi.search import selectors

    started = time.perf_counter()
    while not any(
        hit.object_id == key and hit.is_whole
        for hit in selectors.find(word, for_user=person, kinds=["ticket"], limit=1, mode="words")
    ):
        if time.perf_counter() - started > PATIENCE:
            raise TimeoutError(f"{word} is not found after {PATIENCE:.0f} s: does the worker run?")
        time.sleep(LOOK)
    return time.perf_counter() - started


@contextmanager
def _worker() -> Iterator[None]:
    """The worker of the product, which reads nothing for its meaning here: that takes hours."""
    environment = os.environ | {"ZHICHI_EMBED_OWN": "0"}
    process = subprocess.Popen([sys.executable, "-m", "zhichi.config.worker"], env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _person() -> Any:
    """A manager in a team that new requests come to; made once in a database."""
    from zhichi.accounts.models import DutyRole, Team, User
    from zhichi.core.clock import now

    known = User.objects.filter(email="bench0@example.com").first()
    if known is not None:
        return known
    if not DutyRole.objects.filter(is_intake=True).exists():
        team = Team.objects.create(name="Bench")
        DutyRole.objects.create(code="bench-intake", name="Intake", team=team, is_intake=True)
    person = User(email="bench0@example.com", display_name="员工", post="manager", joined_at=now(), sort_key="y")
    person.set_unusable_password()
    person.save()
    return person
