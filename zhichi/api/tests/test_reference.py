"""The schema, the reference for people, and errors that Django makes by itself."""

from __future__ import annotations

import importlib
import pkgutil
from enum import Enum
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from ninja import Schema

from zhichi.api import app, schemas
from zhichi.api.choices import Scope
from zhichi.api.reference import sections, type_words

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.api.tests.conftest import Office


@pytest.mark.one_database
def test_every_operation_tells_its_scope_and_its_refusals() -> None:
    for operations in app.schema()["paths"].values():
        for operation in operations.values():
            assert operation.get("x-scope") in {*Scope.values, None}
            assert {"401", "403", "404", "422", "429"} <= {str(status) for status in operation["responses"]}
            assert operation["description"]


@pytest.mark.one_database
def test_no_two_shapes_share_a_name() -> None:
    """The schema knows shapes by their bare names: the second of a name would take the place of the first."""
    named: dict[str, type] = {}
    for _, module, _ in pkgutil.iter_modules(schemas.__path__, f"{schemas.__name__}."):
        for shape in vars(importlib.import_module(module)).values():
            if isinstance(shape, type) and issubclass(shape, Schema | Enum):
                assert named.setdefault(shape.__name__, shape) is shape
    assert {"TicketOut", "ReviewState"} <= named.keys()


@pytest.mark.one_database
def test_every_body_has_an_example_that_its_shape_accepts() -> None:
    from zhichi.api.schemas import customers, tickets, work

    for module in (customers, tickets, work):
        for shape in vars(module).values():
            if not (isinstance(shape, type) and issubclass(shape, Schema) and shape.__module__ == module.__name__):
                continue
            extra: Any = shape.model_config.get("json_schema_extra", {})
            for example in extra.get("examples", ()):
                shape.model_validate(example)


def test_serves_the_schema_and_the_reference_to_everybody(people: People) -> None:
    assert Client().get("/api/v1/openapi.json").json()["openapi"].startswith("3.")
    page = Client(headers={"accept-language": "en"}).get("/api/v1/").text
    for section in sections(app.schema()):
        for operation in section.operations:
            assert f'id="{operation.id}"' in page
    assert "<script>" not in page
    assert 'id="shape-TicketOut"' in page


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"$ref": "#/components/schemas/Ref"}, "Ref"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "integer | null"),
        ({"type": "array", "items": {"type": "string", "format": "date"}}, "list of string (date)"),
        ({"enum": ["a", 1]}, '"a" | 1'),
        ({"const": "note"}, '"note"'),
        ({}, "any"),
    ],
)
def test_says_types_in_words(schema: dict[str, Any], words: str) -> None:
    assert type_words(schema) == words


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("DELETE", "/tickets", 405), ("GET", "/tickets/a/b/c", 404)],
)
def test_errors_of_the_frame_are_problems_too(office: Office, method: str, path: str, status: int) -> None:
    answer = office.program().call(method, path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert ("Allow" in answer) == (status == 405)


def test_speaks_the_language_asked_for(office: Office) -> None:
    program = office.program()
    assert program.get("/organisations/99").json()["title"] == "There is nothing here that you may see."
    chinese = program.client.get("/api/v1/organisations/99", headers={"accept-language": "zh-CN"})
    assert chinese.json()["title"] == "这里没有你可以查看的内容。"
