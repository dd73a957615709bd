"""What must never be in the repository: package index addresses, paths of a machine, other people's code."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.architecture.tree import ROOT, hold

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.one_database

# Written in pieces, so that this file does not hold what it forbids.
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "registry.npm" + "js",
    "deb.deb" + "ian.org",
    "archive.ubu" + "ntu.com",
]
INDEX = re.compile("|".join(map(re.escape, HOSTS)) + r"|--(?:extra-)?index-" + r"url[ =]|--find-" + "links[ =]")
MACHINE = re.compile(r"(?<![\w.~$}-])/(?:root|work|home/\w+|Users/\w+|opt/wheels|opt/pypi|tmp/brief)/")
COPIED = re.compile(r"\.min\.(?:js|css)$|(?:^|/)(?:vendor|node_modules)/|\.(?:woff2?|ttf|otf|eot)$")

INDEX_EXEMPTIONS: dict[str, str] = {}
MACHINE_EXEMPTIONS: dict[str, str] = {}


@cache
def _files() -> list[Path]:
    """Files git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


@cache
def _text(path: Path) -> str:
    data = path.read_bytes()
    return "" if b"\0" in data[:8000] else data.decode("utf-8", "replace")


def _holding(pattern: re.Pattern[str]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in _files() if pattern.search(_text(path))]


def test_no_file_names_a_package_index() -> None:
    hold(_holding(INDEX), INDEX_EXEMPTIONS, "each site has its own index: leave it to pip's settings")


def test_no_file_names_a_path_of_a_machine() -> None:
    hold(_holding(MACHINE), MACHINE_EXEMPTIONS, "write paths from the repository's root")


def test_no_file_is_somebody_elses() -> None:
    found = [name for path in _files() if COPIED.search(name := path.relative_to(ROOT).as_posix())]
    hold(found, {}, "use it from an installed package")


def test_translations_are_not_committed_compiled() -> None:
    hold([path.relative_to(ROOT).as_posix() for path in _files() if path.suffix == ".mo"], {}, "remove it from git")
