"""Reasons in words, in the language of the reader."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import SkillLevel
from zhichi.assigner.choices import Outcome, Pattern
from zhichi.assigner.explaining import reasons_against, reasons_for
from zhichi.assigner.reasons import Factor, Filter, Reason
from zhichi.assigner.scoring import NEVER
from zhichi.customers import selectors as customers
from zhichi.ui.timing import duration_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.assigner.selectors import Plan

FILTERS: dict[str, Any] = {
    Filter.INACTIVE: gettext_lazy("the account is deactivated"),
    Filter.NOT_A_WORKER: gettext_lazy("does not work tickets"),
    Filter.OTHER_TEAM: gettext_lazy("is not in the team"),
    Filter.EXCLUDED: gettext_lazy("had it before or declined it"),
    Filter.POST: gettext_lazy("the post does not take such tickets"),
    Filter.ABSENT: gettext_lazy("is away"),
    Filter.NO_HOURS: gettext_lazy("no working hours are noted"),
    Filter.OFF_SHIFT: gettext_lazy("is not on shift"),
}
FACTORS: dict[str, Any] = {
    Factor.ENGINEER: gettext_lazy("Customer's engineer"),
    Factor.PRODUCT: gettext_lazy("Product"),
    Factor.SKILLS: gettext_lazy("Skills"),
    Factor.LOAD: gettext_lazy("Load"),
    Factor.LANGUAGE: gettext_lazy("Language"),
    Factor.FAIRNESS: gettext_lazy("Turn"),
}
LANGUAGES = {"zh-hans": "中文", "en": "English"}


def reason_words(reason: Reason) -> str:
    """What speaks for or against one person."""
    known = FILTERS.get(reason.code)
    if known:
        return str(known)
    words = _WORDS.get(reason.code)
    return words(reason) if words else reason.text


def stored_words(stored: str) -> str:
    """The same from the stored form, for sentences about events."""
    return reason_words(Reason.parse(stored))


def against_words(stored: str) -> str:
    """What held back how many people ("full:3:" → "3 people at capacity")."""
    reason = Reason.parse(stored)
    words: dict[str, str] = {
        Filter.INACTIVE: ngettext("%(n)s person deactivated", "%(n)s people deactivated", reason.number),
        Filter.NOT_A_WORKER: ngettext("%(n)s person works no tickets", "%(n)s people work no tickets", reason.number),
        Filter.OTHER_TEAM: ngettext("%(n)s person of another team", "%(n)s people of other teams", reason.number),
        Filter.EXCLUDED: ngettext("%(n)s person declined it", "%(n)s people declined it", reason.number),
        Filter.POST: ngettext("%(n)s person of another post", "%(n)s people of other posts", reason.number),
        Filter.ABSENT: ngettext("%(n)s person away", "%(n)s people away", reason.number),
        Filter.NO_HOURS: ngettext(
            "%(n)s person without working hours", "%(n)s people without working hours", reason.number
        ),
        Filter.OFF_SHIFT: ngettext("%(n)s person not on shift", "%(n)s people not on shift", reason.number),
        Filter.SKILL: ngettext("%(n)s person lacks a skill", "%(n)s people lack a skill", reason.number),
        Filter.FULL: ngettext("%(n)s person at capacity", "%(n)s people at capacity", reason.number),
    }
    told = words.get(reason.code)
    return told % {"n": reason.number} if told else _("nobody is in the team")


def pattern_words(code: str) -> str:
    """How a request is passed around."""
    return str(Pattern(code).label) if code in Pattern.values else code


def factor_words(code: str) -> str:
    """The name of a factor, for the head of a column."""
    return str(FACTORS.get(code, code))


def level_words(level: int) -> str:
    """A level of a skill or a product."""
    return str(SkillLevel(level).label) if level in SkillLevel.values else str(level)


def join(words: Iterable[str]) -> str:
    """Several reasons in one sentence."""
    return _(", ").join(words)


def why_words(plan: Plan) -> str:
    """Why a plan came to its outcome, in one sentence; empty where the outcome says it all."""
    if plan.if_on is not None:
        return _why_if_on(plan.if_on)
    if plan.choice is not None:
        return join(stored_words(text) for text in reasons_for(plan.choice))
    if plan.outcome == Outcome.NOBODY:
        return join(against_words(text) for text in reasons_against(plan.judged))
    return ""


def _why_if_on(plan: Plan) -> str:
    if plan.choice is None:
        return _("If it were on: %s") % why_words(plan)
    return _("If it were on, %(name)s would get it: %(why)s") % {
        "name": plan.choice.candidate.name,
        "why": why_words(plan),
    }


def _engineer(reason: Reason) -> str:
    if not reason.text:
        return _("not the customer's engineer")
    return _("the contact's own engineer") if reason.text == "contact" else _("the customer's engineer")


def _product(reason: Reason) -> str:
    if not reason.text:
        return _("the product is not known yet")
    product = customers.product_words(reason.text)
    if not reason.number:
        return _("does not know %(product)s") % {"product": product}
    return _("knows %(product)s (%(level)s)") % {"product": product, "level": level_words(reason.number)}


def _skills(reason: Reason) -> str:
    asked = join(accounts.name_words(name) for name in reason.text.split(", "))
    return _("has %(skills)s") % {"skills": asked} if reason.text else _("no skill is asked for")


def _language(reason: Reason) -> str:
    language = LANGUAGES.get(reason.text) or dict(settings.LANGUAGES).get(reason.text, reason.text)
    if not reason.text:
        return _("the language is not known")
    return (_("speaks %s") if reason.number else _("does not speak %s")) % language


def _load(reason: Reason) -> str:
    return _("works on %(load)s of at most %(capacity)s") % {"load": reason.number, "capacity": reason.text}


def _fairness(reason: Reason) -> str:
    if reason.number == NEVER:
        return _("has not been given a ticket yet")
    if reason.number == 0:
        return _("was given one just now")
    return _("was given the last one %s ago") % duration_words(timedelta(minutes=reason.number))


def _skill(reason: Reason) -> str:
    told = {"skill": accounts.name_words(reason.text), "level": level_words(reason.number)}
    return _("lacks %(skill)s at level %(level)s") % told


def _full(reason: Reason) -> str:
    return _("is at capacity: %(load)s of %(capacity)s") % {"load": reason.number, "capacity": reason.text}


_WORDS = {
    Factor.ENGINEER.value: _engineer,
    Factor.PRODUCT.value: _product,
    Factor.SKILLS.value: _skills,
    Factor.LANGUAGE.value: _language,
    Factor.LOAD.value: _load,
    Factor.FAIRNESS.value: _fairness,
    Filter.SKILL.value: _skill,
    Filter.FULL.value: _full,
}
