"""The files of an exported bundle, written as the log is walked once; memory does not grow with the record (3.4.3)."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import tempfile
import zipfile
from contextlib import ExitStack
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhichi.core import bundle
from zhichi.core.canonical import dumps
from zhichi.core.chain import instant
from zhichi.core.merkle import leaf_hash, node_hash
from zhichi.core.tables import BOM, cell
from zhichi.records import selectors
from zhichi.records.wording import actor_label, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import BinaryIO

    from zhichi.records.models import Event, SignedHead

CSV, READ_ME, VERIFIER, KEY = "events.csv", "README.html", "verify.py", "key.pem"
SHOWN = 2000  # events in the page for people; the table holds all
IN_MEMORY = 1 << 20
MOMENT = (2000, 1, 1, 0, 0, 0)  # files carry no time of their own: the manifest does


class _Measured:
    """Writes on, and keeps digest and size of what was written."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target, self._hash, self.size = target, hashlib.sha256(), 0

    def write(self, piece: bytes) -> int:
        """Pass on."""
        self._hash.update(piece)
        self.size += len(piece)
        return self._target.write(piece)

    def facts(self) -> dict[str, Any]:
        """As the manifest says it."""
        return {"sha256": self._hash.hexdigest(), "size": self.size}


class Log:
    """How the tree is built: runs of events that are in the bundle, and the largest subtrees of those that are not."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._run, self.size = out, 0, 0
        self._left_out: list[tuple[int, int, bytes]] = []  # where it begins, how many events, its hash

    def take(self) -> None:
        """The next event is in the bundle."""
        self._tell_left_out()
        self._run += 1
        self.size += 1

    def leave_out(self, hash_: str) -> None:
        """The next event is not."""
        self._tell_run()
        start, count, subtree = self.size, 1, leaf_hash(bytes.fromhex(hash_))
        self.size += 1
        while self._left_out and self._left_out[-1][1] == count and self._left_out[-1][0] % (2 * count) == 0:
            start, _count, left = self._left_out.pop()
            count, subtree = 2 * count, node_hash(left, subtree)
        self._left_out.append((start, count, subtree))

    def cut(self) -> None:
        """Here a head was signed: whoever checks takes the root of what was told so far."""
        self._tell_left_out()
        self._tell_run()

    def _tell_left_out(self) -> None:
        for _start, count, subtree in self._left_out:
            self._out.write(dumps({"hash": subtree.hex(), "skip": count}) + b"\n")
        self._left_out.clear()

    def _tell_run(self) -> None:
        if self._run:
            self._out.write(dumps({"events": self._run}) + b"\n")
        self._run = 0


class Writer:
    """One bundle that is being written. Use it as a context manager; `finish` completes the archive."""

    def __init__(self, target: BinaryIO) -> None:
        self._open = ExitStack()
        self._archive = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self.files: dict[str, dict[str, Any]] = {}
        self.events = 0
        self.shown: list[dict[str, Any]] = []
        self.heads: list[dict[str, Any]] = []
        self._label = lru_cache(maxsize=1000)(selectors.stream_label)

    def __enter__(self) -> Writer:
        self._spools = {name: self._spool() for name in (bundle.EVENTS, bundle.LOG, CSV)}
        self.log = Log(self._spools[bundle.LOG])
        self._table = csv.writer(_Text(self._spools[CSV]))
        self._spools[CSV].write(BOM.encode())
        head = (
            _("Event"),
            _("Time"),
            _("Object"),
            _("No."),
            pgettext("event", "Code"),
            _("Who"),
            pgettext("bundle", "What happened"),
            _("Hash"),
        )
        self._table.writerow(head)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
        self._archive.close()

    def _spool(self) -> IO[bytes]:
        return self._open.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))

    def add(self, event: Event) -> None:
        """The next event of the log, with its stream and its payload."""
        self.log.take()
        self.events += 1
        payload = getattr(event, "payload", None)
        line = {
            "id": event.pk,
            "stream": event.stream.key,
            "number": event.number,
            "code": event.code,
            "at": instant(event.at),
            "actor": event.actor_id,
            "kind": event.actor_kind,
            "payload_hash": event.payload_hash,
            "previous": event.previous,
            "hash": event.hash,
            "payload": payload and {"salt": payload.salt, "actor_label": payload.actor_label, "data": payload.data},
        }
        self._spools[bundle.EVENTS].write(dumps(line) + b"\n")
        who, what = "", _("Its content was erased.")
        if payload is not None:
            recorded = selectors.as_recorded(payload, event.stream.key, event)
            who, what = actor_label(recorded), sentence(recorded)
        row = (event.pk, event.at, self._label(event.stream.key), event.number, event.code, who, what, event.hash)
        self._table.writerow([cell(value) for value in row])
        if len(self.shown) < SHOWN:
            self.shown.append({"at": event.at, "label": row[2], "who": who, "what": what})

    def head(self, row: SignedHead) -> None:
        """A head was signed over all events so far."""
        self.log.cut()
        self.heads.append(row.facts())

    def write(self, name: str, text: str | bytes) -> None:
        """One whole file."""
        content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        self.files[name] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        self._archive.writestr(_entry(name), content)

    def finish(self, manifest: Mapping[str, Any]) -> bytes:
        """Put all files and the manifest into the archive; the manifest as it is to be signed."""
        for name, spool in self._spools.items():
            spool.seek(0)
            with self._archive.open(_entry(name), "w", force_zip64=True) as inside:
                measured = _Measured(inside)
                shutil.copyfileobj(spool, measured)
            self.files[name] = measured.facts()
        whole = {**manifest, "events": self.events, "files": self.files}
        text = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
        self._archive.writestr(_entry(bundle.MANIFEST), text)
        return text

    def sign(self, signature: str) -> None:
        """The last file: the signature over the manifest."""
        self._archive.writestr(_entry(bundle.SIGNATURE), signature + "\n")


class _Text:
    """Lets the csv module write into a binary file."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target

    def write(self, text: str) -> int:
        """Pass on as UTF-8."""
        return self._target.write(text.encode("utf-8", "surrogatepass"))


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
