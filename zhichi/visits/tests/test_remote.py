"""2.2: no remote session without the customer's consent, asked for and kept with by whom, how and when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.outbound.models import OutboundMail
from zhichi.records import services as records
from zhichi.records.selectors import history
from zhichi.visits import services
from zhichi.visits.choices import ConsentBy, SessionState
from zhichi.visits.models import RemoteSession
from zhichi.visits.services import Asked, Consent

if TYPE_CHECKING:
    from zhichi.visits.tests.conftest import Field

pytestmark = pytest.mark.django_db
CUSTOMER = Actor.guest("何青")
ASKED = Asked(tool="ToDesk", link="https://remote.example.com/1", purpose="查看打印队列")


def ask(site: Field) -> RemoteSession:
    return services.ask_consent(ticket_id=site.ticket.pk, asked=ASKED, by=site.by(), at=site.desk.tick())


def answer(site: Field, row: RemoteSession, *, agrees: bool = True, by: Actor = CUSTOMER) -> RemoteSession:
    return services.answer_consent(session_id=row.pk, agrees=agrees, name="何青", by=by, at=site.desk.tick())


def codes(site: Field) -> list[str]:
    return [event.code.removeprefix("visits.") for event in history(site.ticket.stream) if "remote" in event.code]


@pytest.mark.parametrize(
    ("consent", "field"),
    [
        (Consent(agrees=False, by="何青", how="phone"), "agrees"),
        (Consent(agrees=True, by=" ", how="phone"), "consent_by"),
        (Consent(agrees=True, by="何青", how=""), "consent_how"),
        (Consent(agrees=True, by="何青", how="portal"), "consent_how"),  # only the customer says that
    ],
)
def test_refuses_to_begin_without_consent(site: Field, consent: Consent, field: str) -> None:
    with pytest.raises(DomainError) as error:
        services.start_session(ticket_id=site.ticket.pk, asked=ASKED, consent=consent, by=site.by(), at=site.desk.at)
    assert field in error.value.fields
    assert not RemoteSession.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"tool": ""}, "tool"), ({"link": "javascript:alert(1)"}, "link"), ({"link": "https://["}, "link")],
)
def test_refuses_tools_and_links_that_are_none(site: Field, changes: dict[str, Any], field: str) -> None:
    asked = Asked(**{"tool": "ToDesk"} | changes)
    with pytest.raises(DomainError) as error:
        services.ask_consent(ticket_id=site.ticket.pk, asked=asked, by=site.by(), at=site.desk.at)
    assert field in error.value.fields


def test_keeps_consent_that_was_heard(site: Field) -> None:
    consent = Consent(agrees=True, by="何青", how=ConsentBy.PHONE)
    row = services.start_session(
        ticket_id=site.ticket.pk, asked=ASKED, consent=consent, by=site.by(), at=site.desk.tick()
    )
    assert (row.state, row.consent_by, row.consent_how) == (SessionState.RUNNING, "何青", "phone")
    services.end_session(
        session_id=row.pk, work_done="清空了队列", by=site.by(), at=site.desk.at + timedelta(minutes=30)
    )
    assert codes(site) == ["remote_agreed", "remote_started", "remote_ended"]
    assert not records.verify(by=site.by("auditor"), at=site.desk.at)[1]


def test_proves_a_consent_whatever_zone_its_time_was_said_in(site: Field) -> None:
    consent = Consent(agrees=True, by="何青", how=ConsentBy.PHONE)
    at = site.desk.tick().astimezone(ZoneInfo("Asia/Shanghai"))
    services.start_session(ticket_id=site.ticket.pk, asked=ASKED, consent=consent, by=site.by(), at=at)
    assert not records.verify(by=site.by("auditor"), at=at)[1]


def test_begins_only_after_the_customers_own_word(site: Field) -> None:
    row = ask(site)
    mail = OutboundMail.objects.get(key=f"remote:{row.pk}:ask")
    assert site.ticket.public_id in mail.text
    with pytest.raises(Conflict):
        services.start_agreed(session_id=row.pk, by=site.by(), at=site.desk.tick())
    answer(site, row)
    answer(site, row)
    row = services.start_agreed(session_id=row.pk, by=site.by(), at=site.desk.tick())
    assert (row.state, row.consent_how) == (SessionState.RUNNING, ConsentBy.PORTAL)
    assert codes(site) == ["remote_asked", "remote_agreed", "remote_started"]
    with pytest.raises(Conflict):
        answer(site, row, agrees=False)


def test_refuses_to_begin_after_a_refusal_or_a_consent_taken_back(site: Field) -> None:
    refused = answer(site, ask(site), agrees=False)
    taken_back = answer(site, answer(site, ask(site)), agrees=False)
    for row in (refused, taken_back):
        with pytest.raises(Conflict):
            services.start_agreed(session_id=row.pk, by=site.by(), at=site.desk.tick())
    with pytest.raises(Conflict):
        answer(site, taken_back)
    assert answer(site, refused).state == SessionState.AGREED  # had said no, says yes
    assert not records.verify(by=site.by("auditor"), at=site.desk.at)[1]


def test_refuses_staff_as_the_customer(site: Field) -> None:
    with pytest.raises(Refused):
        answer(site, ask(site), by=site.by())


def test_refuses_a_consent_without_a_name(site: Field) -> None:
    row = ask(site)
    with pytest.raises(DomainError) as error:
        services.answer_consent(session_id=row.pk, agrees=True, name=" ", by=CUSTOMER, at=site.desk.at)
    assert "name" in error.value.fields


def test_refuses_to_ask_where_no_address_is_known(site: Field) -> None:
    site.desk.contact.addresses.all().delete()
    with pytest.raises(DomainError):
        ask(site)
    assert not RemoteSession.objects.exists()


def test_refuses_to_end_twice(site: Field) -> None:
    row = answer(site, ask(site))
    with pytest.raises(Conflict):
        services.end_session(session_id=row.pk, work_done="完成", by=site.by(), at=site.desk.at)
    services.start_agreed(session_id=row.pk, by=site.by(), at=site.desk.tick())
    services.end_session(session_id=row.pk, work_done="完成", by=site.by(), at=site.desk.tick())
    with pytest.raises(Conflict):
        services.end_session(session_id=row.pk, work_done="再次", by=site.by(), at=site.desk.tick())


@pytest.mark.parametrize("change", [{"consent_by": ""}, {"consent_how": ""}, {"consent_at": None}])
def test_keeps_the_database_from_a_session_without_consent(site: Field, change: dict[str, Any]) -> None:
    row = answer(site, ask(site))
    services.start_agreed(session_id=row.pk, by=site.by(), at=site.desk.tick())
    with pytest.raises(IntegrityError), transaction.atomic():
        RemoteSession.objects.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize("change", [{"consent_by": "别人"}, {"tool": "Other"}, {"consent_how": "phone"}])
def test_finds_a_forged_consent(site: Field, change: dict[str, Any]) -> None:
    row = answer(site, ask(site))
    RemoteSession.objects.filter(pk=row.pk).update(**change)
    assert records.verify(by=site.by("auditor"), at=site.desk.at)[1]
