"""A program of its own that lists an archive on its standard input: rar, 7z, cab and what else libarchive knows.

Run by `files.archives`. Such formats are read by a large C library; here nothing but this process falls when hostile
bytes break it, and the system bounds its memory and time. It loads nothing of Zhichi, writes no file and opens no
connection.

Each entry is a line of JSON, followed by as many bytes of it as the line says; the last line tells how it ended.
"""

from __future__ import annotations

import ctypes
import json
import locale
import resource
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = "/dev/fd/0"  # by name: the library looks back and forth in files that have one
HEAD = 512
# What is looked into again stands here whole; of everything else the first bytes tell what it is.
WHOLE = (
    b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b", b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c", b"MSCF", b"\xfd7zXZ\x00", b"BZh", b"\x28\xb5\x2f\xfd",
)  # fmt: skip
MOST_WHOLE = 33 * 1024 * 1024  # more than whoever asks takes
LIMITS = {
    resource.RLIMIT_CPU: 4,
    resource.RLIMIT_AS: 768 * 1024 * 1024,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
}
NO_LIBRARY, LOCKED, DAMAGED, WHOLE_READ = "no-library", "encrypted", "damaged", ""


def main() -> int:
    """List the archive, or with `--about` say only whether the library is there."""
    for name, most in LIMITS.items():
        resource.setrlimit(name, (most, most))
    locale.setlocale(locale.LC_ALL, "C.UTF-8")
    try:
        import libarchive  # noqa: PLC0415 - the package finds the system's library when it is loaded
    except (ImportError, OSError, TypeError, AttributeError):  # what it raises where there is none
        _say({"end": NO_LIBRARY})
        return 0
    if "--about" in sys.argv:
        _say({"end": WHOLE_READ, "version": libarchive.ffi.version_number()})
        return 0
    _say({"end": _list(libarchive)})
    return 0


def _list(libarchive: Any) -> str:
    is_locked = libarchive.ffi.libarchive.archive_entry_is_encrypted
    is_locked.argtypes, is_locked.restype = [ctypes.c_void_p], ctypes.c_int
    try:
        with libarchive.file_reader(SOURCE) as archive:
            for entry in archive:
                locked = bool(is_locked(entry._entry_p))
                head = {"name": entry.pathname or "", "claims": entry.size or 0}
                if locked or entry.isdir:
                    _say(head | {"locked": locked, "folder": entry.isdir, "bytes": 0})
                    continue
                content = _content(entry.get_blocks())
                _say(head | {"locked": False, "folder": False, "bytes": len(content)}, content)
    except libarchive.ArchiveError as error:
        return LOCKED if "ncrypt" in str(error) or "assphrase" in str(error) else DAMAGED
    return WHOLE_READ


def _content(blocks: Iterator[bytes]) -> bytes:
    found = bytearray()
    for block in blocks:
        found += block
        if len(found) >= (MOST_WHOLE if found.startswith(WHOLE) else HEAD):
            break
    return bytes(found if found.startswith(WHOLE) else found[:HEAD])


def _say(head: dict[str, Any], content: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + content)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    raise SystemExit(main())
