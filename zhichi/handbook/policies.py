"""Who may read the handbook and who may change it."""

from __future__ import annotations

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import by_post
from zhichi.core.rights import define

READ = define("handbook.read", by_post())
EDIT = define("handbook.edit", by_post(Post.MANAGER))
EDIT_CHARTER = define("handbook.edit_charter", by_post(Post.MANAGER, Post.ADMINISTRATOR))
