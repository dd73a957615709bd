"""Who looks at the board of what is at risk: whoever works on tickets or answers for them, each within their sight."""

from __future__ import annotations

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import by_post
from zhichi.core.rights import define
from zhichi.tickets.policies import WORKERS

BOARD = define("escalation.board", by_post(*WORKERS, Post.AUDITOR))
