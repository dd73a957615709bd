"""Who may change what search does for all."""

from __future__ import annotations

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import by_post
from zhichi.core.rights import define

EDIT_SYNONYMS = define(
    "search.edit_synonyms", by_post(Post.MANAGER, Post.SUPERVISOR, Post.KNOWLEDGE_EDITOR, Post.ADMINISTRATOR)
)
