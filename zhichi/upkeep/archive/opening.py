"""Read a backup again: check its pieces, restore it into another place, verify there what was restored."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.events import gettext_noop
from zhichi.files.selectors import content_path
from zhichi.upkeep.archive import crypt, manifest, places, snapshot
from zhichi.upkeep.archive.making import temporary_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from zhichi.core.jobs import Progress
    from zhichi.upkeep.archive.manifest import Manifest

LONGEST_SAID = 600
OWN_SETTINGS = ("SECRET_KEY", "DATABASE_URL", "DATA_DIR")  # given to the process that verifies; others are inherited


@dataclass(frozen=True)
class Opened:
    """A backup whose description was read and found true to its pieces."""

    folder: Path
    manifest: Manifest
    keys: Sequence[Any]

    @property
    def place(self) -> Path:
        """The place that it lies in."""
        return self.folder.parent


@dataclass
class Verified:
    """What a test found. `problems` are sentences; empty when everything is as it was."""

    name: str
    events: int = 0
    streams: int = 0
    tables: int = 0
    files: int = 0
    problems: list[str] = field(default_factory=list)


def open_backup(folder: Path, *, identity: str = "", passphrase: str = "") -> Opened:
    """Read a backup's description and check its pieces by hash. Raises DomainError that says what is wrong.

    Refused are what is no backup, what was changed, and what a newer version made. Nothing is decrypted yet.
    """
    described = manifest.read(folder)
    for name, piece in described.pieces.items():
        path = folder / name
        if "/" in name or not path.is_file() or path.stat().st_size != piece.size:
            raise crypt.damaged(name)
        with path.open("rb") as source:
            if hashlib.file_digest(source, "sha256").hexdigest() != piece.sha256:
                raise crypt.damaged(name)
    _refuse_newer(described)
    keys = crypt.keys_of(folder.parent, identity=identity, passphrase=passphrase) if described.recipients else []
    return Opened(folder, described, keys)


def _refuse_newer(described: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(described.migrations) - known)
    if unknown:
        raise DomainError(
            "foreign-version",
            _("The backup was made by Zhichi %(version)s, which knows steps that this version lacks (%(step)s).")
            % {"version": described.version, "step": unknown[0]},
            _("Install that version and restore with it."),
        )


def secret_keys(opened: Opened) -> dict[str, Any]:
    """The keys inside an encrypted backup; empty when it has none."""
    name = next((one for one in opened.manifest.pieces if one.startswith("keys.json")), "")
    if not name:
        return {}
    found: dict[str, Any] = json.loads(_read_piece(opened, name))
    return found


def _read_piece(opened: Opened, name: str) -> bytes:
    target = BytesIO()
    with (opened.folder / name).open("rb") as source:
        crypt.decrypt(source, target, opened.keys, name=name)
    return target.getvalue()


def unpack_database(opened: Opened, target: Path, progress: Progress) -> None:
    """Write the database of the backup as the file `target`: a SQLite database, or what pg_restore reads."""
    name = next(one for one in opened.manifest.pieces if one.startswith("database."))
    total = opened.manifest.pieces[name].size
    with (opened.folder / name).open("rb") as raw, crypt.written_whole(target) as written:
        reading = _Told(raw, progress, total)
        if not name.removesuffix(crypt.SUFFIX).endswith(".gz"):
            crypt.decrypt(reading, written, opened.keys, name=name)
            return
        unpacking = _Unpacked(written)
        try:
            crypt.decrypt(reading, unpacking, opened.keys, name=name)
            unpacking.close()
        except zlib.error as error:
            raise crypt.damaged(name) from error


class _Told:
    """Reads a file and tells how far."""

    def __init__(self, source: Any, progress: Progress, total: int) -> None:
        self._source, self._progress, self._total = source, progress, total

    def read(self, size: int = -1) -> bytes:
        """Pass on."""
        piece: bytes = self._source.read(size)
        self._progress.show(self._source.tell(), self._total)
        return piece


class _Unpacked:
    """Writes what comes compressed."""

    def __init__(self, target: Any) -> None:
        self._target = target
        self._unpacker = zlib.decompressobj(wbits=31)

    def write(self, piece: bytes) -> int:
        """Pass on."""
        self._target.write(self._unpacker.decompress(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """Raises zlib.error when the end is missing."""
        self._target.write(self._unpacker.flush())
        if not self._unpacker.eof:
            raise zlib.error("the end is missing")


def check_contents(opened: Opened, progress: Progress, *, into: Path | None = None) -> tuple[int, list[str]]:
    """Decrypt each content and compare its hash; with `into` also write it below that data folder.

    How many are whole, and the hashes of those that are not; what the disk had lost before the backup is not counted.
    """
    progress.step(gettext_noop("Checking files"))
    whole, broken, lost = 0, [], set(opened.manifest.lost)
    contents = [one for one in places.contents_of(opened.folder) if one[0] not in lost]
    for number, (sha256, _size) in enumerate(contents, start=1):
        if _check_content(opened, sha256, into):
            whole += 1
        else:
            broken.append(sha256)
        progress.show(number, len(contents))
    return whole, broken


def _check_content(opened: Opened, sha256: str, into: Path | None) -> bool:
    described = opened.manifest
    source = places.in_pool(opened.place, described.pool, sha256, described.suffix)
    target = content_path(sha256, data_dir=into) if into is not None else None
    if target is not None and target.exists():
        with target.open("rb") as known:
            if hashlib.file_digest(known, "sha256").hexdigest() == sha256:
                return True
        target.unlink()
    try:
        with source.open("rb") as reading:
            if target is None:
                measured = crypt.Measured(None)
                crypt.decrypt(reading, measured, opened.keys, name=source.name)
                return measured.sha256 == sha256
            with crypt.written_whole(target) as writing:
                measured = crypt.Measured(writing)
                crypt.decrypt(reading, measured, opened.keys, name=source.name)
        if measured.sha256 != sha256:
            target.unlink()
        return measured.sha256 == sha256
    except FileNotFoundError:
        return False
    except DomainError as error:
        if error.code == "damaged":
            return False
        raise


# --- the test ---------------------------------------------------------------------------------------------------------


def try_restore(opened: Opened, progress: Progress) -> Verified:
    """Restore into a second place, verify everything there, and remove it again.

    Raises DomainError when it cannot even begin (no key, no room, tools missing); what is wrong with the backup itself
    stands in the result.
    """
    found = Verified(opened.manifest.name)
    with temporary_folder() as folder, _second_database(opened, folder, progress) as (state, url):
        _compare(state, opened.manifest, found)
        found.files, broken = check_contents(opened, progress)
        found.problems += [_("The content %s… is missing or damaged.") % sha256[:12] for sha256 in broken[:3]]
        if len(broken) > 3:
            found.problems.append(_("%s more contents are missing or damaged.") % (len(broken) - 3))
        progress.step(gettext_noop("Bringing the restored database up to this version"))
        environment = _environment(url, folder, secret_keys(opened))
        _zhichi(["migrate"], environment, found)
        progress.step(gettext_noop("Verifying the restored record"))
        progress.show(0, 1)
        _verify(environment, found)
    return found


@contextmanager
def _second_database(opened: Opened, folder: Path, progress: Progress) -> Iterator[tuple[snapshot.State, str]]:
    """The backup's database restored beside the live one; its state and its address."""
    progress.step(gettext_noop("Restoring the database into a second place"))
    if opened.manifest.database == "sqlite":
        path = folder / "zhichi.sqlite3"
        unpack_database(opened, path, progress)
        yield snapshot.check_sqlite(path), f"sqlite:///{path}"
        return
    if connection.vendor != "postgresql":
        raise other_kind(opened.manifest.database)
    dump = folder / "database.dump"
    unpack_database(opened, dump, progress)
    with snapshot.scratch_postgres() as name:
        snapshot.load_postgres(dump, name)
        yield snapshot.look_at_postgres(name), postgres_url(name)


