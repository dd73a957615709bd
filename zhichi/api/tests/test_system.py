"""The health of the system by the API: for whoever may see its page, with the scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office


def test_tells_every_check_worst_first(office: Office) -> None:
    answer = office.program("administrator", ("system:read",)).get("/system/health").json()
    levels = [one["level"] for one in answer["checks"]]
    assert levels == sorted(levels, key=["bad", "warn", "ok"].index)
    assert answer["level"] == levels[0]
    disk = next(one for one in answer["checks"] if one["name"] == "disk")
    assert disk["findings"]


@pytest.mark.parametrize(("post", "scopes"), [("senior", ("system:read",)), ("manager", ("tickets:read",))])
def test_needs_right_and_scope(office: Office, post: str, scopes: tuple[str, ...]) -> None:
    assert office.program(post, scopes).get("/system/health").status_code == 403
