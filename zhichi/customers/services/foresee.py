"""What a change of a contract would move: made, read, undone before anybody sees it, and looked at (3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from zhichi.customers import registry
from zhichi.customers.contract_reads import rows_of, supposing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from zhichi.customers.models import Contract


class _Enough(Exception):
    """The contracts were read."""


def foresee_contract(
    *, organisation_id: int, change: Callable[[], object], at: datetime
) -> list[tuple[registry.ContractForeseer, Any]]:
    """What `change` – a call of a service of contracts – would move, one answer of each part that follows contracts.

    The service itself makes the change, in a transaction that is rolled back: nothing is written, and what it refuses
    it refuses here too (DomainError). Promises are looked at after that, so that nobody waits for the look. `at` is
    aware.
    """
    with supposing(organisation_id, _after(organisation_id, change)):
        return [(each, each.look(organisation_id, at)) for each in registry.contract_foreseers.values()]


def _after(organisation_id: int, change: Callable[[], object]) -> Sequence[Contract]:
    found: list[Contract] = []
    try:
        with transaction.atomic():
            change()
            found.extend(rows_of(organisation_id))
            raise _Enough
    except _Enough:
        return found
