"""An embedder at an OpenAI-compatible address (`POST …/embeddings`)."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from zhichi.search.meaning.away import Away

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST = 64 * 1024 * 1024  # bytes of an answer
_REFUSED = {400, 413, 422}  # these texts, not this caller or this moment


def embed(
    texts: Sequence[str], *, url: str, key: str, model: str, is_question: bool, seconds: float
) -> list[list[float]]:
    """The vectors of the texts, in order. Raises Away for whatever goes wrong: no answer, not 200, not understood."""
    body = {"input": list(texts), "model": model, "input_type": "query" if is_question else "passage"}
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked where the setting is read
        f"{url}/embeddings", json.dumps(body).encode(), headers, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310 - as above
            return _vectors(json.loads(answer.read(LARGEST)), len(texts))
    except urllib.error.HTTPError as error:
        raise Away(f"the embedder answered {error.code}", is_refused=error.code in _REFUSED) from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Away(f"the embedder does not answer: {type(error).__name__}") from error


def _vectors(answer: Any, count: int) -> list[list[float]]:
    try:
        rows = sorted(answer["data"], key=lambda row: row["index"])
        found = [[float(value) for value in row["embedding"]] for row in rows]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Away("the embedder's answer is not understood") from error
    if len(found) != count:
        raise Away(f"the embedder answered with {len(found)} vectors for {count} texts")
    return found
