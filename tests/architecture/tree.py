"""The source tree as the rules see it, and the one way a rule compares what it found with its exemptions."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

PACKAGE = "zhichi"
ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / PACKAGE
NOT_PRODUCT = {"migrations", "tests", "bench", "__pycache__"}


def shorten(path: Path) -> str:
    """A path as the exemption tables write it: from the package folder on."""
    return path.relative_to(HOUSE).as_posix()


def product_modules() -> Iterator[Path]:
    """Every Python file that runs in production, migrations apart."""
    for path in sorted(HOUSE.rglob("*.py")):
        if not NOT_PRODUCT & set(path.relative_to(HOUSE).parts):
            yield path


@cache
def syntax(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def templates() -> list[Path]:
    """Every template of ours, text ones included."""
    return sorted(path for path in HOUSE.rglob("templates/**/*") if path.is_file())


def static(suffix: str) -> list[Path]:
    """Every static file of ours with the suffix (".js")."""
    return sorted(path for path in HOUSE.rglob(f"static/**/*{suffix}") if path.is_file())


def part_folders() -> list[Path]:
    """The folders of all installed parts."""
    return sorted(path.parent for path in HOUSE.rglob("apps.py") if "tests" not in path.parts)


def hold(found: Iterable[str], exempt: Mapping[str, str], advice: str) -> None:
    """Fail on a breach that has no exemption, and on an exemption nobody needs any more: the tables can only shrink."""
    breaches = set(found)
    fresh, stale = sorted(breaches - exempt.keys()), sorted(exempt.keys() - breaches)
    assert not fresh, f"{len(fresh)} breaches ({advice}):\n  " + "\n  ".join(fresh)
    assert not stale, "exemptions no longer needed, delete them:\n  " + "\n  ".join(stale)
    assert all(exempt.values()), "every exemption says why"
