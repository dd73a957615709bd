"""Progress reports (3.1.3): the letter as it would go out, the prompt, another time, the words around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.records import selectors as records
from zhichi.records.selectors import policy
from zhichi.tickets import policies, reports, selectors, services
from zhichi.tickets.clocks import next_report
from zhichi.tickets.forms.moves import AgreeForm
from zhichi.tickets.forms.reports import TemplateForm
from zhichi.tickets.views.answers import Sheet, addresses, done, find, sheet, url_of
from zhichi.ui.respond import Toast, go
from zhichi.ui.timing import when_words

if TYPE_CHECKING:
    from zhichi.tickets.models import ReportTemplate

HISTORY = 5


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.WORK)
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """The letter around what is typed, as it would go out now. Writes nothing."""
    ticket, at = find(request, number, policies.WORK), clock.now()
    doing = request.POST.get("text", "").strip()
    context = {
        "ticket": ticket,
        "letter": reports.letter(selectors.report_template(ticket.language), ticket, doing=doing or "…", at=at),
        "next_at": next_report(ticket, at=at),
        "may_edit": policies.EDIT_TEMPLATES.allows(request.user, None),
    }
    return render(request, "tickets/_report_letter.html", context)


@require_safe
@requires(policies.DESK_VIEW)
def prompt(request: HttpRequest, number: str) -> HttpResponse:
    """The prompt above the composer as it is now: nothing, or that a report is due."""
    ticket = find(request, number)
    context = {"ticket": ticket, "to": addresses(ticket), "may_work": policies.WORK.allows(request.user, None)}
    return render(request, "tickets/_report_prompt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.WORK)
def agree(request: HttpRequest, number: str) -> HttpResponse:
    """Another time for the next report, agreed with the customer."""
    ticket, at = find(request, number, policies.WORK), clock.now()
    form = AgreeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moved = services.agree_report(ticket_id=ticket.pk, by=Actor.of(request.user), at=at, **form.cleaned_data)
            words = _("The next progress report is due by %s") % when_words(form.cleaned_data["until"], now=at)
            undo = reverse("tickets:undo_agree", args=[ticket.number])
            return done(request, moved, Toast(words, undo_url=undo))
        except DomainError as error:
            form.refuse(error)
    wanted = Sheet(
        title=_("Agree another time for ticket #%s") % ticket.number,
        verb=_("Note the agreed time"),
        body="tickets/_agree.html",
        action=reverse("tickets:agree", args=[ticket.number]),
        back=url_of(ticket),
        context={"form": form, "ticket": ticket, "hours": policy("3.1.3.agreed_hours")},
    )
    return sheet(request, wanted, status=422 if form.is_bound else 200)


@require_POST
@requires(policies.WORK)
def undo_agree(request: HttpRequest, number: str) -> HttpResponse:
    """The handbook's time again."""
    ticket = find(request, number, policies.WORK)
    moved = services.undo_agreement(ticket_id=ticket.pk, by=Actor.of(request.user), at=clock.now())
    return done(request, moved, Toast(_("The next progress report is due by the handbook again")))


@require_safe
@requires(policies.EDIT_TEMPLATES)
def templates(request: HttpRequest) -> HttpResponse:
    """The words around progress reports, one form for each language."""
    return _page(request, {})


@require_POST
@requires(policies.EDIT_TEMPLATES)
def save_template(request: HttpRequest, language: str) -> HttpResponse:
    """Save the words of one language; what is wrong stands at the text, which stays."""
    form = TemplateForm(request.POST, language=_known(language))
    if form.is_valid():
        try:
            text = form.cleaned_data["text"]
            services.set_report_template(language=language, text=text, by=Actor.of(request.user), at=clock.now())
            return go(request, reverse("tickets:report_templates"), Toast(_("The words were saved")))
        except DomainError as error:
            form.refuse(error)
    return _page(request, {language: form}, status=422)


@require_POST
@requires(policies.EDIT_TEMPLATES)
def preview_template(request: HttpRequest, language: str) -> HttpResponse:
    """What a customer would get from the typed words, or what is wrong with them. Writes nothing."""
    form = TemplateForm(request.POST, language=_known(language))
    form.is_valid()
    return render(request, "tickets/_report_preview.html", _preview(form.cleaned_data.get("text", ""), language))


def _page(request: HttpRequest, forms: dict[str, TemplateForm], *, status: int = 200) -> HttpResponse:
    entries = []
    for row in selectors.report_templates():
        form = forms.get(row.language) or TemplateForm(initial={"text": row.text}, language=row.language)
        text = form.data.get("text", "") if form.is_bound else row.text
        entries.append({"row": row, "form": form, "history": _history(row), **_preview(text, row.language)})
    context = {"entries": entries, "marks": reports.marks()}
    return render(request, "tickets/report_templates.html", context, status=status)


def _preview(text: str, language: str) -> dict[str, Any]:
    try:
        return {"letter": reports.sample(reports.checked(text), language, at=clock.now()), "refusal": ""}
    except DomainError as error:
        return {"letter": "", "refusal": error.message}


def _history(row: ReportTemplate) -> Any:
    return records.history(f"report-template:{row.pk}")[: -HISTORY - 1 : -1] if row.pk else []


def _known(language: str) -> str:
    if language not in reports.SHIPPED:
        raise Http404
    return language
