"""The helper's comparison: quick ways give what the plain ones give."""

from __future__ import annotations

import random
import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest

from zhichi.search.meaning import near
from zhichi.search.meaning.vectors import RECORD

if TYPE_CHECKING:
    from pathlib import Path

DIMENSIONS = 384


@pytest.fixture
def matrix(tmp_path: Path) -> near.Matrix:
    """Three thousand vectors, those of each script on a side of their own; one points nowhere."""
    dice = random.Random(5)
    path = tmp_path / "some.vectors"
    with path.open("wb") as file:
        for key in range(3000):
            aside = 40 if key % 2 else -40
            vector = [0] * DIMENSIONS if key == 8 else [dice.randint(-80, 80) + aside for _ in range(DIMENSIONS)]
            file.write(RECORD.pack(key, 0, 100, key % 2) + struct.pack(f"{DIMENSIONS}b", *_in_bounds(vector)))
    found = near.Matrix(path, DIMENSIONS)
    found.refresh()
    return found


def _in_bounds(vector: list[int]) -> list[int]:
    return [max(-127, min(127, value)) for value in vector]


def test_nearness_is_the_angle_between_what_differs_from_the_middle_of_a_script(matrix: near.Matrix) -> None:
    vector = near._unit(np.random.default_rng(3).standard_normal((1, DIMENSIONS)))[0]
    assert np.allclose(matrix._nearness(matrix.rows, vector), matrix._centred(matrix.rows) @ vector, atol=1e-5)


@pytest.mark.parametrize("key", [7, 1234, 2999])
def test_finds_the_text_that_is_asked_for_among_thousands(matrix: near.Matrix, key: int) -> None:
    question = matrix.rows["v"][key].astype("<f4").tobytes()
    found = matrix.nearest(question, is_han=bool(key % 2), most=5)
    assert (found[0][0], round(found[0][3], 3)) == (key, 1.0)
    assert [row[3] for row in found] == sorted((row[3] for row in found), reverse=True)


def test_looks_closer_at_those_with_the_most_signs_in_common(matrix: near.Matrix) -> None:
    vector = near._unit(np.random.default_rng(4).standard_normal((1, DIMENSIONS)))[0]
    signs = matrix._centred(matrix.rows) > 0
    apart = (signs != (vector > 0)).sum(axis=1)
    chosen = matrix._roughly(vector, 100)
    assert len(set(chosen)) == 100
    assert apart[chosen].max() == np.sort(apart)[99]
    assert set(np.flatnonzero(apart < apart[chosen].max())) <= set(chosen)
