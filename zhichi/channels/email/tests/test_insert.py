"""`insert` stores what `Model.save` stores."""

from __future__ import annotations

from typing import Any

import pytest

from zhichi.channels.email.models import MailLog
from zhichi.core.clock import now
from zhichi.core.insert import insert
from zhichi.outbound.choices import Purpose
from zhichi.outbound.models import OutboundMail

pytestmark = pytest.mark.django_db


def mail(number: int) -> OutboundMail:
    at = now()
    return OutboundMail(
        purpose=Purpose.NOTICE,
        to=["甲@client.example"],
        subject="“引号” %s",
        text="a\nb",
        message_id=f"<{number}@zhichi.example>",
        references=[],
        not_before=at,
        created_at=at,
    )


def stored(row: Any) -> dict[str, Any]:
    values = type(row).objects.values().get(pk=row.pk)
    return {
        name: value for name, value in values.items() if name not in {"id", "message_id", "not_before", "created_at"}
    }


def test_stores_the_same_as_save() -> None:
    ours, theirs = mail(1), mail(2)
    insert(ours)
    theirs.save(force_insert=True)
    assert stored(ours) == stored(theirs)


def test_gives_a_row_that_can_be_changed_and_saved() -> None:
    row = MailLog(size=1, at=now(), done="new", problems=["empty"], acknowledged=True)
    insert(row)
    row.subject = "changed"
    row.save()
    again = MailLog.objects.get(pk=row.pk)
    assert (again.subject, again.problems, again.acknowledged, again.at) == ("changed", ["empty"], True, row.at)
    assert MailLog.objects.count() == 1
