"""How good search is: own texts about an invented product, questions with graded answers, and the usual figures.

`documents.tsv` holds id, language, title, text; `queries.tsv` holds the kind of question, the question, and its answers
as "id:grade" (2: what was looked for, 1: helps too; "=" stands for every document that holds the very character;
nothing for questions that must find nothing). `meaning.tsv` and `heldout.tsv` hold questions in other words or in the
other language than the answers, which only meaning finds; no threshold was fitted to the second. `demo.tsv` and
`demo_heldout.tsv` hold what customers ask about the demo's articles (see shelf.py), by the names of those articles.
"""

from __future__ import annotations

import json
import math
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from zhichi.search import selectors
from zhichi.search.registry import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from zhichi.search.hits import Hit

HERE = Path(__file__).parent
KIND = "quality"
STAFF = SimpleNamespace(is_staff_member=True)
DEPTH = 10
FIGURES = ("ndcg", "recall", "mrr")
# Figures are kept with three digits. What the model makes of a text differs in the last digits from processor to
# processor, and with them the order of near equals.
SLACK = {"words": 0.0005, "hybrid": 0.01, "meaning": 0.01}


@dataclass(frozen=True)
class Question:
    """A question and what answers it: ids of documents with grades."""

    kind: str
    text: str
    grades: dict[str, int]


def documents() -> list[Document]:
    """The texts; object ids are the line numbers."""
    found = []
    for number, (_name, language, title, text) in enumerate(_rows("documents.tsv"), start=1):
        found.append(Document(kind=KIND, object_id=number, title=title, text=text, language=language))
    return found


def names() -> list[str]:
    """The ids of the texts, in order."""
    return [row[0] for row in _rows("documents.tsv")]


def questions(name: str = "queries") -> list[Question]:
    """The questions of a file."""
    return [Question(kind, text, _grades(text, answers)) for kind, text, answers in _rows(f"{name}.tsv")]


def answers(text: str, mode: selectors.Mode) -> list[str]:
    """What a person gets to see who takes the help that is offered: ids, the best first."""
    hits = _find(text, mode)
    if not any(hit.is_whole for hit in hits) and mode != "meaning":
        meant = selectors.suggest(text, for_user=STAFF, kinds=[KIND])
        hits = _find(meant, mode) if meant else hits
    known = names()
    return [known[hit.object_id - 1] for hit in hits]


def _find(text: str, mode: selectors.Mode) -> list[Hit]:
    return selectors.find(text, for_user=STAFF, kinds=[KIND], limit=DEPTH, mode=mode)


def figures(found: Sequence[str], grades: dict[str, int]) -> dict[str, float]:
    """nDCG@10, recall@10 and the reciprocal rank of the first answer; for a question without answers 1 if none came."""
    if not grades:
        return dict.fromkeys(FIGURES, 0.0 if found else 1.0)
    gained = _gain(grades.get(name, 0) for name in found)
    ideal = _gain(sorted(grades.values(), reverse=True)[:DEPTH])
    first = next((place for place, name in enumerate(found, start=1) if name in grades), None)
    recall = len(set(found) & set(grades)) / min(len(grades), DEPTH)
    return {"ndcg": gained / ideal, "recall": recall, "mrr": 1 / first if first else 0.0}


def measure(name: str, ask: Callable[[str], Sequence[str]]) -> tuple[dict[str, dict[str, float]], list[str]]:
    """The averages by kind of question, and a line for each question that is not answered perfectly."""
    sums: dict[str, list[dict[str, float]]] = {}
    weak = []
    for question in questions(name):
        found = ask(question.text)
        one = figures(found, question.grades)
        sums.setdefault(question.kind, []).append(one)
        if one["ndcg"] < 1:
            weak.append(f"{question.kind:12} {one['ndcg']:.2f} {question.text}  →  {' '.join(found)}")
    return {kind: {name: _mean(row[name] for row in rows) for name in FIGURES} for kind, rows in sums.items()}, weak


def check(name: str, mode: selectors.Mode, ask: Callable[[str], Sequence[str]]) -> None:
    """Ask every question of a file, print the figures, and fail where one fell below its floor."""
    reached, weak = measure(name, ask)
    sys.stdout.write("\n".join(["", f"{name}, {mode}", table(reached), *weak, ""]))
    if os.environ.get("ZHICHI_TEST_RAISE"):
        raise_floors(reached, name, mode)
    for kind, floor in floors(name, mode).items():
        for figure, value in floor.items():
            assert reached[kind][figure] >= value - SLACK[mode], f"{figure} of {kind} fell below {value}"


def floors(name: str, mode: str) -> dict[str, dict[str, float]]:
    """What was reached before, by a mode."""
    known: dict[str, dict[str, float]] = _every_floor().get(f"{name} {mode}", {})
    return known


def _every_floor() -> dict[str, Any]:
    known: dict[str, Any] = json.loads((HERE / "floors.json").read_text())
    return known


def raise_floors(reached: dict[str, dict[str, float]], name: str, mode: str) -> None:
    """Keep what is better than before."""
    known = floors(name, mode)
    for kind, row in reached.items():
        before = known.get(kind, {})
        known[kind] = {name: max(round(value, 3), before.get(name, 0.0)) for name, value in row.items()}
    every = _every_floor() | {f"{name} {mode}": known}
    (HERE / "floors.json").write_text(json.dumps(every, indent=1) + "\n")


def table(reached: dict[str, dict[str, float]]) -> str:
    """The figures as text."""
    lines = [f"{'kind':12} {'nDCG@10':>8} {'recall@10':>10} {'MRR':>6}"]
    lines += [f"{kind:12} {row['ndcg']:8.3f} {row['recall']:10.3f} {row['mrr']:6.3f}" for kind, row in reached.items()]
    whole = {name: _mean(row[name] for row in reached.values()) for name in FIGURES}
    return "\n".join([*lines, f"{'all kinds':12} {whole['ndcg']:8.3f} {whole['recall']:10.3f} {whole['mrr']:6.3f}"])


def _grades(text: str, answers: str) -> dict[str, int]:
    if answers == "=":
        return {row[0]: 1 for row in _rows("documents.tsv") if text in row[2] + row[3]}
    return {name: int(grade) for name, _colon, grade in (pair.partition(":") for pair in answers.split())}


def _gain(grades: Iterable[int]) -> float:
    return math.fsum((2.0**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)


def _rows(name: str) -> list[Any]:
    lines = (HERE / name).read_text().splitlines()
    return [line.split("\t") for line in lines]
