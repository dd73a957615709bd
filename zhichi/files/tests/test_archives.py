"""Archives that a process of its own lists: bounded, and never more than "not looked into" when it fails (6.4.1)."""

from __future__ import annotations

import io
import sys
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings as properties
from hypothesis import strategies as st

from zhichi.files import archives, checks, looking, unpacker
from zhichi.files.tests.packing import rar4, rar5, seven

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.one_database
PROGRAM = b"MZ" + bytes(300)


def look(content: bytes, name: str = "a.7z") -> tuple[str, str]:
    return looking.look(io.BytesIO(content), filename=name, content_type="", head=content[: 16 * 1024])


def test_lists_names_sizes_and_first_bytes_of_a_file_on_the_disk(tmp_path: Path) -> None:
    place = tmp_path / "a.7z"
    place.write_bytes(seven({"报表/一.txt": b"x" * 5000, "b.zip": b"PK\x03\x04" + bytes(5000)}))
    with place.open("rb") as content:
        found = list(archives.entries(content))
    assert [(each.name, each.claims, len(each.content)) for each in found] == [
        ("报表/一.txt", 5000, unpacker.HEAD),
        ("b.zip", 5004, 5004),  # an archive in it is handed over whole
    ]


def test_without_the_library_nothing_is_looked_into_and_the_health_page_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "lister.py"
    script.write_text(f'print(\'{{"end": "{unpacker.NO_LIBRARY}"}}\')\n')
    monkeypatch.setattr(unpacker, "__file__", str(script))
    assert look(rar5({"run.exe": PROGRAM}), "a.rar") == ("closed", "")
    (finding,) = checks.check_archives()
    assert finding.level == "warn"
    assert "libarchive13" in finding.what_to_do


def test_with_the_library_the_health_page_is_content() -> None:
    (finding,) = checks.check_archives()
    assert finding.level == "ok"


@pytest.mark.parametrize("code", ["import os; os.kill(os.getpid(), 11)", "raise SystemExit(3)", "print('no json')"])
def test_a_process_that_breaks_costs_nothing_but_the_look(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str
) -> None:
    script = tmp_path / "lister.py"
    script.write_text(code)
    monkeypatch.setattr(unpacker, "__file__", str(script))
    assert look(seven({"run.exe": PROGRAM}))[0] in {"closed", "unlooked"}


def test_a_process_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "lister.py"
    script.write_text("import threading; threading.Event().wait()")
    monkeypatch.setattr(unpacker, "__file__", str(script))
    monkeypatch.setattr(archives, "SECONDS", 0.3)
    started = time.monotonic()
    assert look(seven({"run.exe": PROGRAM})) == ("closed", "")
    assert time.monotonic() - started < 20


def test_the_process_knows_nothing_of_ours() -> None:
    assert archives.ENVIRONMENT.keys() == {"PATH", "LANG"}, "no secret is handed on"
    assert "django" not in unpacker.__dict__
    assert sys.executable


def test_only_so_many_are_opened_in_one_file() -> None:
    many = seven({f"{number}.rar": rar4({"a.txt": b"x"}) for number in range(looking.MOST_FOREIGN + 2)})
    assert look(many) == ("archive,closed", f"{looking.MOST_FOREIGN - 1}.rar")


@given(
    damage=st.lists(st.tuples(st.integers(6, 300), st.integers(0, 255)), min_size=1, max_size=8),
    whole=st.sampled_from([rar5({"a.exe": PROGRAM}), rar4({"a.exe": PROGRAM}), seven({"a.exe": PROGRAM})]),
)
@properties(max_examples=12, deadline=None)
def test_no_damage_raises(damage: list[tuple[int, int]], whole: bytes) -> None:
    raw = bytearray(whole)
    for place, value in damage:
        if place < len(raw):
            raw[place] = value
    assert len(look(bytes(raw))[0]) <= 100


@given(raw=st.binary(max_size=400))
def test_marks_of_encryption_are_looked_for_in_any_bytes(raw: bytes) -> None:
    archives.has_locked_rar(io.BytesIO(b"Rar!\x1a\x07\x01\x00" + raw))
