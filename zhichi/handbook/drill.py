"""The lists behind figures about staff, service hours, checks, holds, exports, erasures (1.2, 3.4.2, 3.4.3, 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from zhichi.accounts import policies
from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.handbook.registry import Column, Part, Row, Rows, RowSource, only_known, rows_behind
from zhichi.handbook.selectors import away_in, current_version
from zhichi.records import policies as record_policies
from zhichi.records import selectors as records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.handbook.registry import Period

STAFF, SERVICE_HOURS, CHECKS = "accounts.staff", "accounts.service_hours", "records.checks"
HOLDS, EXPORTS, ERASURES = "records.holds", "records.exports", "records.erasures"
STAFF_COLUMNS = (
    Column(gettext_lazy("Name"), "link"),
    Column(gettext_lazy("Post")),
    Column(gettext_lazy("Teams"), "note"),
)
HOUR_COLUMNS = (
    Column(pgettext_lazy("service hours", "Half hour from"), "time"),
    Column(pgettext_lazy("service hours", "People at work"), "number"),
)

CHECK_COLUMNS = (
    Column(pgettext_lazy("verification", "Verification"), "link"),
    Column(pgettext_lazy("verification", "Finished"), "time"),
    Column(pgettext_lazy("verification", "Asked for by")),
    Column(pgettext_lazy("verification", "Events"), "number"),
    Column(pgettext_lazy("verification", "Problems"), "number"),
    Column(pgettext_lazy("verification", "First problem"), "note"),
)


def staff(what: str = "all", *, post: str = "") -> Rows:
    """Active staff now: "all", those who have "read" the handbook in force; of one post."""
    return Rows(STAFF, {"post": post} if post else {"what": what})


def service_hours() -> Rows:
    """The half hours of service of the period, with too few people at work or enough."""
    return Rows(SERVICE_HOURS)


def checks(what: str = "all") -> Rows:
    """Verifications of the record in the period: "all", or those that "failed"."""
    return Rows(CHECKS, {"what": what})


def holds(what: str = "placed") -> Rows:
    """Legal holds "placed" in the period, or "standing" now."""
    return Rows(HOLDS, {"what": what})


def exports() -> Rows:
    """Bundles that left the house in the period."""
    return Rows(EXPORTS)


def erasures() -> Rows:
    """Contacts whose personal data was erased in the period."""
    return Rows(ERASURES)


def register() -> None:
    """Put every list into the registry."""
    for source in SOURCES:
        rows_behind(source)


def _staff_parts(_period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=TITLES, post=Post.values)
    people = accounts.readers_of(current_version()) if asked.get("what") == "read" else accounts.active_people()
    if "post" in asked:
        people = people.filter(post=asked["post"])
    return [Part("all", pgettext("staff", "Active"), people.prefetch_related("teams"), ("sort_key", "id"))]


def _staff_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            reverse("accounts:person", args=[person.pk]),
            [person.display_name, str(Post(person.post).label), ", ".join(team.title for team in person.teams.all())],
        )
        for person in rows
    ]


def _staff_title(asked: Mapping[str, str]) -> str:
    return str(Post(asked["post"]).label) if "post" in asked else str(TITLES[asked.get("what", "all")])


def _hour_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked)
    slots = accounts.service_slots(period.start, period.end, away_in(period))
    lacking, covered = ([slot for slot in slots if slot.is_covered is it_is] for it_is in (False, True))
    return [
        Part("lacking", pgettext("service hours", "Too few people"), lacking, tone="bad"),
        Part("covered", pgettext("service hours", "Covered"), covered, tone="ok"),
    ]


def _hour_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [Row("", [slot.at, slot.people]) for slot in rows]


def _check_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=CHECK_TITLES)
    rows, order = records.verifications_in(period.start, period.end), ("-finished_at", "-id")
    failed = Part("failed", pgettext("verification", "Found problems"), rows.filter(problems__gt=0), order, "bad")
    if asked.get("what") == "failed":
        return [failed]
    return [failed, Part("whole", pgettext("verification", "Found all whole"), rows.filter(problems=0), order, "ok")]


def _check_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            reverse("records:overview"),
            [f"#{check.pk}", check.finished_at, check.by, check.events, check.problems, check.first_problem],
        )
        for check in rows
    ]


def _hold_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=HOLD_TITLES)
    is_now = asked.get("what") == "standing"
    rows = records.standing_holds() if is_now else records.holds_in(period.start, period.end)
    order = ("-placed_at", "-id")
    lifted = Part("lifted", pgettext("hold", "Lifted"), rows.filter(lifted_at__isnull=False), order)
    standing = Part("standing", pgettext("holds", "Standing"), rows.filter(lifted_at=None), order)
    return [standing] if is_now else [standing, lifted]


def _hold_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            records.stream_url(hold.stream) or reverse("records:holds"),
            [records.stream_label(hold.stream), hold.reason, hold.placed_at, hold.placed_by_label, hold.lifted_at],
        )
        for hold in rows
    ]


def _export_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked)
    rows = records.exports_in(period.start, period.end)
    return [Part("all", pgettext("export", "Bundles"), rows, ("-at", "-id"))]


def _export_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            reverse("records:export"),
            [
                records.stream_label(row.stream) if row.stream else pgettext("export", "A period"),
                row.at,
                row.by_label,
                row.events,
            ],
        )
        for row in rows
    ]


def _erasure_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked)
    rows = records.erasures_in(period.start, period.end)
    return [Part("all", pgettext("erasure", "Erasures"), rows, ("-at", "-id"))]


def _erasure_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            records.stream_url(row.stream) or reverse("records:overview"),
            [records.stream_label(row.stream), row.reason, row.at, row.by_label, row.payloads],
        )
        for row in rows
    ]


ERASURE_COLUMNS = (
    Column(pgettext_lazy("hold", "On"), "link"),
    Column(gettext_lazy("Reason"), "note"),
    Column(pgettext_lazy("erasure", "Erased"), "time"),
    Column(pgettext_lazy("erasure", "By")),
    Column(pgettext_lazy("erasure", "Contents of events"), "number"),
)
EXPORT_COLUMNS = (
    Column(pgettext_lazy("export", "What"), "link"),
    Column(pgettext_lazy("export", "Made"), "time"),
    Column(pgettext_lazy("hold", "By")),
    Column(pgettext_lazy("verification", "Events"), "number"),
)
HOLD_COLUMNS = (
    Column(pgettext_lazy("hold", "On"), "link"),
    Column(gettext_lazy("Reason"), "note"),
    Column(pgettext_lazy("hold", "Placed"), "time"),
    Column(pgettext_lazy("hold", "By")),
    Column(pgettext_lazy("hold", "Lifted"), "time"),
)
HOLD_TITLES = {"placed": gettext_lazy("Legal holds placed"), "standing": gettext_lazy("Legal holds that stand")}
CHECK_TITLES = {
    "all": gettext_lazy("Verifications"),
    "failed": gettext_lazy("Verifications that found problems"),
}
TITLES = {"all": gettext_lazy("Active staff"), "read": gettext_lazy("Acknowledged by")}
SOURCES = (
    RowSource(
        name=STAFF,
        columns=lambda _asked: STAFF_COLUMNS,
        title=_staff_title,
        parts=_staff_parts,
        scope=lambda person, rows: rows if policies.SEE_PEOPLE.allows(person, None) else rows.none(),
        describe=_staff_rows,
    ),
    RowSource(
        name=SERVICE_HOURS,
        columns=lambda _asked: HOUR_COLUMNS,
        title=lambda _asked: _("Service hours covered"),
        parts=_hour_parts,
        scope=lambda _person, rows: rows,
        describe=_hour_rows,
    ),
    RowSource(
        name=CHECKS,
        columns=lambda _asked: CHECK_COLUMNS,
        title=lambda asked: str(CHECK_TITLES[asked.get("what", "all")]),
        parts=_check_parts,
        scope=lambda person, rows: rows if record_policies.VIEW.allows(person, None) else rows.none(),
        describe=_check_rows,
    ),
    RowSource(
        name=HOLDS,
        columns=lambda _asked: HOLD_COLUMNS,
        title=lambda asked: str(HOLD_TITLES[asked.get("what", "placed")]),
        parts=_hold_parts,
        scope=lambda person, rows: rows if record_policies.VIEW.allows(person, None) else rows.none(),
        describe=_hold_rows,
    ),
    RowSource(
        name=EXPORTS,
        columns=lambda _asked: EXPORT_COLUMNS,
        title=lambda _asked: _("Bundles exported"),
        parts=_export_parts,
        scope=lambda person, rows: rows if record_policies.VIEW.allows(person, None) else rows.none(),
        describe=_export_rows,
    ),
    RowSource(
        name=ERASURES,
        columns=lambda _asked: ERASURE_COLUMNS,
        title=lambda _asked: _("Personal data erased"),
        parts=_erasure_parts,
        scope=lambda person, rows: rows if record_policies.VIEW.allows(person, None) else rows.none(),
        describe=_erasure_rows,
    ),
)
