"""Where vectors are compared: the helper's map of the file."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, NamedTuple

from zhichi.search.meaning import client, embedder, files
from zhichi.search.meaning.vectors import is_han

if TYPE_CHECKING:
    from zhichi.search.models import Meaning


class Passage(NamedTuple):
    """A passage by its document; `nearness` is 1 for the same, about 0 for what has nothing to do with it."""

    document: int
    start: int
    length: int
    nearness: float


class Reading:
    """A question that the embedder reads in a thread of its own, while words are looked for; made and asked at once."""

    def __init__(self, model: Meaning, text: str) -> None:
        self._model, self._text = model, text
        self._vector = b""
        self._trouble: Exception | None = None
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def nearest(self, *, most: int) -> list[Passage]:
        """The passages that are nearest to the question, the best first. Waits for the embedder. Raises Away."""
        self._thread.join()
        if self._trouble is not None:
            raise self._trouble
        asked = {
            "op": "near", "file": str(files.current(self._model)), "dimensions": self._model.dimensions,
            "is_han": is_han(self._text), "most": most,
        }  # fmt: skip
        _head, body = client.call(asked, self._vector, seconds=client.QUESTION_SECONDS)
        return [Passage(*row) for row in json.loads(body)]

    def _read(self) -> None:
        """Asks no database: a thread would open a connection of its own."""
        try:
            self._vector = embedder.question(self._text, self._model.name)
        except Exception as error:  # noqa: BLE001 - raised where the answer is waited for
            self._trouble = error
