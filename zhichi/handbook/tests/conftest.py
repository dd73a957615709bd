"""Caches of the handbook hold for seconds; each test starts without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.handbook import selectors
from zhichi.records.selectors import forget_policies

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    selectors.forget_version()
    forget_policies()
    yield
    selectors.forget_version()
    forget_policies()
