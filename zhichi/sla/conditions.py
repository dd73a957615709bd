"""The conditions of service levels that are about customers; tickets add type and urgency."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from zhichi.core.errors import DomainError
from zhichi.customers import selectors as customers
from zhichi.sla.levels import ANY_CONTRACT, CONTRACT, NO_CONTRACT
from zhichi.sla.registry import Condition, register_condition

if TYPE_CHECKING:
    from collections.abc import Iterable

_BY_KEY = re.compile(r"\(#(\d{1,18})\)\s*$")


def register() -> None:
    """Put them into the registry."""
    register_condition(
        Condition(
            code="organisation",
            label=gettext_lazy("Organisation"),
            order=10,
            names=_organisations,
            find=_find_organisation,
            options_url="customers:options",
        )
    )
    register_condition(
        Condition(
            code=CONTRACT,
            label=gettext_lazy("Contract"),
            order=20,
            names=_contracts,
            choices=_any_or_none,
            find=_find_contract,
            options_url="levels:contract_options",
        )
    )
    register_condition(
        Condition(code="product", label=gettext_lazy("Product"), order=30, names=_products, choices=_all_products)
    )


def _ids(values: Iterable[str]) -> list[int]:
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 19]


def _organisations(values: Iterable[str]) -> dict[str, str]:
    names = customers.organisation_names(_ids(values))
    return {str(key): name for key, name in names.items()}


def _find_organisation(person: Any, typed: str) -> str:
    by_key = _BY_KEY.search(typed)
    rows = customers.organisations(person, active=None)
    found = list((rows.filter(pk=int(by_key[1])) if by_key else rows.filter(name__iexact=typed.strip()))[:2])
    if len(found) != 1:
        raise DomainError("organisation", _("No single organisation has this name. Choose one from the list."))
    return str(found[0].pk)


def _any_or_none() -> dict[str, str]:
    return {ANY_CONTRACT: pgettext("condition", "Any contract"), NO_CONTRACT: pgettext("condition", "No contract")}


def _contracts(values: Iterable[str]) -> dict[str, str]:
    fixed, wanted = _any_or_none(), list(values)
    ids = _ids(wanted)
    rows = customers.contracts().filter(pk__in=ids) if ids else ()
    named = {str(row.pk): f"{row.number} {row.name} · {row.organisation.name}" for row in rows}
    return {value: words for value, words in {**fixed, **named}.items() if value in wanted}


def _find_contract(_person: Any, typed: str) -> str:
    number = typed.split(" · ")[0].strip()
    row = customers.contracts().filter(number__iexact=number).first()
    if row is None:
        raise DomainError("contract", _("No contract has the number “%s”.") % number[:60])
    return str(row.pk)


def _products(values: Iterable[str]) -> dict[str, str]:
    wanted = set(values)
    return {key: name for key, name in _all_products().items() if key in wanted}


def _all_products() -> dict[str, str]:
    return {str(row.pk): row.title for row in customers.products(active=None)}
