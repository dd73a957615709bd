"""The numbers of the handbook that ideas read, with their shipped defaults, and the notices about ideas."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from zhichi.core.events import gettext_noop
from zhichi.notices.registry import NoticeKind
from zhichi.records.registry import PolicyDefinition

IDEAS_PER_QUARTER = "3.3.3.ideas_per_quarter"
ANSWER_DAYS = "10.4.2.answer_days"

POLICIES = (
    PolicyDefinition(
        key=IDEAS_PER_QUARTER,
        clause="3.3.3",
        label=gettext_noop("Ideas raised in a quarter, at least"),
        default=6,
        unit="count",
        minimum=0,
        maximum=1_000,
    ),
    PolicyDefinition(
        key=ANSWER_DAYS,
        clause="10.4.2",
        label=gettext_noop("An idea is taken into evaluation or dropped within"),
        default=14,
        unit="days",
        minimum=1,
        maximum=365,
    ),
)

MOVED, NEW, REMARK = "improvement.told_moved", "improvement.told_new", "improvement.told_comment"
KINDS = (
    NoticeKind(
        code=NEW,
        label=pgettext_lazy("notice", "New idea"),
        wording=gettext_noop("%(author)s raised the idea “%(title)s”"),
        clause="3.3.3",
        icon="lightbulb",
    ),
    NoticeKind(
        code=MOVED,
        label=pgettext_lazy("notice", "Step of an idea"),
        wording=gettext_noop("The idea “%(title)s”: %(after)s, by %(who)s. %(reason)s"),
        clause="10.4.2",
        icon="lightbulb",
    ),
    NoticeKind(
        code=REMARK,
        label=pgettext_lazy("notice", "Comment on an idea"),
        wording=gettext_noop("%(who)s commented on the idea “%(title)s”"),
        clause="10.4.2",
        icon="message-square",
    ),
)
