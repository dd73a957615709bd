"""`zhichi knowledge-export` and `knowledge-import`: the base as an archive, row by row on the way in."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import pytest

from zhichi.config.commands import knowledge_export, knowledge_import
from zhichi.gathering.tests.test_exchange import emptied, furnished
from zhichi.knowledge.models import Article
from zhichi.knowledge.tests.conftest import Library, library

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["library"]
pytestmark = pytest.mark.django_db(transaction=True)
Capture = pytest.CaptureFixture[str]


def test_a_base_goes_out_and_comes_back(library: Library, tmp_path: Path, capsys: Capture) -> None:
    furnished(library)
    place = tmp_path / "base.zip"
    assert knowledge_export.run(argparse.Namespace(file=place)) == 0
    assert "3" in capsys.readouterr().out
    emptied()
    for is_dry, count in ((True, 0), (False, 3)):
        assert knowledge_import.run(argparse.Namespace(file=place, dry_run=is_dry)) == 0
        assert capsys.readouterr().out.count("articles/") == 3
        assert Article.objects.count() == count


def test_says_what_is_wrong_with_the_file(library: Library, tmp_path: Path, capsys: Capture) -> None:
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"no archive")
    assert knowledge_import.run(argparse.Namespace(file=bad, dry_run=False)) == 1
    assert knowledge_import.run(argparse.Namespace(file=tmp_path / "none.zip", dry_run=False)) == 1
    assert knowledge_export.run(argparse.Namespace(file=tmp_path / "no" / "folder.zip")) == 1
    assert capsys.readouterr().err.count("\n") >= 3
