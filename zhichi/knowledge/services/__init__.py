"""Writes of knowledge, one module per use case."""

from __future__ import annotations

from zhichi.knowledge.services._write import Text
from zhichi.knowledge.services.arrange import Readers, Settings, arrange, bind, unbind
from zhichi.knowledge.services.catalogue import Branch, save_category, save_module, set_module_posts
from zhichi.knowledge.services.drafts import begin_edit, create, discard_draft, save_draft
from zhichi.knowledge.services.flow import (
    approve,
    archive,
    confirm_variant,
    look_through,
    publish,
    publish_due,
    restore,
    roll_back,
    schedule,
    send_back,
    submit,
    withdraw,
)
from zhichi.knowledge.services.history import Past, keep_history
from zhichi.knowledge.services.patterns import PatternData, make_pattern, save_pattern
from zhichi.knowledge.services.remarks import remark, reopen_remark, resolve_remark

__all__ = [
    "Branch",
    "Past",
    "PatternData",
    "Readers",
    "Settings",
    "Text",
    "approve",
    "archive",
    "arrange",
    "begin_edit",
    "bind",
    "confirm_variant",
    "create",
    "discard_draft",
    "keep_history",
    "look_through",
    "make_pattern",
    "publish",
    "publish_due",
    "remark",
    "reopen_remark",
    "resolve_remark",
    "restore",
    "roll_back",
    "save_category",
    "save_draft",
    "save_module",
    "save_pattern",
    "schedule",
    "send_back",
    "set_module_posts",
    "submit",
    "unbind",
    "withdraw",
]
