"""The words of letters to customers: their kinds, each kind in both languages, preview, versions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhichi.accounts import selectors as accounts
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.outbound import selectors as outbound
from zhichi.tickets import letters, policies, services
from zhichi.tickets.forms.letters import LetterForm
from zhichi.tickets.wording import label_of_letter as label_of
from zhichi.ui.respond import Toast, go


@require_safe
@requires(policies.EDIT_TEMPLATES)
def overview(request: HttpRequest) -> HttpResponse:
    """All kinds of letters, each with the version in force."""
    rows = [
        {"kind": kind, "versions": _versions_of(kind.name)}
        for kind in letters.KINDS.values()
        if not letters.is_signature(kind.name)
    ]
    common = {"name": "signature", "label": _("All other teams"), "versions": _versions_of("signature")}
    teams = [
        {"name": (name := letters.signature_kind(team.pk)), "label": team.title, "versions": _versions_of(name)}
        for team in accounts.teams()
    ]
    return render(request, "tickets/letters.html", {"rows": rows, "signatures": [*teams, common]})


@require_safe
@requires(policies.EDIT_TEMPLATES)
def letter(request: HttpRequest, kind: str) -> HttpResponse:
    """The words of one kind of letter, one form for each language; `?version=3&of=en` puts an old version into it."""
    _known(kind)
    return _page(request, kind, {})


@require_POST
@requires(policies.EDIT_TEMPLATES)
def save(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Put the words of one language in force; what is wrong stands at the text, which stays."""
    _known(kind, language)
    form = LetterForm(request.POST, language=language)
    if form.is_valid():
        try:
            services.set_letter(
                kind=kind, language=language, by=Actor.of(request.user), at=clock.now(), **form.cleaned_data
            )
            return go(request, reverse("tickets:letter", args=[kind]), Toast(_("The words were saved")))
        except DomainError as error:
            form.refuse(error)
    return _page(request, kind, {language: form}, status=422)


@require_POST
@requires(policies.EDIT_TEMPLATES)
def preview(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """What a customer would get from the typed words, or what is wrong with them. Writes nothing."""
    _known(kind, language)
    form = LetterForm(request.POST, language=language)
    form.is_valid()
    return render(request, "tickets/_report_preview.html", _preview(kind, form.cleaned_data.get("text", ""), language))


def _page(request: HttpRequest, kind: str, forms: dict[str, LetterForm], *, status: int = 200) -> HttpResponse:
    entries = []
    for code, name in settings.LANGUAGES:
        versions = outbound.words_versions(kind, code)
        old = request.GET.get("version", "") if request.GET.get("of") == code else ""
        kept = {str(row.version): row.text for row in versions} | {"1": letters.shipped(kind, code)}
        text = kept.get(old) or letters.words(kind, code)
        form = forms.get(code) or LetterForm(initial={"text": text}, language=code)
        shown = form.data.get("text", "") if form.is_bound else text
        entries.append({"code": code, "name": name, "form": form, "versions": versions, **_preview(kind, shown, code)})
    context = {
        "kind": kind,
        "label": label_of(kind),
        "entries": entries,
        "marks": letters.marks(kind),
        "is_signature": letters.is_signature(kind),
        "first": _("as for all teams") if letters.team_of(kind) else _("as shipped"),
    }
    return render(request, "tickets/letter.html", context, status=status)


def _preview(kind: str, text: str, language: str) -> dict[str, Any]:
    try:
        return {"letter": letters.sample(kind, letters.checked(kind, text), language), "refusal": ""}
    except DomainError as error:
        return {"letter": "", "refusal": error.message}


def _versions_of(kind: str) -> list[tuple[str, int]]:
    """The version in force in each language; 1 is what stands where nobody wrote anything."""
    found = []
    for code, name in settings.LANGUAGES:
        versions = outbound.words_versions(kind, code)
        found.append((str(name), versions[0].version if versions and versions[0].text else 1))
    return found


def _known(kind: str, language: str = "en") -> None:
    team_id = letters.team_of(kind)
    if not letters.is_known(kind, language) or (team_id and accounts.team(team_id) is None):
        raise Http404
