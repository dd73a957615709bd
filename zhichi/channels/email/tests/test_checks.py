"""What `zhichi doctor` says about mail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from zhichi.channels.email.checks import check_mail
from zhichi.channels.email.models import Mailbox
from zhichi.channels.email.tests.kit import add_mailbox, receive
from zhichi.core.clock import now
from zhichi.outbound.models import OutboundMail

if TYPE_CHECKING:
    from tests.people import People

pytestmark = pytest.mark.django_db


def levels() -> list[str]:
    return [finding.level for finding in check_mail()]


def working() -> Mailbox:
    box = add_mailbox()
    Mailbox.objects.filter(pk=box.pk).update(fetched_at=now())
    return box


def test_says_that_nothing_is_set_up() -> None:
    assert levels() == ["warn", "warn"]


def test_says_that_all_is_well() -> None:
    working()
    assert levels() == ["ok"]


@pytest.mark.parametrize("field", ["fetch", "send"])
def test_names_a_mailbox_that_fails(field: str) -> None:
    working()
    Mailbox.objects.update(**{f"{field}_error": "no route", f"{field}_fails_since": now()})
    (finding,) = check_mail()
    assert (finding.level, "no route" in finding.what, "support@" in finding.what) == ("bad", True, True)


def test_says_that_nobody_reads() -> None:
    working()
    Mailbox.objects.update(fetched_at=now() - timedelta(hours=1))
    assert levels() == ["bad"]


def test_says_nothing_about_a_mailbox_out_of_use() -> None:
    working()
    broken = add_mailbox("old@zhichi.example", is_active=False)
    Mailbox.objects.filter(pk=broken.pk).update(fetch_error="gone")
    assert levels() == ["ok"]


def test_counts_what_waits_too_long_and_what_was_refused(people: People) -> None:
    working()
    assert people.duty.is_intake
    receive(subject="A")
    receive(subject="B")
    late, refused = OutboundMail.objects.order_by("pk")
    OutboundMail.objects.filter(pk=late.pk).update(created_at=now() - timedelta(hours=1))
    OutboundMail.objects.filter(pk=refused.pk).update(state="failed")
    assert levels() == ["bad", "warn"]


def test_counts_messages_that_need_a_look() -> None:
    working()
    receive()
    assert levels() == ["bad"]
