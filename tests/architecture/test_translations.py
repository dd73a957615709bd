"""Every string a person reads exists in Chinese too, and nothing is left over in the translation files."""

from __future__ import annotations

import pytest

from tests.architecture.tree import hold
from tools.messages import gaps

pytestmark = pytest.mark.one_database


def test_every_message_is_translated() -> None:
    hold([str(gap) for gap in gaps()], {}, "run `make messages`, then translate")
