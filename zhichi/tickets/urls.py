"""Addresses of tickets."""

from __future__ import annotations

from django.urls import path

from zhichi.tickets.views import assign, compose, detail, intake, links, panels, printing, queue, solve, steps

app_name = "tickets"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("counts/", queue.counts, name="counts"),
    path("news/", queue.news, name="news"),
    path("clocks/", queue.clocks, name="clocks"),
    path("filters/", queue.filters, name="filters"),
    path("views/save/", queue.save_view, name="save_view"),
    path("views/<int:view_id>/remove/", queue.remove_view, name="remove_view"),
    path("views/<int:view_id>/restore/", queue.restore_view, name="restore_view"),
    path("new/", intake.new, name="new"),
    path("new/assets/", intake.assets, name="asset_choices"),
    path("new/organisations/", intake.organisations, name="organisation_choices"),
    path("contacts/", steps.contacts, name="contacts"),
    path("of/<slug:kind>/<int:key>/", panels.of_customer, name="of_customer"),
    path("<slug:number>/", detail.detail, name="detail"),
    path("<slug:number>/head/", detail.head, name="head"),
    path("<slug:number>/thread/", detail.thread, name="thread"),
    path("<slug:number>/presence/", detail.presence, name="presence"),
    path("<slug:number>/print/", printing.document, name="print"),
    path("<slug:number>/send/", compose.send, name="send"),
    path("<slug:number>/draft/", compose.draft, name="draft"),
    path("<slug:number>/withdraw/<int:message_id>/", compose.withdraw, name="withdraw"),
    path("<slug:number>/assign/", assign.assign, name="assign"),
    path("<slug:number>/assign/people/", assign.people, name="people"),
    path("<slug:number>/assign/undo/<int:owner_id>/<int:team_id>/<int:duty_role_id>/", assign.undo, name="undo_assign"),
    path("<slug:number>/take/", assign.take, name="take"),
    path("<slug:number>/step/<slug:name>/", steps.step, name="step"),
    path("<slug:number>/urgency/", steps.urgency, name="urgency"),
    path("<slug:number>/details/", steps.details, name="details"),
    path("<slug:number>/tags/", steps.tags, name="tags"),
    path("<slug:number>/watch/", steps.watch, name="watch"),
    path("<slug:number>/confirm/", solve.confirm, name="confirm"),
    path("<slug:number>/solution/", solve.propose, name="propose"),
    path("<slug:number>/solution/parts/", solve.parts, name="solution_parts"),
    path("<slug:number>/solution/<int:solution_id>/<slug:state>/", solve.move, name="move_solution"),
    path("<slug:number>/follow-up/", solve.follow_up, name="follow_up"),
    path("<slug:number>/follow-up/no-answer/", solve.no_answer, name="no_answer"),
    path("<slug:number>/close/", solve.close, name="close"),
    path("<slug:number>/close/undo/", solve.undo_close, name="undo_close"),
    path("<slug:number>/reopen/", solve.reopen, name="reopen"),
    path("<slug:number>/link/", links.link, name="link"),
    path("<slug:number>/unlink/", links.unlink, name="unlink"),
    path("<slug:number>/panel/clocks/", panels.clocks, name="panel_clocks"),
    path("<slug:number>/panel/customer/", panels.customer, name="panel_customer"),
    path("<slug:number>/panel/product/", panels.product, name="panel_product"),
    path("<slug:number>/panel/confirmation/", panels.confirmation, name="panel_confirmation"),
    path("<slug:number>/panel/solution/", panels.solution, name="panel_solution"),
    path("<slug:number>/panel/completeness/", panels.completeness, name="panel_completeness"),
    path("<slug:number>/panel/related/", panels.related, name="panel_related"),
]
