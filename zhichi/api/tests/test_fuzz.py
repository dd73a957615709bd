"""Schemathesis: whatever fits the schema, or breaks it, is answered as the schema says, and never by a crash."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS

from zhichi.api import app
from zhichi.api.auth import RATE

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office

pytestmark = [pytest.mark.one_database]

# A value can fit the schema and still break a rule of the handbook, or name a row that is not there.
LEFT_OUT = ("positive_data_acceptance",)


schema = schemathesis.openapi.from_dict(app.schema())
schema.app = get_wsgi_application()


@pytest.fixture
def token(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A manager's token over a small world: two requests, a company, a person, a product. It may ask often."""
    monkeypatch.setattr(type(RATE), "wait", lambda self, key: 0)
    program = office.program("manager")
    office.contact(office.organisation())
    office.product()
    for subject in ("导出乱码", "打印错位"):
        program.post("/tickets", {"subject": subject})
    # A request through WSGI ends by closing the connection, and with it this test's transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield program.token
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
def test_answers_as_the_schema_says(case: Any, token: str) -> None:
    case.call_and_validate(
        headers={"Authorization": f"Bearer {token}"},
        excluded_checks=[CHECKS.get_one(name) for name in LEFT_OUT],
    )
