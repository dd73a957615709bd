"""A real ClamAV daemon for the tests: own folder, own small signatures with a version, no network; root or not.

The words of the EICAR test file are put together here, so that no scanner takes this repository for infected.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import socket
import subprocess
import tarfile
import tempfile
import time
from pathlib import Path

from tests.servers import end

EICAR = b"".join((b"X5O!P%@AP[4", b"\\PZX54(P^)7CC)7}$", b"EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!", b"$H+H*"))
SIGNATURE = "Zhichi.Eicar-Test.UNOFFICIAL"
FIRST_VERSION = 27500
MISSING = "ClamAV is missing: run scripts/system-packages clamav, or apt-get install clamav-daemon"
STREAM_LIMIT = 2 * 1024 * 1024
_START_SECONDS = 30
_CONF = """
Foreground yes
TCPSocket {port}
TCPAddr 127.0.0.1
LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}/db
TemporaryDirectory {folder}/tmp
LogFile {folder}/clamd.log
StreamMaxLength {limit}
AlertExceedsMax yes
AlertEncrypted yes
MaxScanSize 40M
SelfCheck 0
"""


def program() -> str | None:
    """Where the daemon is, if anywhere."""
    return shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


class Daemon:
    """A running daemon; `stop` ends it and removes its folder."""

    def __init__(self) -> None:
        binary = program()
        if binary is None:
            raise RuntimeError(MISSING)
        # Socket paths may have 108 characters: not pytest's deep folder.
        self.folder = Path(tempfile.mkdtemp(prefix="zhichi-clamd-"))
        for name in ("db", "tmp"):
            (self.folder / name).mkdir()
        self.port = _free_port()
        self.address, self.local_address = f"tcp://127.0.0.1:{self.port}", f"unix://{self.folder}/clamd.sock"
        self._write_signatures(FIRST_VERSION, {})
        conf = self.folder / "clamd.conf"
        conf.write_text(_CONF.format(port=self.port, folder=self.folder, limit=STREAM_LIMIT), encoding="utf-8")
        command = [binary, f"--config-file={conf}"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait_for(f"/{FIRST_VERSION}/")

    def learn(self, version: int, known: dict[str, bytes]) -> None:
        """Take new signatures of this version, with whole contents by the name of what they are."""
        self._write_signatures(version, known)
        self._ask(b"zRELOAD\0")
        self._wait_for(f"/{version}/")

    def stop(self) -> None:
        """End the daemon and remove its folder."""
        end(self.process, self.folder)

    def _write_signatures(self, version: int, known: dict[str, bytes]) -> None:
        # The one container with a version that need not be signed by ClamAV: a head of 512 bytes, then a tar.
        lines = [f"{_md5(words)}:{len(words)}:{name}" for name, words in known.items()]
        names = {"daily.hdb": "".join(f"{line}\n" for line in lines)} if lines else {}
        names["daily.ndb"] = f"Zhichi.Eicar-Test:0:*:{EICAR[:44].hex()}\n"
        packed, files = io.BytesIO(), {name: text.encode() for name, text in names.items()}
        head = f"ClamAV-VDB:23 Nov 2026 08-00 +0000:{version}:{len(lines) + 1}:90:"
        sums = "".join(f"{name}:{len(data)}:{hashlib.sha256(data).hexdigest()}\n" for name, data in files.items())
        info = f"{head}X:X:tests:1795420800\n{sums}".encode()
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            for name, data in {"COPYING": b"tests\n", "daily.info": info, **files}.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
        digest = _md5(packed.getvalue())
        content = f"{head}{digest}:x:tests:1795420800".encode().ljust(512) + packed.getvalue()
        fresh = self.folder / "db" / "fresh"
        fresh.write_bytes(content)
        fresh.rename(self.folder / "db" / "daily.cud")

    def _ask(self, command: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
            line.sendall(command)
            return line.recv(500)

    def _wait_for(self, version: str) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if version.encode() in self._ask(b"zVERSION\0"):
                    return
            except OSError:
                pass
            time.sleep(0.02)
        log = self.folder / "clamd.log"
        words = log.read_text(encoding="utf-8", errors="replace") if log.exists() else "no log"
        self.stop()
        raise RuntimeError(f"clamd did not get ready: {words[-2_000:]}")


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()  # what ClamAV's own files are written in


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
