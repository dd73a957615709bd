"""Where vectors are compared: in the database where pgvector is ready for it, else by the helper, in its file.

With the bundled model a helper is there anyway, and quicker: its file is looked into first, and the database is asked
only for who sees little.
"""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

from zhichi.search.meaning import client, embedder, files, pg_near, pg_tables
from zhichi.search.meaning.sight import Passage
from zhichi.search.meaning.vectors import is_han

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhichi.search.meaning.sight import Sight
    from zhichi.search.models import Meaning

STEPS = (100, 800, 6400)  # nearest passages of the file that are looked at until enough may be seen


class Reading:
    """A question that the embedder reads in a thread of its own, while words are looked for; made and asked at once."""

    def __init__(self, model: Meaning, text: str) -> None:
        self._model, self._text = model, text
        self._vector = b""
        self._trouble: Exception | None = None
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def looks(self, sight: Sight) -> Iterator[list[Passage]]:
        """The nearest passages that may be seen, the best first; each look sees further than the one before.

        Waits for the embedder. Raises Away.
        """
        self._thread.join()
        if self._trouble is not None:
            raise self._trouble
        in_database = pg_tables.is_ready(self._model)
        if not in_database or self._model.name == embedder.OWN:
            yield from self._looks_into_file(sight, STEPS[:1] if in_database else STEPS)
        if in_database:
            yield from pg_near.looks(self._model, self._vector, sight, is_han=is_han(self._text))

    def _looks_into_file(self, sight: Sight, steps: Sequence[int]) -> Iterator[list[Passage]]:
        asked = {
            "op": "near", "file": str(files.current(self._model)), "dimensions": self._model.dimensions,
            "is_han": is_han(self._text),
        }  # fmt: skip
        for most in steps:
            _head, body = client.call({**asked, "most": most}, self._vector, seconds=client.QUESTION_SECONDS)
            rows = json.loads(body)
            known = sight.among(row[0] for row in rows)
            yield [Passage(key, *known[key], *place) for key, *place in rows if key in known]
            if len(rows) < most:
                return

    def _read(self) -> None:
        """Asks no database: a thread would open a connection of its own."""
        try:
            self._vector = embedder.question(self._text, self._model.name)
        except Exception as error:  # noqa: BLE001 - raised where the answer is waited for
            self._trouble = error
