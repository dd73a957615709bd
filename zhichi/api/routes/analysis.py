"""Analysis reports: figures, findings and actions of a week, month or quarter (3.4.4)."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from zhichi.api import analysis_shapes
from zhichi.api.auth import operation
from zhichi.api.choices import Scope
from zhichi.api.paging import page_of
from zhichi.api.problems import NotFound
from zhichi.api.schemas.analysis import AnalysisDetailOut, AnalysisOut, AnalysisQuery
from zhichi.api.schemas.values import AddressId, Page
from zhichi.reports import policies, selectors

router = Router(tags=["Analysis reports"])
READ = Scope.REPORTS_READ


@operation(router, "get", "/analysis-reports", scope=READ, right=policies.VIEW, response=Page[AnalysisOut])
def list_analysis_reports(request: HttpRequest, filters: Annotated[AnalysisQuery, Query()]) -> Page[AnalysisOut]:
    """The reports that the token's owner may read, the newest period first."""
    rows = selectors.reports(request.user)
    wanted = {"length": filters.length, "state": filters.state}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    return page_of(
        rows,
        filters,
        order=selectors.NEWEST,
        shape=lambda found: [analysis_shapes.report(row) for row in found],
    )


@operation(
    router, "get", "/analysis-reports/{report_id}", scope=READ, right=policies.VIEW, response=AnalysisDetailOut,
    by_alias=True,
)  # fmt: skip
def get_analysis_report(request: HttpRequest, report_id: AddressId) -> AnalysisDetailOut:
    """One report: figures with their values in the periods before, findings, actions, the digest of the record."""
    row = selectors.find(request.user, report_id)
    if row is None:
        raise NotFound
    return analysis_shapes.detail(row)
