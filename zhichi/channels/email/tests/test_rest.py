"""While mail rests after a restore no mailbox is read; once it is released they are (6.4.1)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.people import SETUP
from zhichi.channels.email import selectors
from zhichi.channels.email.tasks import read_mail
from zhichi.outbound import services as outbound

if TYPE_CHECKING:
    import threading

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 27, tzinfo=UTC)


class Once:
    """An event that is set once the loop rests for the first time."""

    def __init__(self) -> None:
        self.is_over = False

    def is_set(self) -> bool:
        return self.is_over

    def wait(self, _seconds: float) -> bool:
        self.is_over = True
        return True


def test_no_mailbox_is_read_while_mail_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def readable() -> list[Any]:
        looked.append("looked")
        return []

    monkeypatch.setattr(selectors, "readable", readable)
    outbound.hold_mail(reason="恢复了备份", by=SETUP, at=AT)
    stop: threading.Event = Once()  # type: ignore[assignment] # as much of it as the loop uses
    read_mail(stop)
    assert looked == []
    outbound.release_mail(by=SETUP, at=AT)
    again: threading.Event = Once()  # type: ignore[assignment] # as much of it as the loop uses
    read_mail(again)
    assert looked == ["looked"]
