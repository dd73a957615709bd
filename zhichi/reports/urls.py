"""Addresses of analysis reports, below /desk/reports/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from zhichi.reports.views import actions, read, write

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", read.reports, name="reports"),
    path("new/", write.new, name="new"),
    path("actions/", actions.in_hand, name="actions"),
    path("actions/<int:key>/done/", actions.done, name="action_done"),
    path("actions/<int:key>/drop/", actions.drop, name="action_drop"),
    path("<int:key>/", read.report, name="report"),
    path("<int:key>/print/", read.printable, name="print"),
    path("<int:key>/remarks/", write.remarks, name="remarks"),
    path("<int:key>/compute/", write.compute, name="compute"),
    path("<int:key>/issue/", write.issue, name="issue"),
    path("<int:key>/actions/new/", actions.new, name="action_new"),
]
