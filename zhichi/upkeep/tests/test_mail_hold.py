"""Mail rests after a restore until somebody releases it: nothing is sent, no mailbox is read, all staff see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.people import SETUP
from zhichi.core.errors import Refused
from zhichi.outbound import selectors as outbound
from zhichi.outbound import services as queue
from zhichi.outbound.choices import Purpose
from zhichi.records.selectors import history, sentence
from zhichi.upkeep import services
from zhichi.upkeep.checks import check_mail_hold
from zhichi.upkeep.tests.conftest import AT, BY

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)
HEALTH, RELEASE, BAR = "/desk/system/", "/desk/system/mail/release/", "/desk/system/mail/"


@pytest.fixture
def waiting() -> Any:
    return queue.queue(
        purpose=Purpose.REPLY, to=["he@changgu.example"], subject="您好", text="x", language="zh-hans", not_before=AT,
        by=BY, at=AT,
    )  # fmt: skip


def test_nothing_is_claimed_until_it_is_released(waiting: Any) -> None:
    hold = queue.hold_mail(reason="恢复了备份", by=SETUP, at=AT)
    assert queue.hold_mail(reason="再一次", by=SETUP, at=AT) == hold
    assert queue.claim(limit=10, at=AT) == []
    assert [finding.level for finding in check_mail_hold()] == ["warn"]
    assert services.release_mail(by=SETUP, at=AT) is True
    assert services.release_mail(by=SETUP, at=AT) is False
    assert [mail.pk for mail in queue.claim(limit=10, at=AT)] == [waiting.pk]
    assert [finding.level for finding in check_mail_hold()] == ["ok"]
    assert "恢复了备份" in sentence(history(hold.stream)[0]) and len(history(hold.stream)) == 2


def test_all_staff_see_it_and_those_who_may_release_it(client: Client, people: People) -> None:
    client.force_login(people.junior)
    assert client.get(BAR).content.decode().strip() == ""
    queue.hold_mail(reason="恢复了 <备份>", by=SETUP, at=AT)
    html = client.get(BAR).content.decode()
    assert "恢复了 &lt;备份&gt;" in html and HEALTH not in html
    assert client.post(RELEASE).status_code == 403
    client.force_login(people.auditor)
    assert RELEASE not in client.get(HEALTH).content.decode()
    with pytest.raises(Refused):
        services.release_mail(by=people.actor("auditor"), at=AT)
    client.force_login(people.administrator)
    assert RELEASE in client.get(HEALTH).content.decode() and HEALTH in client.get(BAR).content.decode()
    assert client.post(RELEASE).status_code == 303
    assert outbound.mail_hold() is None
