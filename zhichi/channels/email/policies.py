"""Who guards what comes in by mail: the lists, what is held back, cleaning up (5.2.1)."""

from __future__ import annotations

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import by_post
from zhichi.core.rights import define

# Mail that is held back belongs to no team yet, and a list counts for all: those who answer for the whole department.
SAFETY = define("mail.safety", by_post(Post.MANAGER, Post.SUPERVISOR, Post.ADMINISTRATOR))
