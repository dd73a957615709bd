"""A routing rule in words: what it matches, what it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.assigner.choices import Mode
from zhichi.assigner.wording import LANGUAGES, join, level_words
from zhichi.customers import selectors as customers
from zhichi.tickets.choices import Channel, TicketType, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zhichi.assigner.models import RoutingRule


@dataclass(frozen=True)
class Names:
    """Names of what rules keep by id."""

    products: Mapping[int, str]
    skills: Mapping[int, str]


def names_now(skills: Mapping[int, str] | None = None) -> Names:
    """The names of what rules keep by id; those of `skills` where they are known already."""
    known = {row.pk: row.name for row in accounts.skills()} if skills is None else dict(skills)
    products = {row.pk: row.title for row in customers.products(active=None)}
    return Names(products=products, skills={key: accounts.name_words(name) for key, name in known.items()})


def conditions(rule: RoutingRule, names: Names) -> list[str]:
    """What a request must be; empty: any."""
    organisation = rule.organisation.name if rule.organisation else ""
    told = (
        (_("Channel"), _labels(Channel, rule.channels)),
        (_("Type of request"), _labels(TicketType, rule.types)),
        (_("Urgency"), _labels(Urgency, [rule.urgency] if rule.urgency else [])),
        (_("Product"), _or(names.products.get(key, str(key)) for key in rule.products)),
        (_("Customer"), organisation),
        (_("Language"), LANGUAGES.get(rule.language, rule.language)),
        (_("Words in the subject"), _or(f"“{word}”" for word in rule.words)),
    )
    return [_("%(what)s: %(value)s") % {"what": what, "value": value} for what, value in told if value]


def effects(rule: RoutingRule, names: Names) -> list[str]:
    """What the rule does with it."""
    skills = join(
        f"{names.skills.get(int(key), key)} ≥ {level_words(int(level))}" for key, level in rule.skills.items()
    )
    told = (
        (_("Team"), rule.team.title if rule.team else ""),
        (_("Skills"), skills),
        (_("Posts"), _labels(Post, rule.posts)),
    )
    found = [_("%(what)s: %(value)s") % {"what": what, "value": value} for what, value in told if value]
    return [str(Mode(rule.mode).label), *(found if rule.mode != Mode.LEAVE else [])]


def _labels(choices: Any, codes: Iterable[str]) -> str:
    return _or(str(choices(code).label) if code in choices.values else code for code in codes)


def _or(words: Iterable[str]) -> str:
    return _(" or ").join(words)
