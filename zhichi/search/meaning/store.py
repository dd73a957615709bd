"""Where vectors are compared: the helper's map of the file."""

from __future__ import annotations

import json
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


def nearest(model: Meaning, text: str, *, most: int) -> list[Passage]:
    """The passages that are nearest to a question, the best first. Raises Away."""
    vector = embedder.question(text, model.name)
    asked = {
        "op": "near", "file": str(files.current(model)), "dimensions": model.dimensions,
        "is_han": is_han(text), "most": most,
    }  # fmt: skip
    _head, body = client.call(asked, vector, seconds=client.QUESTION_SECONDS)
    return [Passage(*row) for row in json.loads(body)]
