"""Rights over hand-overs: whoever works tickets hands on their own."""

from __future__ import annotations

from typing import Any

from zhichi.accounts.policies import has_post
from zhichi.core.rights import define
from zhichi.tickets.policies import WORKERS


def _own(person: Any, row: Any) -> bool:
    return has_post(person, *WORKERS) and (row is None or row.person_id == person.pk)


OWN = define("handover.own", _own)
