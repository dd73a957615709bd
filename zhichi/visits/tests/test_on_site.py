"""2.2: check-in and check-out with true times, the report with its signature, amendments; forgeries are found."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.files.models import Attachment
from zhichi.handbook import periods
from zhichi.outbound.models import OutboundMail
from zhichi.records import services as records
from zhichi.records.selectors import history
from zhichi.visits import clauses, services
from zhichi.visits.choices import SignedBy, VisitState
from zhichi.visits.models import Amendment, Visit
from zhichi.visits.selectors import figures
from zhichi.visits.services import Tap
from zhichi.visits.tests.conftest import REPORT, drawn, png

if TYPE_CHECKING:
    from zhichi.visits.tests.conftest import Field

pytestmark = pytest.mark.django_db


def test_keeps_one_check_in_of_a_double_tap(site: Field) -> None:
    visit = site.planned()
    for seconds in range(3):
        services.check_in(visit_id=visit.pk, by=site.by(), at=site.monday + timedelta(seconds=seconds))
    visit.refresh_from_db()
    assert visit.checked_in_at == site.monday
    assert [event.code for event in history(site.ticket.stream)].count("visits.checked_in") == 1


def test_keeps_a_late_tap_from_undoing_what_came_after(site: Field) -> None:
    """A check-in kept on the phone arrives again after the check-out."""
    visit = site.left()
    services.check_in(visit_id=visit.pk, by=site.by(), at=site.monday + timedelta(hours=3))
    visit.refresh_from_db()
    assert (visit.state, visit.checked_in_at) == (VisitState.CHECKED_OUT, site.monday)


@pytest.mark.parametrize(("minutes", "noted"), [(0, False), (1, False), (3, True), (-40, True), (600, True)])
def test_notes_the_devices_clock_when_it_differs(site: Field, minutes: int, noted: bool) -> None:
    visit, device = site.planned(), site.monday + timedelta(minutes=minutes)
    visit = services.check_in(visit_id=visit.pk, tap=Tap(device_at=device), by=site.by(), at=site.monday)
    assert visit.checked_in_at == site.monday
    assert visit.device_in_at == (device if noted else None)


def test_keeps_a_place_only_when_it_was_shared(site: Field) -> None:
    visit, place = site.planned(), {"lat": 22.5, "lon": 114.1, "accuracy": 20.0}
    services.check_in(visit_id=visit.pk, by=site.by(), at=site.monday)
    visit = services.check_out(
        visit_id=visit.pk, tap=Tap(place=place), by=site.by(), at=site.monday + timedelta(hours=1)
    )
    assert (visit.place_in, visit.place_out) == (None, place)
    events = {event.code: event.data for event in history(site.ticket.stream)}
    assert events["visits.checked_in"]["with_place"] is False
    assert events["visits.checked_out"]["with_place"] is True


def test_allows_a_companion_to_check_in(site: Field) -> None:
    visit = site.planned(companion_ids=[site.desk.people.junior.pk])
    services.check_in(visit_id=visit.pk, by=site.by("junior"), at=site.monday)
    visit.refresh_from_db()
    assert visit.state == VisitState.CHECKED_IN


@pytest.mark.parametrize("step", ["check_out", "report"])
def test_refuses_steps_out_of_turn(site: Field, step: str) -> None:
    visit = site.planned()
    with pytest.raises(Conflict):
        if step == "check_out":
            services.check_out(visit_id=visit.pk, by=site.by(), at=site.monday)
        else:
            services.report(visit_id=visit.pk, given=REPORT, by=site.by(), at=site.monday)
    for deed in (services.cancel, services.postpone):
        checked = site.planned(after=8)
        services.check_in(visit_id=checked.pk, by=site.by(), at=site.monday)
        with pytest.raises(Conflict):
            deed(visit_id=checked.pk, reason="太晚了", by=site.by(), at=site.monday)
        services.check_out(visit_id=checked.pk, by=site.by(), at=site.monday)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"found": " "}, "found"),
        ({"work_done": ""}, "work_done"),
        ({"minutes_worked": -1}, "minutes_worked"),
        ({"minutes_worked": 1441}, "minutes_worked"),
        ({"result": "perfect"}, "result"),
        ({"signed": "by pigeon"}, "signed"),
        ({"signature": ""}, "signature"),
        ({"signature": drawn(png(ink=False))}, "signature"),
        ({"signer_name": ""}, "signer_name"),
        ({"signed": SignedBy.TYPED, "consents": True}, "unsigned_reason"),
        ({"signed": SignedBy.TYPED, "unsigned_reason": "手受伤了"}, "consents"),
        ({"signed": SignedBy.NONE}, "unsigned_reason"),
    ],
)
def test_refuses_a_report_that_lacks_something(site: Field, changes: dict[str, Any], field: str) -> None:
    visit = site.left()
    with pytest.raises(DomainError) as error:
        services.report(visit_id=visit.pk, given=replace(REPORT, **changes), by=site.by(), at=site.monday)
    assert field in error.value.fields
    visit.refresh_from_db()
    assert (visit.state, visit.work_done) == (VisitState.CHECKED_OUT, "")
    assert not Attachment.objects.exists()


def test_keeps_the_signature_as_a_file_with_its_digest_in_the_record(site: Field) -> None:
    visit = site.reported()
    assert visit.signature is not None
    assert visit.signature.blob.size == len(png())
    assert not records.verify(by=site.by("auditor"), at=site.monday)[1]


@pytest.mark.parametrize(
    "change",
    [
        {"work_done": "什么也没做"},
        {"found": "没有问题"},
        {"minutes_worked": 480},
        {"signer_name": "别人"},
        {"result": "unsolved"},
        {"signature": None},
    ],
)
def test_finds_a_forged_report(site: Field, change: dict[str, Any]) -> None:
    visit = site.reported()
    Visit.objects.filter(pk=visit.pk).update(**change)
    assert records.verify(by=site.by("auditor"), at=site.monday)[1]


def test_finds_another_picture_under_the_report(site: Field) -> None:
    visit = site.reported()
    Visit.objects.filter(pk=visit.pk).update(state=VisitState.CHECKED_OUT)
    other = replace(REPORT, signature=drawn(png(80, 30)))
    services.report(visit_id=visit.pk, given=other, by=site.by(), at=site.monday)
    assert records.verify(by=site.by("auditor"), at=site.monday)[1]


def test_allows_a_typed_name_with_consent_and_reason(site: Field) -> None:
    visit = site.reported(signed=SignedBy.TYPED, signature="", consents=True, unsigned_reason="触摸屏坏了")
    assert (visit.signature, visit.signer_name, visit.unsigned_reason) == (None, "何青", "触摸屏坏了")


def test_corrects_a_report_only_by_an_amendment(site: Field) -> None:
    visit = site.reported()
    with pytest.raises(Conflict):
        services.report(visit_id=visit.pk, given=REPORT, by=site.by(), at=site.monday)
    with pytest.raises(DomainError):
        services.amend(visit_id=visit.pk, text=" ", by=site.by(), at=site.monday)
    with pytest.raises(Refused):
        services.amend(visit_id=visit.pk, text="改一改", by=site.by("junior"), at=site.monday)
    row = services.amend(visit_id=visit.pk, text="还换了一根网线", by=site.by(), at=site.monday + timedelta(days=1))
    assert not records.verify(by=site.by("auditor"), at=site.monday)[1]
    Amendment.objects.filter(pk=row.pk).update(text="没换")
    assert records.verify(by=site.by("auditor"), at=site.monday)[1]


def test_refuses_to_amend_what_is_not_written(site: Field) -> None:
    visit = site.left()
    with pytest.raises(Conflict):
        services.amend(visit_id=visit.pk, text="补充", by=site.by(), at=site.monday)


def test_tells_the_customer_of_report_and_amendment(site: Field) -> None:
    visit = site.reported()
    services.amend(visit_id=visit.pk, text="还换了一根网线", by=site.by(), at=site.monday + timedelta(days=1))
    report = OutboundMail.objects.get(key=f"visit:{visit.pk}:report")
    amended = OutboundMail.objects.get(key__startswith=f"visit:{visit.pk}:amended")
    assert report.to == amended.to == ["he.qing@client.example.com"]
    for words in ("打印服务没有启动", "重装驱动，打印正常", "45 分钟", "已解决", "何青", visit.public_id):
        assert words in report.text
    assert "还换了一根网线" in amended.text


def test_keeps_the_figures_of_the_handbook(site: Field) -> None:
    """Two held, one of them too late; one reported and signed in time, one not reported at all."""
    site.reported()
    late = site.planned(after=4)
    services.check_in(visit_id=late.pk, by=site.by(), at=site.monday + timedelta(hours=4, minutes=16))
    services.check_out(visit_id=late.pk, by=site.by(), at=site.monday + timedelta(hours=5))
    site.planned(after=24)
    period = periods.days(site.monday.date(), site.monday.date() + timedelta(days=6))
    found = figures.sheet_of(figures.happened(period.start, period.end, at=site.monday + timedelta(days=3)))
    assert (found.planned, found.held, found.on_time, found.missed) == (3, 2, 1, 1)
    assert (found.left, found.in_time, found.signed) == (2, 1, 1)
    evidence = clauses.visits_and_sessions(period)
    values = {str(figure.label): figure.value for figure in evidence.figures}
    assert 50.0 in values.values()
    assert evidence.state == "broken"
