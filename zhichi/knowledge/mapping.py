"""A graph of articles as plain numbers; the template draws it as SVG: modules as boxes in columns, links as curves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhichi.knowledge.models import Article
    from zhichi.knowledge.selectors import Cluster, Graph

WIDTH, GAP, ROW, BOX, HEAD, PAD = 232, 60, 44, 32, 36, 12  # pixels
COLUMNS = 3
LONGEST = 26  # halves of a Han character that fit into a box


@dataclass(frozen=True)
class Spot:
    """An article in its box."""

    article: Article
    x: int
    y: int
    words: str


@dataclass(frozen=True)
class Frame:
    """A module around its articles."""

    title: str
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Line:
    """A link as a path, with its kind."""

    kind: str
    path: str


@dataclass(frozen=True)
class Map:
    """Everything the template draws."""

    frames: list[Frame]
    spots: list[Spot]
    lines: list[Line]
    width: int
    height: int
    box_width: int = WIDTH - 2 * PAD
    box_height: int = BOX
    frame_width: int = WIDTH


def map_of(graph: Graph) -> Map:
    """Each module goes into the column that is lowest so far, in the order of modules."""
    columns = [0] * max(1, min(COLUMNS, len(graph.clusters)))
    frames: list[Frame] = []
    spots: dict[int, Spot] = {}
    for cluster in graph.clusters:
        column = columns.index(min(columns))
        x, y = column * (WIDTH + GAP), columns[column]
        height = HEAD + ROW * len(cluster.articles) + PAD
        frames.append(Frame(_short(cluster.title), x, y, height))
        spots |= _spots(cluster, x, y)
        columns[column] = y + height + PAD * 2
    lines = [Line(edge.kind, _path(spots[edge.source.pk], spots[edge.target.pk])) for edge in graph.edges]
    width = len(columns) * WIDTH + (len(columns) - 1) * GAP
    return Map(frames, list(spots.values()), lines, width + 2 * PAD, max([*columns, 1]))


def _spots(cluster: Cluster, x: int, y: int) -> dict[int, Spot]:
    return {
        article.pk: Spot(article, x + PAD, y + HEAD + ROW * number, _short(article.title))
        for number, article in enumerate(cluster.articles)
    }


def _path(source: Spot, target: Spot) -> str:
    """From the side of one box to the side of the other; in one column around its right edge."""
    width, middle = WIDTH - 2 * PAD, BOX // 2
    y, end = source.y + middle, target.y + middle
    if source.x == target.x:
        right = source.x + width
        return f"M{right} {y} C{right + GAP // 2} {y} {right + GAP // 2} {end} {right + 6} {end}"
    if source.x < target.x:
        start, stop, lean = source.x + width, target.x - 6, GAP // 2
    else:
        start, stop, lean = source.x, target.x + width + 6, -GAP // 2
    return f"M{start} {y} C{start + lean} {y} {stop - lean} {end} {stop} {end}"


def _short(text: str) -> str:
    """As much of a text as fits; a Han character is as wide as two Latin ones."""
    room, found = LONGEST, ""
    for char in text:
        room -= 1 if ord(char) < 0x2E80 else 2
        if room < 0:
            return found.rstrip() + "…"
        found += char
    return found
