"""Doors between parts, thin edges, sizes, the way to the outside world, and who may be deleted."""

from __future__ import annotations

import ast
import tomllib
from typing import TYPE_CHECKING

import grimp
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tests.architecture.tree import HOUSE, PACKAGE, ROOT, hold, product_modules, shorten, syntax

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.one_database

OPEN_PARTS = {"core", "ui", "worktime"}  # every module of them is public
COMPOSERS = {"config", "api", "__main__"}  # the only ones that may open inner rooms: root addresses, API routers
DOORS = {"services", "selectors", "policies", "events", "choices", "registry"}
NESTED = {"channels"}  # parts whose parts are one folder deeper

WRITES = {"save", "create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete"}
WRITES |= {f"a{name}" for name in WRITES}  # the async twins
NO_WRITES_IN = {"views", "api", "forms", "admin", "templatetags", "tasks", "subscribers"}

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50
MAX_PUBLIC_METHODS = 15

# What opens a connection. urllib.parse and email are not among them.
OUTSIDE = {"socket", "socketserver", "ssl", "smtplib", "imaplib", "poplib", "ftplib", "imap_tools", "http.client"}
OUTSIDE |= {"http.server", "urllib.request", "httpx", "requests", "aiohttp", "urllib3"}
MAY_REACH_OUT = ("channels/", "config/")  # mail in and out; the server itself

DOOR_EXEMPTIONS: dict[str, str] = {}
WRITE_EXEMPTIONS: dict[str, str] = {}
FILE_EXEMPTIONS: dict[str, str] = {}
FUNCTION_EXEMPTIONS: dict[str, str] = {}
CLASS_EXEMPTIONS: dict[str, str] = {}
OUTSIDE_EXEMPTIONS: dict[str, str] = {
    "files/clamd.py -> socket": "asks the virus scanner that the settings name; nothing of it reaches anybody else",
    "core/fetching/client.py -> http.client": "reads what people name by address, behind its guard (decision 33)",
    "core/fetching/client.py -> socket": "connects to the address that the guard checked (decision 33)",
    "core/fetching/client.py -> ssl": "the same over TLS (decision 33)",
    "core/fetching/guard.py -> socket": "looks the name up once, for its check (decision 33)",
} | dict.fromkeys(
    ("search/meaning/remote.py -> http.client", "search/meaning/remote.py -> urllib.request"),
    "a question to an embedder, answered while somebody waits: no message that could be delivered later (decision 24)",
)
PERSON_EXEMPTIONS: dict[str, str] = dict.fromkeys(
    ("accounts.Absence.user", "accounts.StaffSkill.user", "accounts.WorkingHours.user"),
    "a line of the person's own page, part of the same aggregate; the person is kept, so it is too",
)


def test_every_part_stands_on_a_floor() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    floors = {name.strip() for layer in contracts[0]["layers"] for name in layer.split("|")}
    parts = {f"{PACKAGE}.{path.parent.name}" for path in HOUSE.glob("*/__init__.py")}
    assert floors == parts, "name the part in the floors contract of pyproject.toml"


def test_keeps_other_parts_at_the_door() -> None:
    graph = grimp.build_graph(PACKAGE, exclude_type_checking_imports=True, cache_dir=None)
    found = [
        f"{importer} -> {imported}"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if _opens_inner_room(importer.split("."), imported.split("."))
    ]
    hold(found, DOOR_EXEMPTIONS, "call the other part's services or selectors, or subscribe to its event")


def _opens_inner_room(importer: list[str], imported: list[str]) -> bool:
    here, there = _part(importer), _part(imported)
    if not here or not there or here == there or there[0] in OPEN_PARTS or here[0] in COMPOSERS:
        return False
    if {"tests", "migrations", "bench"} & set(importer):
        return False
    room = imported[1 + len(there) :]
    return bool(room) and room[0] not in DOORS


def _part(module: list[str]) -> tuple[str, ...]:
    return tuple(module[1:3]) if module[1:2] and module[1] in NESTED else tuple(module[1:2])


def test_keeps_writes_out_of_the_edges() -> None:
    found = [
        f"{shorten(path)}:{scope.name}"
        for path in product_modules()
        if _room(path) in NO_WRITES_IN
        for scope in _functions(path)
        if any(map(_writes, ast.walk(scope)))
    ]
    hold(found, WRITE_EXEMPTIONS, "move the write into services, where the event is appended too")


def _room(path: Path) -> str:
    """The room of a part a file stands in: "views" for tickets/views.py and tickets/views/queue.py alike."""
    parts = path.relative_to(HOUSE).with_suffix("").parts
    depth = 2 if parts[0] in NESTED else 1
    return parts[depth] if len(parts) > depth else ""


def _writes(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    verb, owner = node.func.attr, node.func.value
    if verb not in WRITES:
        return False
    if isinstance(owner, ast.Name) and (owner.id == "services" or owner.id.endswith("_services")):
        return False  # calling a service named create, update or delete is the point
    if isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "super":
        return False
    # queryset.update(...) comes from a call; a dict's update does not.
    return verb not in {"update", "aupdate"} or isinstance(owner, ast.Call)


def test_keeps_files_short() -> None:
    found = [shorten(path) for path in product_modules() if len(path.read_text("utf-8").splitlines()) > MAX_FILE_LINES]
    hold(found, FILE_EXEMPTIONS, f"more than {MAX_FILE_LINES} lines: make the room a folder cut by use case")


def test_keeps_functions_short() -> None:
    found = [
        f"{shorten(path)}:{function.name}"
        for path in product_modules()
        for function in _functions(path)
        if (function.end_lineno or function.lineno) - function.lineno + 1 > MAX_FUNCTION_LINES
    ]
    hold(found, FUNCTION_EXEMPTIONS, f"more than {MAX_FUNCTION_LINES} lines: one function decides, others do")


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_keeps_classes_small() -> None:
    found = [
        f"{shorten(path)}:{node.name}"
        for path in product_modules()
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.ClassDef) and _public_methods(node) > MAX_PUBLIC_METHODS
    ]
    hold(found, CLASS_EXEMPTIONS, f"more than {MAX_PUBLIC_METHODS} public methods: cut it by use case")


def _public_methods(node: ast.ClassDef) -> int:
    methods = [item for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)]
    return sum(not method.name.startswith("_") for method in methods)


def test_keeps_the_outside_world_behind_channels() -> None:
    found = [
        f"{shorten(path)} -> {name}"
        for path in product_modules()
        if not shorten(path).startswith(MAY_REACH_OUT)
        for name in _imported(syntax(path))
        if name in OUTSIDE or name.split(".")[0] in OUTSIDE
    ]
    hold(found, OUTSIDE_EXEMPTIONS, "write an outbound message; channels deliver it")


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_keeps_history_when_people_go() -> None:
    person = apps.get_model(settings.AUTH_USER_MODEL)
    found = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith(PACKAGE)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is person
        if field.remote_field.on_delete is not models.PROTECT
    ]
    hold(found, PERSON_EXEMPTIONS, "people are deactivated, never deleted: on_delete=PROTECT")
