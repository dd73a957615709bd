"""A backup from the live database to the place and back: whole, incremental, and clear where it cannot be."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils.translation import gettext

from zhichi.core.errors import Conflict, DomainError
from zhichi.core.jobs import Cancelled
from zhichi.files.selectors import content_path
from zhichi.outbound.selectors import mail_hold
from zhichi.records.services import set_policy, sign_head
from zhichi.upkeep.archive import crypt, making, manifest, opening, places, restoring, snapshot
from zhichi.upkeep.tests.conftest import AT, BY, Steps, spoil

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import Settings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def identity(settings: Settings) -> str:
    """The secret key; the settings know the public one only."""
    secret, public = crypt.new_identity()
    settings.BACKUP_RECIPIENTS = [public]
    return secret


def make() -> making.Made:
    return making.make(at=AT, progress=Steps())


def test_is_whole_and_says_what_is_in_it(place: Path, stored: Callable[[bytes], str]) -> None:
    sha256 = stored(b"hello")
    set_policy(key="6.4.1.backup_hours", value=12, reason="often", by=BY, at=AT)
    made = make()
    assert places.names(place) == [made.name]
    found = manifest.read(place / made.name)
    assert (found.files, found.lost, found.files_bytes) == (1, [], 5)
    assert found.events >= 1
    assert len(found.last_hash) == 64
    assert found.counts["files_blob"] == 1
    assert "upkeep.0001_initial" in found.migrations
    assert manifest.is_signed_here(found)
    assert places.in_pool(place, found.pool, sha256, "").read_bytes() == b"hello"
    assert opening.open_backup(place / made.name).manifest == found


def test_puts_keys_into_encrypted_backups_only(place: Path, settings: Settings) -> None:
    plain = make()
    assert not plain.manifest.has_keys
    assert settings.SECRET_KEY.encode() not in b"".join(path.read_bytes() for path in (place / plain.name).iterdir())
    secret, public = crypt.new_identity()
    settings.BACKUP_RECIPIENTS = [public]
    sealed = make()
    assert settings.SECRET_KEY.encode() not in b"".join(path.read_bytes() for path in (place / sealed.name).iterdir())
    opened = opening.open_backup(place / sealed.name, identity=secret)
    assert opening.secret_keys(opened)["SECRET_KEY"] == settings.SECRET_KEY


def test_copies_only_contents_that_are_new(place: Path, stored: Callable[[bytes], str]) -> None:
    stored(b"one")
    assert make().copied == 1
    stored(b"two")
    assert make().copied == 1
    assert make().copied == 0


def test_names_contents_that_the_disk_has_lost(place: Path, stored: Callable[[bytes], str]) -> None:
    gone, changed = stored(b"gone"), stored(b"changed")
    content_path(gone).unlink()
    spoil(content_path(changed), 0)
    assert sorted(make().manifest.lost) == sorted([gone, changed])


def test_leaves_nothing_that_looks_whole_when_it_is_stopped(place: Path, stored: Callable[[bytes], str]) -> None:
    stored(b"one")
    with pytest.raises(Cancelled):
        making.make(at=AT, progress=Steps(stop_at="Copying files"))
    assert places.names(place) == []
    assert [path.name for path in place.iterdir()] == [".lock"]


def test_sweeps_what_a_killed_process_left(place: Path) -> None:
    half = place / f"{places.MAKING}1234"
    half.mkdir(parents=True)
    (half / "database.dump").write_bytes(b"half")
    assert places.names(place) == []
    make()
    assert not half.exists()


def test_says_that_the_disk_is_full(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(crypt.NO_SPACE, "No space left on device")

    monkeypatch.setattr("zhichi.upkeep.archive.crypt.os.fsync", full)
    with pytest.raises(DomainError) as refused:
        make()
    assert refused.value.code == "no-room"
    assert places.names(place) == []


def test_refuses_a_second_one_at_the_same_time(place: Path) -> None:
    with places.alone(place), pytest.raises(Conflict):
        make()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_says_that_the_place_cannot_be_written(place: Path) -> None:
    place.mkdir(mode=0o500)
    with pytest.raises(DomainError) as refused:
        make()
    assert refused.value.code == "no-place"


def test_copies_to_the_second_place(
    place: Path, settings: Settings, tmp_path: Path, stored: Callable[[bytes], str]
) -> None:
    sha256 = stored(b"one")
    second = tmp_path / "second"
    settings.BACKUP_SECOND_DIR = str(second)
    made = make()
    assert made.second == ""
    found = manifest.read(second / made.name)
    assert places.in_pool(second, found.pool, sha256, "").exists()
    assert opening.open_backup(second / made.name).manifest == found


def test_is_whole_although_the_second_place_fails(place: Path, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    settings.BACKUP_SECOND_DIR = str(tmp_path / "file" / "below")
    made = make()
    assert made.second
    assert places.names(place) == [made.name]


def test_prunes_backups_and_the_contents_that_only_they_named(place: Path, stored: Callable[[bytes], str]) -> None:
    sha256 = stored(b"one")
    made = make()
    stray = places.in_pool(place, made.manifest.pool, "ab" * 32, "")
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"only old ones named it")
    for _ in range(3):
        make()
    assert places.prune(place, daily=1, weekly=0, monthly=0) == [made.name]
    assert len(places.names(place)) == 3
    assert not stray.exists()
    assert places.in_pool(place, made.manifest.pool, sha256, "").exists()


@pytest.mark.parametrize("name", ["manifest.json", "manifest.sig", "database", "files.gz", "keys.json"])
def test_refuses_a_changed_byte(place: Path, identity: str, name: str) -> None:
    folder = place / make().name
    spoil(next(path for path in folder.iterdir() if path.name.startswith(name)), 10)
    with pytest.raises(DomainError) as refused:
        opening.open_backup(folder, identity=identity)
    assert refused.value.code in {"damaged", "foreign-format"}


def test_refuses_a_newer_format_and_unknown_migrations(place: Path) -> None:
    folder = place / make().name
    values = manifest.read(folder).__dict__
    manifest.write(folder, manifest.Manifest(**values | {"migrations": ["tickets.9999_from_the_future"]}))
    with pytest.raises(DomainError) as refused:
        opening.open_backup(folder)
    assert refused.value.code == "foreign-version"
    text = json.loads((folder / manifest.NAME).read_text())
    (folder / manifest.NAME).write_text(json.dumps(text | {"format": 99}))
    with pytest.raises(DomainError) as refused:
        opening.open_backup(folder)
    assert refused.value.code == "foreign-format"


def test_refuses_what_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        opening.open_backup(tmp_path)
    assert refused.value.code == "no-backup"


def test_passes_the_restore_test(place: Path, identity: str, stored: Callable[[bytes], str]) -> None:
    stored(b"one")
    set_policy(key="6.4.1.backup_hours", value=12, reason="often", by=BY, at=AT)
    assert sign_head(at=AT)  # its key comes back with the backup, else the head would be doubted
    made = make()
    found = opening.try_restore(opening.open_backup(place / made.name, identity=identity), Steps())
    assert found.problems == []
    assert (found.files, found.events) == (1, made.manifest.events)
    assert not list((place.parent / "data" / making.TEMPORARY).iterdir())


def test_fails_the_restore_test_without_a_content(
    place: Path, stored: Callable[[bytes], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = stored(b"one")
    made = make()
    places.in_pool(place, made.manifest.pool, sha256, "").unlink()
    monkeypatch.setattr(opening, "_zhichi", lambda *_args: '{"problems": [], "events": 1, "streams": 1}')
    found = opening.try_restore(opening.open_backup(place / made.name), Steps())
    assert [sha256[:12] in problem for problem in found.problems] == [True]


def test_fails_the_restore_test_when_counts_differ(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = place / make().name
    values = manifest.read(folder).__dict__
    changed = values["counts"] | {"files_blob": 7}
    manifest.write(folder, manifest.Manifest(**values | {"counts": changed, "last_hash": "0" * 64}))
    monkeypatch.setattr(opening, "_zhichi", lambda *_args: '{"problems": [], "events": 1, "streams": 1}')
    assert len(opening.try_restore(opening.open_backup(folder), Steps()).problems) == 2


def test_cannot_be_tested_without_the_key(place: Path, identity: str) -> None:
    made = make()
    with pytest.raises(DomainError) as refused:
        opening.try_restore(opening.open_backup(place / made.name), Steps())
    assert refused.value.code == "no-key"


def test_is_restored_into_another_place(
    place: Path, identity: str, tmp_path: Path, stored: Callable[[bytes], str]
) -> None:
    sha256 = stored(b"one")
    opened = opening.open_backup(place / make().name, identity=identity)
    target, database = tmp_path / "elsewhere", f"zhichi_{os.urandom(4).hex()}"
    done = restoring.restore_into(opened, target, database=database, progress=Steps())
    assert (done.problems, done.files) == ([], 1)
    assert content_path(sha256, data_dir=target).read_bytes() == b"one"
    text = done.settings_file.read_text()
    assert "ZHICHI_SECRET_KEY=only-for-the-tests-" in text
    assert f"ZHICHI_DATA_DIR={target}" in text
    with pytest.raises(DomainError) as refused:
        restoring.restore_into(opened, target, database=database, progress=Steps())
    assert refused.value.code == "place-in-use"
    assert not mail_hold()  # the live one goes on
    assert rests_there(target, database) == [(made_words(opened), None)]
    again = restoring.restore_into(opened, target, database=database, progress=Steps(), replaces=True)
    assert again.aside and "before" in again.aside
    assert rests_there(target, database) == [(made_words(opened), None)]


def made_words(opened: opening.Opened) -> str:
    return gettext("The backup %s was restored.") % opened.manifest.name


def rests_there(folder: Path, database: str) -> list[tuple[Any, ...]]:
    """Why mail rests in a restored installation, and when it was released."""
    said = "SELECT reason, released_at FROM outbound_mailhold"
    if connection.vendor == "postgresql":
        import psycopg

        with psycopg.connect(snapshot.address(database)) as other:
            return list(other.execute(said).fetchall())
    with closing(sqlite3.connect(folder / "zhichi.sqlite3")) as other:
        return list(other.execute(said).fetchall())


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a file that a process has open")
def test_a_place_that_a_process_uses_is_never_replaced(place: Path, tmp_path: Path) -> None:
    opened = opening.open_backup(place / make().name)
    target = tmp_path / "used"
    target.mkdir()
    with closing(sqlite3.connect(target / "zhichi.sqlite3", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE mine (x)")
        with pytest.raises(DomainError) as refused:
            restoring.restore_into(opened, target, database="", progress=Steps(), replaces=True)
        assert refused.value.code == "running"
        assert other.execute("SELECT count(*) FROM mine").fetchone() == (0,)
    assert sorted(path.name for path in target.iterdir())[0] == "zhichi.sqlite3"


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a damaged file")
def test_a_damaged_database_is_put_aside_too(place: Path, tmp_path: Path) -> None:
    opened = opening.open_backup(place / make().name)
    target = tmp_path / "broken"
    target.mkdir()
    (target / "zhichi.sqlite3").write_bytes(b"no database" * 1000)
    done = restoring.restore_into(opened, target, database="", progress=Steps(), replaces=True)
    assert Path(done.aside).read_bytes().startswith(b"no database")
    assert len(rests_there(target, "")) == 1


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a database that a program has open")
def test_a_database_that_a_program_uses_is_never_replaced(place: Path, tmp_path: Path) -> None:
    import psycopg

    opened = opening.open_backup(place / make().name)
    target, database = tmp_path / "used", f"zhichi_{os.urandom(4).hex()}"
    restoring.restore_into(opened, target, database=database, progress=Steps())
    with psycopg.connect(snapshot.address(database)):
        with pytest.raises(DomainError) as refused:
            restoring.restore_into(opened, target, database=database, progress=Steps(), replaces=True)
        assert refused.value.code == "running"
        leaving = psycopg.connect(snapshot.address(database))
    Timer(0.5, leaving.close).start()  # stopped a moment ago
    again = restoring.restore_into(opened, target, database=database, progress=Steps(), replaces=True)
    assert "before" in again.aside
    assert rests_there(target, database) == [(made_words(opened), None)]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="an extension of PostgreSQL")
def test_what_search_makes_anew_and_its_extension_stay_out(place: Path, tmp_path: Path) -> None:
    import psycopg

    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION vector")
        cursor.execute(f"CREATE TABLE {snapshot.DERIVED}signs_1 AS SELECT '[1,2]'::halfvec(2) AS vector")
        try:
            made = make()
        finally:
            cursor.execute(f"DROP TABLE {snapshot.DERIVED}signs_1")
            cursor.execute("DROP EXTENSION vector")
    assert not [name for name in made.manifest.counts if name.startswith(snapshot.DERIVED)]
    opened = opening.open_backup(place / made.name)
    assert opening.try_restore(opened, Steps()).problems == []
    database = f"zhichi_{os.urandom(4).hex()}"
    restoring.restore_into(opened, tmp_path / "other", database=database, progress=Steps())
    with psycopg.connect(snapshot.address(database)) as other:
        assert other.execute("SELECT extname FROM pg_extension").fetchall() == [("plpgsql",)]
        assert other.execute("SELECT to_regclass(%s)", [f"{snapshot.DERIVED}signs_1"]).fetchone() == (None,)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite needs no tools")
def test_says_that_tools_are_missing_or_too_old(place: Path, settings: Settings, tmp_path: Path) -> None:
    settings.PG_BIN = str(tmp_path)
    with pytest.raises(DomainError) as refused:
        make()
    assert refused.value.code == "tool-missing"
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.1'\n")
    old.chmod(0o755)
    with pytest.raises(DomainError) as refused:
        make()
    assert refused.value.code == "tool-too-old"
    assert connection.vendor == "postgresql"
