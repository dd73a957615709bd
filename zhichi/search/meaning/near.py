"""The vectors of a file and which of them are nearest to a question's; only the helper loads this (numpy).

First all are compared by the signs of their numbers, 48 bytes each at 384 dimensions; then the best some thousand by
the bytes in the file, which is mapped, not read. What a script's vectors have in common is taken off each first:
multilingual models put Chinese on one side and English on the other, and a question would find only its own language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from zhichi.search.meaning.vectors import RECORD

if TYPE_CHECKING:
    from pathlib import Path

LOT = 8192  # vectors made ready at once
FEW = 12  # of a script: with fewer their mean is no mean
RESCORED = 2000
DRIFT = 1.5  # signs are made anew when there are so many times more vectors than the mean was made of


class Matrix:
    """The vectors of one generation."""

    def __init__(self, path: Path, dimensions: int) -> None:
        self.path, self.dimensions = path, dimensions
        self.kind = np.dtype(
            [("key", "<i8"), ("start", "<u2"), ("length", "<u2"), ("han", "u1"), ("pad", "u1"), ("v", "i1", dimensions)]
        )
        if self.kind.itemsize != RECORD.size + dimensions:
            raise ValueError("the record has another size")
        self.inode = self.centred = 0
        self.rows: Any = None
        self.means: Any = None
        self.signs: Any = None

    def refresh(self) -> None:
        """Take in what was added to the file, or all of it when it is another file."""
        state = self.path.stat()
        count = state.st_size // self.kind.itemsize
        known = 0 if self.rows is None or state.st_ino != self.inode else len(self.rows)
        if count == known and state.st_ino == self.inode:
            return
        self.inode = state.st_ino
        self.rows = np.memmap(self.path, dtype=self.kind, mode="r", shape=(count,)) if count else np.empty(0, self.kind)
        if known == 0 or count > self.centred * DRIFT:
            self.means, self.centred, known = self._means(), count, 0
        added = [self._signs(start) for start in range(known, count, LOT)]
        before = [self.signs[:, :known]] if known else []
        self.signs = np.ascontiguousarray(np.concatenate([*before, *added], axis=1)) if added or before else None

    def _means(self) -> Any:
        sums, counts = np.zeros((2, self.dimensions)), np.zeros(2)
        for start in range(0, len(self.rows), LOT):
            lot = self.rows[start : start + LOT]
            vectors = _unit(lot["v"])
            for script in (0, 1):
                chosen = vectors[lot["han"] == script]
                sums[script] += chosen.sum(axis=0)
                counts[script] += len(chosen)
        overall = sums.sum(axis=0) / max(counts.sum(), 1)
        found = [sums[script] / counts[script] if counts[script] >= FEW else overall for script in (0, 1)]
        return np.array(found, dtype=np.float32) * bool(counts.sum() >= FEW)

    def _centred(self, rows: Any) -> Any:
        return _unit(_unit(rows["v"]) - self.means[rows["han"]])

    def _signs(self, start: int) -> Any:
        bits = np.packbits(self._centred(self.rows[start : start + LOT]) > 0, axis=1)
        wide = np.zeros((len(bits), -(-bits.shape[1] // 8) * 8), dtype=np.uint8)
        wide[:, : bits.shape[1]] = bits
        return wide.view(np.uint64).T  # a row for each 64 signs: each is walked in one go

    def nearest(self, question: bytes, *, is_han: bool, most: int) -> list[tuple[int, int, int, float]]:
        """The nearest as (document, start, length, nearness), the best first; 1 is the same, 0 nothing in common."""
        if self.rows is None or not len(self.rows):
            return []
        vector = np.frombuffer(question, dtype="<f4")
        if vector.shape != (self.dimensions,):
            raise ValueError("the question has other dimensions than the texts")
        vector = _unit(_unit(vector[None]) - self.means[int(is_han)])[0]
        rescored = max(RESCORED, 2 * most)
        places = self._roughly(vector, rescored) if len(self.rows) > rescored else np.arange(len(self.rows))
        rows = self.rows[places]
        values = self._nearness(rows, vector)
        order = np.argsort(-values, kind="stable")[:most]
        return [
            (int(rows["key"][at]), int(rows["start"][at]), int(rows["length"][at]), round(float(values[at]), 5))
            for at in order
        ]

    def _nearness(self, rows: Any, vector: Any) -> Any:
        """What `_centred(rows) @ vector` is, without writing thousands of vectors anew: one product gives it all."""
        raw = rows["v"].astype(np.float32)
        lengths = np.sqrt(np.einsum("ij,ij->i", raw, raw))
        squares = np.sign(lengths)  # of the rows at length 1; 0 for one that points nowhere
        lengths[lengths == 0] = 1
        products = raw @ np.stack([vector, *self.means], axis=1) / lengths[:, None]
        script = rows["han"]
        aside = np.where(script, products[:, 2], products[:, 1])  # how far each points the way of its script's middle
        apart = np.einsum("ij,ij->i", self.means, self.means)[script] - 2 * aside
        rest = np.sqrt(np.maximum(apart + squares, 0))
        rest[rest == 0] = 1
        return (products[:, 0] - (self.means @ vector)[script]) / rest

    def _roughly(self, vector: Any, most: int) -> Any:
        bits = np.zeros(len(self.signs) * 8, dtype=np.uint8)
        packed = np.packbits(vector > 0)
        bits[: len(packed)] = packed
        wanted = bits.view(np.uint64)
        apart = np.zeros(self.signs.shape[1], dtype=np.uint16)
        for signs, sign in zip(self.signs, wanted, strict=True):
            apart += np.bitwise_count(signs ^ sign)
        upto = np.bincount(apart).cumsum().searchsorted(most)  # signs apart: so far there are enough
        nearer, last = np.flatnonzero(apart < upto), np.flatnonzero(apart == upto)
        return np.sort(np.concatenate([nearer, last[: most - len(nearer)]]))


def _unit(vectors: Any) -> Any:
    found = vectors.astype(np.float32)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return found / np.where(lengths, lengths, 1)
