"""Compiles translation files: gettext's own compiler need not be installed. Runs before Django and without it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PACKAGE_DIR = Path(__file__).resolve().parent.parent


def compile_changed(root: Path = PACKAGE_DIR) -> list[Path]:
    """Compile every `.po` under `root` whose `.mo` is missing or older; the paths of the files written.

    Raises OSError where the folder cannot be written and `ValueError` for a file that is not a translation file.
    """
    stale = [source for source in sorted(root.glob("**/locale/*/LC_MESSAGES/*.po")) if _is_stale(source)]
    return [_compile(source) for source in stale]


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> Path:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only who compiles pays for Babel
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with source.open("rb") as lines:
        catalog = read_po(lines, abort_invalid=True)
    target = source.with_suffix(".mo")
    # Written beside and renamed: another process never reads half a file.
    beside = target.with_suffix(f".mo.{os.getpid()}")
    with beside.open("wb") as output:
        write_mo(output, catalog)
    beside.replace(target)
    return target


def main() -> int:
    """Compile what changed and say so."""
    compiled = compile_changed()
    if compiled:
        sys.stdout.write(f"→ Compiled {len(compiled)} translation files\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