def other_kind(kind: str) -> DomainError:
    """The backup belongs to the other kind of database."""
    return DomainError(
        "other-database",
        _("The backup is of a %s database, and this installation uses another kind.") % kind,
        _("Set ZHICHI_DATABASE_URL to such a database and try again."),
    )


def _compare(state: snapshot.State, described: Manifest, found: Verified) -> None:
    found.tables = len(state.counts)
    different = [name for name, count in described.counts.items() if state.counts.get(name) != count]
    for name in different[:3]:
        values = {"table": name, "now": state.counts.get(name, 0), "then": described.counts[name]}
        found.problems.append(_("Table %(table)s has %(now)s rows instead of %(then)s.") % values)
    if (state.last_event, state.last_hash) != (described.last_event, described.last_hash):
        found.problems.append(_("The head of the service record is not the one that was backed up."))


def _verify(environment: dict[str, str], found: Verified) -> None:
    said = _zhichi(["verify", "--json"], environment, found)
    try:
        result = json.loads(said)
    except ValueError:
        found.problems.append(_("The restored record could not be verified: %s") % said[-LONGEST_SAID:])
        return
    found.events, found.streams = int(result["events"]), int(result["streams"])
    if result["problems"]:
        found.problems.append(_("The restored record is not whole: %s") % result["problems"][0]["reason"])


