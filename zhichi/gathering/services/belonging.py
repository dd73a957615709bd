"""Where an imported article belongs: names of modules, classes, products, readers and owners, found or made here."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.customers import selectors as customers
from zhichi.knowledge import selectors as knowledge
from zhichi.knowledge import services as articles
from zhichi.knowledge.choices import CHOSEN, Importance, Scheme, Visibility

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


class Belonging:
    """Finds by name; modules and classes that are not there are made, nothing else is."""

    def __init__(self, by: Actor, at: datetime, *, is_dry: bool) -> None:
        self.by, self.at, self.is_dry = by, at, is_dry
        nodes = knowledge.flat(knowledge.module_tree())
        self._modules = {tuple(_path(node.row)): node.row.pk for node in nodes}
        trees = knowledge.category_trees()
        self._classes = {
            (scheme, *_path(node.row)): node.row.pk for scheme, tree in trees.items() for node in knowledge.flat(tree)
        }

    @cached_property
    def _products(self) -> dict[str, int]:
        return {row.code: row.pk for row in customers.products(active=None)}

    @cached_property
    def _people(self) -> dict[str, int]:
        return {one.email: one.pk for one in accounts.everybody() if one.is_active and one.is_staff_member}

    @cached_property
    def _readers(self) -> dict[str, dict[str, Any]]:
        return {
            "organisation": {name: key for key, name in customers.active_names()},
            "product": self._products,
            "team": {team.name: team.pk for team in accounts.teams()},
        }

    def problems(self, front: dict[str, Any]) -> list[str]:
        """What of an article's head is not here, in words."""
        found = [
            _("There is no product “%s” here.") % code
            for code in _dict(front, "products")
            if code not in self._products
        ]
        owner = str(front.get("owner") or "")
        if owner and owner not in self._people:
            found.append(_("Nobody here has the address %s, so it has no owner.") % owner)
        if front.get("visibility") in CHOSEN and self._missing(front):
            found.append(_("Some of its readers are not here, so only staff will read it."))
        return found

    def settings(self, front: dict[str, Any]) -> articles.Settings:
        """Everything about the article but its words; readers are never more than it had."""
        return articles.Settings(
            readers=self._who(front),
            importance=front["importance"] if front.get("importance") in Importance.values else Importance.NORMAL,
            owner_id=self._people.get(str(front.get("owner") or "")),
            module_id=self._module(_words(front.get("module"))),
            place=front["place"] if isinstance(front.get("place"), int) and 0 <= front["place"] < 10_000 else 100,
            category_ids=[key for row in _rows(front, "classes") if (key := self._class(row)) is not None],
            tags=_words(front.get("tags"))[:20],
            products={
                self._products[code]: _words(versions)
                for code, versions in _dict(front, "products").items()
                if code in self._products
            },
        )

    def _who(self, front: dict[str, Any]) -> articles.Readers:
        visibility = front.get("visibility")
        if visibility not in Visibility.values or (visibility in CHOSEN and self._missing(front)):
            return articles.Readers()
        rows = _rows(front, "readers")
        ids = {
            kind: [self._readers[kind][row[1]] for row in rows if row[0] == kind and row[1] in self._readers[kind]]
            for kind in self._readers
        }
        posts = [row[1] for row in rows if row[0] == "post"]
        return articles.Readers(
            visibility=str(visibility), organisation_ids=ids["organisation"], product_ids=ids["product"],
            team_ids=ids["team"], posts=posts,
        )  # fmt: skip

    def _missing(self, front: dict[str, Any]) -> bool:
        rows = [row for row in _rows(front, "readers") if len(row) == 2]
        return not rows or any(row[0] != "post" and row[1] not in self._readers.get(row[0], {}) for row in rows)

    def _module(self, path: list[str]) -> int | None:
        return self._branch(self._modules, (), path[:2], self._make_module)

    def _make_module(self, name: str, parent: int | None) -> int:
        branch = articles.Branch(name=name, parent_id=parent)
        return articles.save_module(branch=branch, by=self.by, at=self.at).pk

    def _class(self, row: list[str]) -> int | None:
        scheme, path = row[0], row[1:5]
        if scheme not in Scheme.values:
            return None

        def make(name: str, parent: int | None) -> int:
            branch = articles.Branch(name=name, parent_id=parent)
            return articles.save_category(scheme=scheme, branch=branch, by=self.by, at=self.at).pk

        return self._branch(self._classes, (scheme,), path, make)

    def _branch(self, known: dict[Any, int], start: tuple[str, ...], path: list[str], make: Any) -> int | None:
        """The branch at the end of a path of names; each that is not there is made."""
        here, parent = start, None
        for name in path:
            here = (*here, name)
            if here not in known:
                known[here] = make(name, parent)
            parent = known[here]
        return parent


def _path(branch: Any) -> list[str]:
    names: list[str] = []
    while branch is not None:
        names.insert(0, branch.name)
        branch = branch.parent
    return names


def _words(value: Any) -> list[str]:
    rows = value if isinstance(value, list) else []
    return [str(one) for one in rows if isinstance(one, str | int | float)]


def _rows(front: dict[str, Any], name: str) -> list[list[str]]:
    value = front.get(name)
    return [_words(one) for one in value if isinstance(one, list) and one] if isinstance(value, list) else []


def _dict(front: dict[str, Any], name: str) -> dict[str, Any]:
    value = front.get(name)
    return value if isinstance(value, dict) else {}
