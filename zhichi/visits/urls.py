"""Addresses of visits."""

from __future__ import annotations

from django.urls import path

from zhichi.visits.views import calendar, onsite, plan, remote

app_name = "visits"
urlpatterns = [
    path("", calendar.calendar, name="calendar"),
    path("of/<slug:number>/panel/", plan.panel, name="panel"),
    path("of/<slug:number>/new/", plan.ask, name="ask"),
    path("of/<slug:number>/remote/", remote.begin, name="remote"),
    path("of/<slug:number>/remote/<int:session_id>/end/", remote.end, name="remote_end"),
    path("of/<slug:number>/remote/<int:session_id>/start/", remote.start, name="remote_start"),
    path("<int:visit_id>/", onsite.visit, name="visit"),
    path("<int:visit_id>/schedule/", plan.schedule, name="schedule"),
    path("<int:visit_id>/cancel/", plan.cancel, name="cancel"),
    path("<int:visit_id>/postpone/", plan.postpone, name="postpone"),
    path("<int:visit_id>/step/<slug:name>/", onsite.step, name="step"),
    path("<int:visit_id>/report/", onsite.report, name="report"),
    path("<int:visit_id>/amend/", onsite.amend, name="amend"),
    path("<int:visit_id>/print/", onsite.document, name="print"),
    path("<int:visit_id>/visit.ics", onsite.ics, name="ics"),
]
