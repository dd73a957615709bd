"""Migrations: up to date, named by intent, numbered once, and reversible."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.utils import translation

from tests.architecture.tree import HOUSE, PACKAGE, hold, shorten

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.one_database

NAME = re.compile(r"\d{4}_[a-z][a-z0-9_]*")
MACHINE_MADE = re.compile(r"_auto_\d{8}|_and_more$")

NAME_EXEMPTIONS: dict[str, str] = {}
ONE_WAY_EXEMPTIONS: dict[str, str] = {}


@cache
def _loader() -> MigrationLoader:
    return MigrationLoader(None)


def _files() -> list[Path]:
    return sorted(path for path in HOUSE.rglob("migrations/*.py") if path.name != "__init__.py")


def test_no_model_change_lacks_a_migration() -> None:
    loader = _loader()
    questions = NonInteractiveMigrationQuestioner(specified_apps=set(), dry_run=True)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps), questions)
    # Untranslated, as makemigrations itself works: a translated label is no change of the model.
    with translation.override(None):
        found = detector.changes(graph=loader.graph)
    changes = {label: [migration.name for migration in migrations] for label, migrations in found.items()}
    assert not changes, f"run makemigrations --name INTENT: {changes}"


def test_names_say_the_intent() -> None:
    found = [shorten(path) for path in _files() if not NAME.fullmatch(path.stem) or MACHINE_MADE.search(path.stem)]
    hold(found, NAME_EXEMPTIONS, "rename it: makemigrations --name INTENT")


def test_numbers_are_used_once() -> None:
    counts = Counter((path.parent, path.stem[:4]) for path in _files())
    found = [f"{shorten(folder)}/{number}" for (folder, number), count in counts.items() if count > 1]
    hold(found, {}, "two migrations have one number: renumber the newer")


def test_data_migrations_can_go_back() -> None:
    found = [
        f"{label}.{name}: {operation.__class__.__name__}"
        for (label, name), migration in _loader().disk_migrations.items()
        if migration.__module__.startswith(PACKAGE)
        for operation in migration.operations
        if not operation.reversible
    ]
    hold(found, ONE_WAY_EXEMPTIONS, "give RunPython and RunSQL a reverse (RunPython.noop where nothing must be undone)")
