"""The list behind the figures about backups and restore tests (6.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, pgettext, pgettext_lazy

from zhichi.core.jobs import jobs
from zhichi.handbook.registry import Column, Part, Row, Rows, RowSource, only_known, rows_behind
from zhichi.records.selectors import stream_url
from zhichi.upkeep import policies, selectors
from zhichi.upkeep.choices import GOOD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.handbook.registry import Period

RUNS = "upkeep.runs"
COLUMNS = (
    Column(pgettext_lazy("job", "Job"), "link"),
    Column(pgettext_lazy("job", "Ended"), "time"),
    Column(pgettext_lazy("job", "Asked for by")),
    Column(pgettext_lazy("job", "Result"), "note"),
)


def runs(job: str = "") -> Rows:
    """Runs of a job in the period; of all jobs when none is named."""
    return Rows(RUNS, {"job": job} if job else {})


def register() -> None:
    """Put the list into the registry."""
    rows_behind(
        RowSource(RUNS, lambda _asked: COLUMNS, _title, _parts, lambda person, rows: _seen(person, rows), _rows)
    )


def _title(asked: Mapping[str, str]) -> str:
    return selectors.job_label(asked["job"]) if "job" in asked else str(gettext("Jobs of upkeep done"))


def _parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, job=tuple(jobs.names()))
    rows = selectors.ended_in(period.start, period.end)
    if "job" in asked:
        rows = rows.filter(job=asked["job"])
    return [
        Part("failed", pgettext("job", "Failed"), rows.exclude(state__in=GOOD), ("id",), "bad"),
        Part("done", pgettext("job", "Done"), rows.filter(state__in=GOOD), ("id",), "ok"),
    ]


def _seen(person: Any, rows: Any) -> Any:
    return rows if policies.VIEW.allows(person, None) else rows.none()


def _rows(records: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(stream_url(run.stream), [selectors.job_label(run.job), run.ended_at, run.by, selectors.result(run)])
        for run in records
    ]
