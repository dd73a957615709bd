"""The OpenAPI document as plain data for one page: no script, no foreign server."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

REF = "#/components/schemas/"


@dataclass(frozen=True)
class Value:
    """One named value: a parameter or a field of a shape. `links` names the shapes its type mentions."""

    name: str
    type: str
    required: bool
    description: str = ""
    where: str = ""
    links: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class OperationDoc:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    scope: str
    parameters: list[Value]
    body: str  # name of the shape that goes in
    media: str
    example: str  # a body as indented JSON
    answers: list[tuple[str, str]]  # status, name of the shape or a word


@dataclass(frozen=True)
class Section:
    """Operations on one kind of object."""

    title: str
    operations: list[OperationDoc]


@dataclass(frozen=True)
class Shape:
    """A shape of what goes in or comes out."""

    name: str
    description: str
    values: list[Value]
    choices: list[str]


def sections(document: dict[str, Any]) -> list[Section]:
    """The operations by tag, in the order of the document."""
    found: dict[str, list[OperationDoc]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            found.setdefault(operation["tags"][0], []).append(_operation(document, path, method, operation))
    return [Section(title, operations) for title, operations in found.items()]


def shapes(document: dict[str, Any]) -> list[Shape]:
    """All shapes by name."""
    named = sorted(document["components"]["schemas"].items())
    return [Shape(name, schema.get("description", ""), _fields(schema), _choices(schema)) for name, schema in named]


def _operation(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> OperationDoc:
    contents: dict[str, Any] = operation.get("requestBody", {}).get("content", {})
    media = next(iter(contents), "")
    body: dict[str, Any] = contents[media]["schema"] if media else {}
    return OperationDoc(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        scope=operation.get("x-scope", ""),
        parameters=[_parameter(item) for item in operation["parameters"]],
        body=_links(body)[0] if _links(body) else "",
        media=media,
        example=_example(document, body),
        answers=[_answer(status, answer) for status, answer in operation["responses"].items()],
    )


def _parameter(item: dict[str, Any]) -> Value:
    words = item.get("description", item["schema"].get("description", ""))
    return Value(
        item["name"], type_words(item["schema"]), bool(item["required"]), words, item["in"], _links(item["schema"])
    )


def _answer(status: str, answer: Any) -> tuple[str, str]:
    contents: list[dict[str, Any]] = list(answer.get("content", {}).values())
    return str(status), type_words(contents[0]["schema"]) if contents else answer["description"]


def _fields(schema: dict[str, Any]) -> list[Value]:
    required = set(schema.get("required", ()))
    return [
        Value(name, type_words(value), name in required, value.get("description", ""), links=_links(value))
        for name, value in schema.get("properties", {}).items()
    ]


def _choices(schema: dict[str, Any]) -> list[str]:
    return [str(item) for item in schema.get("enum", ())]


def type_words(schema: dict[str, Any]) -> str:
    """A type in a few words: "integer", "text (date-time)", "list of Ref", "inquiry | fault"."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(REF)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return " | ".join(type_words(item) for item in schema[several])
    if "enum" in schema:
        return " | ".join(json.dumps(item, ensure_ascii=False) for item in schema["enum"])
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False)
    if schema.get("type") == "array":
        return f"list of {type_words(schema.get('items', {}))}"
    kind = str(schema.get("type", "any"))
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def _links(schema: Any) -> list[str]:
    """The shapes a schema mentions, at any depth."""
    if isinstance(schema, dict):
        here = [str(schema["$ref"]).removeprefix(REF)] if "$ref" in schema else []
        return here + [name for value in schema.values() for name in _links(value)]
    if isinstance(schema, list):
        return [name for value in schema for name in _links(value)]
    return []


def _example(document: dict[str, Any], body: dict[str, Any]) -> str:
    if "$ref" in body:
        body = document["components"]["schemas"][str(body["$ref"]).removeprefix(REF)]
    examples = body.get("examples", [])
    return json.dumps(examples[0], ensure_ascii=False, indent=2) if examples else ""
