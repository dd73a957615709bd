"""Rights over routing: all staff may read why, supervisors and managers set it up, agents escalate what they see."""

from __future__ import annotations

from typing import Any

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import LEADERS, by_post, has_post
from zhichi.core.rights import define
from zhichi.tickets import policies as tickets

JUNIORS = frozenset({Post.JUNIOR, Post.ASSISTANT, Post.CUSTOMER_SERVICE})


def _may_escalate(person: Any, row: Any) -> bool:
    """A junior who has the request; a supervisor for a junior."""
    if not tickets.WORK.allows(person, row):
        return False
    if row is None:
        return True
    if has_post(person, *LEADERS):
        return row.owner is not None and row.owner.post in JUNIORS
    return has_post(person, *JUNIORS) and row.owner_id == person.pk


VIEW = define("routing.view", by_post())
MANAGE = define("routing.manage", by_post(*LEADERS))
ESCALATE = define("routing.escalate", _may_escalate)
SET_ENGINEER = define("routing.set_engineer", by_post(*LEADERS, Post.SENIOR, Post.ADMINISTRATOR))
