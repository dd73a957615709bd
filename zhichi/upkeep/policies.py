"""Who sees how the system fares, and who may start work on it."""

from __future__ import annotations

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import by_post
from zhichi.core.rights import define

VIEW = define("upkeep.view", by_post(Post.MANAGER, Post.ADMINISTRATOR, Post.AUDITOR))
RUN = define("upkeep.run", by_post(Post.MANAGER, Post.ADMINISTRATOR))
