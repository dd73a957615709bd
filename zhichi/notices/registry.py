"""What other parts register with notices: kinds of notice, and who is on duty outside working hours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from zhichi.core.registry import Registry

if TYPE_CHECKING:
    from datetime import datetime

Severity = Literal["info", "warning", "urgent"]


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """One kind of notice. `label` is lazy text, the kind's name ("Promise late").

    `wording` is an English msgid for `gettext_noop`; its placeholders are `matter` (what it is about, "#10017")
    and names of the data. Codes in the data become words by labels registered with the record for "<code>.<field>".
    `urgent` kinds are mailed at once, the others with the next digest; without `mails` they stay in the product. With
    `needs_acknowledgement` the notice waits until somebody confirms it. It leads to the page `url_name`, where what it
    asks for is done; without one to the page of what it is about.
    """

    code: str
    label: Any
    wording: str
    severity: Severity = "info"
    clause: str = ""
    needs_acknowledgement: bool = False
    mails: bool = True
    icon: str = "bell"
    url_name: str = ""


kinds: Registry[NoticeKind] = Registry("kind of notice")


def register_kind(kind: NoticeKind) -> NoticeKind:
    """Add a kind of notice; raises DuplicateName when its code is taken."""
    return kinds.add(kind.code, kind)


def label_of(code: str) -> str:
    """What people call a kind of notice; the code itself when this version does not know it."""
    kind = kinds.find(code)
    return str(kind.label) if kind else code


OnDuty = Callable[[int, "datetime"], bool]
duties: Registry[OnDuty] = Registry("who is on duty")


def register_duty(name: str, on_duty: OnDuty) -> None:
    """Let `on_duty(user_id, at)` say who is reached by mail although it is outside their working hours."""
    duties.add(name, on_duty)


def on_duty(user_id: int, at: datetime) -> bool:
    """Whether any part says that somebody is on duty at `at` (aware)."""
    return any(asked(user_id, at) for asked in duties.values())
