"""The score card, the forbidden words, the courtesy phrases: everybody reads them, leaders change them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.records.selectors import histories, sentence
from zhichi.reviews import policies, services
from zhichi.reviews.cards import of_json
from zhichi.reviews.forms import (
    CardReasonForm,
    Criteria,
    PhraseForm,
    WordForm,
    criteria_of,
    phrase_initial,
    word_initial,
)
from zhichi.reviews.selectors import reviews as reads
from zhichi.reviews.selectors import words as lists
from zhichi.reviews.views.reviews import tabs_of
from zhichi.tickets import policies as ticket_policies
from zhichi.tickets import selectors as tickets
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

FORM_PAGE = "reviews/form.html"
HISTORY = 20


@require_safe
@requires(policies.READ_LISTS)
def card(request: HttpRequest) -> HttpResponse:
    """A version of the score card, and all versions with their reasons."""
    versions = list(reads.cards())
    wanted = request.GET.get("version", "")
    shown = next((row for row in versions if str(row.number) == wanted), versions[0] if versions else None)
    language = get_language() or ""
    lines = [(item, item.name(language), item.text(language)) for item in of_json(shown.criteria)] if shown else []
    context = {"versions": versions, "shown": shown, "lines": lines, **tabs_of(request, "card")}
    return render(request, "reviews/card.html", context)


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def card_edit(request: HttpRequest) -> HttpResponse:
    """Write the next version, starting from the one in force."""
    newest = reads.cards().first()
    data = request.POST if request.method == "POST" else None
    form = CardReasonForm(data, initial={"after": newest.number if newest else 0})
    lines = Criteria(data, initial=[dict(row) for row in newest.criteria] if newest else [], prefix="line")
    status = 200
    if data is not None:
        status = 422
        if all([form.is_valid(), lines.is_valid()]):
            try:
                made = services.publish_card(
                    criteria=criteria_of(lines), reason=form.cleaned_data["reason"], by=Actor.of(request.user),
                    at=clock.now(), after=form.cleaned_data["after"],
                )  # fmt: skip
            except DomainError as error:
                form.refuse(error)
            else:
                toast = Toast(_("Version %s of the score card is in force.") % made.number)
                return go(request, reverse("reviews:card"), toast)
    context = {"form": form, "lines": lines, **tabs_of(request, "card")}
    return render(request, "reviews/card_edit.html", context, status=status)


@require_safe
@requires(policies.READ_LISTS)
def words(request: HttpRequest) -> HttpResponse:
    """The forbidden words, narrowed by language and by what is typed."""
    language, query = _language(request), request.GET.get("q", "")[:80]
    context = {
        "rows": lists.words(language=language, query=query), "language": language, "query": query,
        "languages": settings.LANGUAGES, **tabs_of(request, "words"),
    }  # fmt: skip
    return render(request, "reviews/words.html", context)


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def word_new(request: HttpRequest) -> HttpResponse:
    """Put a word on the list."""
    form = WordForm(request.POST or None, initial={"language": get_language(), "severity": "warn", "is_active": True})

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.save_word(data=form.data_of(), by=by, at=at)

    return _edit(request, form, act, "words", _("New forbidden word"), _("Put it on the list"))


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def word(request: HttpRequest, key: int) -> HttpResponse:
    """Change a word, or take it out of use."""
    row = lists.word(key)
    if row is None:
        raise Http404
    form = WordForm(request.POST or None, initial=word_initial(row))

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.save_word(data=form.data_of(), word_id=key, by=by, at=at)

    return _edit(request, form, act, "words", row.text, _("Save changes"), stream=f"word:{key}")


@require_safe
@requires(policies.READ_LISTS)
def phrases(request: HttpRequest) -> HttpResponse:
    """The courtesy phrases."""
    language = _language(request)
    context = {
        "rows": lists.phrases(language=language), "language": language, "languages": settings.LANGUAGES,
        **tabs_of(request, "phrases"),
    }  # fmt: skip
    return render(request, "reviews/phrases.html", context)


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def phrase_new(request: HttpRequest) -> HttpResponse:
    """Add a phrase."""
    initial = {"language": get_language(), "place": "greeting", "order": 100, "is_active": True}
    form = PhraseForm(request.POST or None, initial=initial)

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.save_phrase(data=form.data_of(), by=by, at=at)

    return _edit(request, form, act, "phrases", _("New courtesy phrase"), _("Add the phrase"))


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def phrase(request: HttpRequest, key: int) -> HttpResponse:
    """Change a phrase, or offer it no more."""
    row = lists.phrase(key)
    if row is None:
        raise Http404
    form = PhraseForm(request.POST or None, initial=phrase_initial(row))

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.save_phrase(data=form.data_of(), phrase_id=key, by=by, at=at)

    return _edit(request, form, act, "phrases", _("Courtesy phrase"), _("Save changes"), stream=f"phrase:{key}")


@require_safe
@requires(ticket_policies.WORK)
def phrases_for(request: HttpRequest, number: str) -> HttpResponse:
    """The menu of the composer: phrases in the ticket's language with the customer's name in them."""
    ticket = tickets.by_number(request.user, number)
    if ticket is None:
        raise Http404
    return render(request, "reviews/_phrases_menu.html", {"groups": lists.phrases_for(ticket)})


def _edit(
    request: HttpRequest, form: Any, act: Any, tab: str, title: str, verb: str, *, stream: str = ""
) -> HttpResponse:
    back = reverse(f"reviews:{tab}")
    events = histories([stream], limit=HISTORY) if stream else []
    context = {
        "title": title, "verb": verb, "back": back, "timeline": [(sentence(event), event) for event in events],
        **tabs_of(request, tab),
    }  # fmt: skip
    done = Toast(_("Saved."))
    return submit(request, form, act, lambda _row: go(request, back, done), template=FORM_PAGE, context=context)


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else ""