def _zhichi(arguments: list[str], environment: dict[str, str], found: Verified) -> str:
    """Run one of our own commands on the restored database; its output. A failure that says nothing is a problem."""
    command = [sys.executable, "-m", "zhichi", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    if done.returncode and not done.stdout.strip().startswith("{"):
        said = (done.stderr or done.stdout).strip()[-LONGEST_SAID:]
        found.problems.append(_("“zhichi %(command)s” failed: %(error)s") % {"command": arguments[0], "error": said})
    return done.stdout


def run_there(arguments: list[str], opened: Opened, *, url: str, folder: Path) -> list[str]:
    """Run one of our own commands on a restored installation; what went wrong, in words."""
    found = Verified(opened.manifest.name)
    _zhichi(arguments, _environment(url, folder, secret_keys(opened)), found)
    return found.problems


def _environment(url: str, folder: Path, keys: dict[str, Any]) -> dict[str, str]:
    given = {"SECRET_KEY": keys.get("SECRET_KEY") or settings.SECRET_KEY, "DATABASE_URL": url, "DATA_DIR": str(folder)}
    dropped = {f"ZHICHI_{name}_FILE" for name in OWN_SETTINGS} | {"ZHICHI_LIFELINE"}
    inherited = {name: value for name, value in os.environ.items() if name not in dropped}
    return inherited | {f"ZHICHI_{name}": given[name] for name in OWN_SETTINGS} | {"LC_ALL": _locale()}


def postgres_url(database: str) -> str:
    """The address of another database of the same server, as ZHICHI_DATABASE_URL takes it."""
    of: dict[str, Any] = settings.DATABASES["default"]
    options = {name: value for name, value in of.get("OPTIONS", {}).items() if name != "server_side_binding"}
    options["prepare_threshold"] = "none" if options.get("prepare_threshold") is None else options["prepare_threshold"]
    user = quote(str(of["USER"]), safe="") + (f":{quote(str(of['PASSWORD']), safe='')}" if of["PASSWORD"] else "")
    host = f"{of['HOST']}:{of['PORT']}" if of["PORT"] else str(of["HOST"])
    return f"postgres://{user}@{host}/{quote(database, safe='')}?{urlencode(options)}"


def _locale() -> str:
    """What our commands say is kept with the result, so they say it in the language of the installation."""
    return "zh_CN.UTF-8" if settings.LANGUAGE_CODE.startswith("zh") else "C.UTF-8"
