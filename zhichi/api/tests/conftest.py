"""Builders for the API: a program that holds a token of somebody, and the customers it works for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests import environment
from zhichi.api import services
from zhichi.api.choices import Scope
from zhichi.core.clock import now
from zhichi.customers import services as customers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import People
    from zhichi.customers.models import Contact, Organisation, Product

ALL = tuple(Scope.values)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Making up the cases of the fuzzer takes ten seconds, which only the run that tries them should spend."""
    is_of_use = environment.KIND == "sqlite" and config.option.markexpr != "browser"
    return None if is_of_use or collection_path.name != "test_fuzz.py" else True


@dataclass
class Program:
    """A client that sends JSON with its token."""

    token: str

    def __post_init__(self) -> None:
        self.client = Client(headers={"authorization": f"Bearer {self.token}", "accept-language": "en"})

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request below /api/v1."""
        return self.client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    def get(self, path: str, **query: Any) -> Any:
        """GET."""
        return self.client.get(f"/api/v1{path}", query)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """POST."""
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: Any) -> Any:
        """PATCH."""
        return self.call("PATCH", path, body)


@dataclass
class Office:
    """Tokens of people, and customers."""

    people: People

    def program(self, name: str = "senior", scopes: tuple[str, ...] = ALL) -> Program:
        """A program that acts as one of the people."""
        by = self.people.actor(name)
        return Program(services.create_token(name="test", scopes=scopes, expires_at=None, by=by, at=now())[1])

    def organisation(self, name: str = "长谷示例制造") -> Organisation:
        """A company."""
        data = customers.OrganisationData(name=name)
        return customers.create_organisation(data=data, by=self.people.actor("manager"), at=now())

    def contact(self, organisation: Organisation | None = None) -> Contact:
        """A person there."""
        data = customers.ContactData(
            display_name="何青",
            addresses=["he.qing@client.example.com"],
            organisation_id=organisation.pk if organisation else None,
        )
        return customers.create_contact(data=data, by=self.people.actor("manager"), at=now())

    def product(self) -> Product:
        """What we support."""
        data = customers.ProductData(code="reports", name="砚台报表", versions=["8.2.0"])
        return customers.create_product(data=data, by=self.people.actor("manager"), at=now())


@pytest.fixture
def office(people: People) -> Office:
    """The builder."""
    return Office(people)


@pytest.fixture(autouse=True)
def forget_limits() -> None:
    """Each test starts with nothing counted."""
    cache.clear()
