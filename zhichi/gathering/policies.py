"""Rights over sources and what they bring: editors run them, whoever oversees the knowledge base looks on."""

from __future__ import annotations

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import by_post
from zhichi.core.rights import define
from zhichi.knowledge.policies import EDITORS, OVERSEERS

VIEW = define("gathering.view", by_post(*OVERSEERS))
MANAGE = define("gathering.manage", by_post(*EDITORS))
DECIDE = define("gathering.decide", by_post(*EDITORS))
EXCHANGE = define("gathering.exchange", by_post(*EDITORS, Post.ADMINISTRATOR))
