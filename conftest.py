"""What all tests share: cheap passwords, a database as in production, the second run's selection, a browser."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from tests import environment, template

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser
    from pytest_django import DjangoDbBlocker

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup", "client", "admin_client"}

# Full-text indexes made by hand, unknown to Django's flush.
OWN_TABLES = (
    "DELETE FROM search_index",
    "DELETE FROM channels_email_received_index",
    "DELETE FROM channels_email_sent_index",
)

pytest_plugins = ["tests.people"]


def pytest_configure() -> None:
    """Hash test passwords cheaply, a third of a second for each person otherwise; no property fails on a slow day.

    Static files are looked for when one is asked for: a list of them for each client of a test costs as much as a page.
    """
    from django.conf import settings
    from hypothesis import settings as properties

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True
    properties.register_profile("zhichi", deadline=None)
    properties.load_profile("zhichi")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Modules of which this run takes nothing are not even read: to collect all of them is a fifth of a quick run."""
    if collection_path.suffix != ".py" or not collection_path.name.startswith("test_"):
        return None
    text = collection_path.read_text(encoding="utf-8")
    wanted = config.getoption("markexpr")
    marks = next((line for line in text.splitlines() if line.startswith("pytestmark = ")), "")
    is_of_browser = "mark.browser" in marks
    if wanted == "browser":
        left_out = "mark.browser" not in text
    elif environment.KIND == "postgres":
        left_out = is_of_browser or "mark.one_database" in marks
    else:
        left_out = is_of_browser and wanted == "not browser"
    return left_out or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each run takes what its database can tell: that on PostgreSQL no browser, architecture and pure tests."""
    wanted = _is_for_sqlite if environment.KIND == "sqlite" else _depends_on_database
    config.hook.pytest_deselected(items=[item for item in items if not wanted(item)])
    items[:] = [item for item in items if wanted(item)]


def _is_for_sqlite(item: pytest.Item) -> bool:
    return item.get_closest_marker("strict_database") is None


def _depends_on_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser") or item.get_closest_marker("one_database"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite gets a real file, because locks and the write-ahead log are part of what is tested; it comes migrated."""
    from django.conf import settings

    if environment.KIND == "sqlite":
        database: dict[str, Any] = settings.DATABASES["default"]
        database["TEST"]["NAME"] = str(environment.folder() / "test.sqlite3")
        template.copy_to(environment.folder() / "test.sqlite3")
        database["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Take the file that is there. It goes with the run's folder."""
    return environment.KIND == "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The record refuses DELETE; emptying the tables after a transactional test has to lift that for a moment."""
    from django.db import connection

    from zhichi.records import guards
    from zhichi.sla import guards as level_guards

    # On the class: once Playwright's loop runs in this thread, Django opens a second connection for it.
    operations: Any = type(connection.ops)
    empty_tables = operations.execute_sql_flush

    def empty_unguarded(self: Any, sql_list: Any) -> None:
        for guard in (guards, level_guards):
            guard.remove(self.connection)
        empty_tables(self, [*sql_list, *OWN_TABLES])
        for guard in (guards, level_guards):
            guard.install(self.connection)

    operations.execute_sql_flush = empty_unguarded
    if environment.KIND == "postgres":
        operations.sql_flush = _delete_what_is_there


def _delete_what_is_there(self: Any, style: Any, tables: list[str], **_options: bool) -> list[str]:
    """Statements that empty the few tables with rows: PostgreSQL needs half a second to truncate them all."""
    full = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables)  # noqa: S608 - own names
    with self.connection.cursor() as cursor:
        cursor.execute(full)
        return [f'DELETE FROM "{name}"' for (name,) in cursor.fetchall()]  # noqa: S608 - own names


@pytest.fixture(autouse=True)
def _forget_what_processes_remember() -> None:
    """Forget policy values and the like: the test before may have rolled its own back, or spoken English."""
    from django.core.cache import cache
    from django.utils import translation

    from zhichi.core.remembered import forget_everything
    from zhichi.search import lexicon

    forget_everything()
    lexicon.forget()
    cache.clear()
    translation.deactivate()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium per worker: the system's, or the one Playwright installed where there is none."""
    from playwright.sync_api import sync_playwright

    from tools.browser import installed

    # Playwright's loop runs in this thread, so Django would take a test's own ORM calls for calls from async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed())
        yield chromium
        chromium.close()
