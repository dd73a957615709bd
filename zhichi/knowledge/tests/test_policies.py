"""Every right over articles in its two forms: predicate and scope agree for every kind of reader (6.4.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.people import POSTS, SETUP
from zhichi.core.errors import DomainError, Refused
from zhichi.customers import services as customers
from zhichi.knowledge import policies, selectors, services
from zhichi.knowledge.models import Article

if TYPE_CHECKING:
    from zhichi.core.rights import Right
    from zhichi.knowledge.tests.conftest import Library

pytestmark = pytest.mark.django_db
RIGHTS = [policies.READ, policies.SEE_WORK, policies.EDIT, policies.REVIEW, policies.PUBLISH]


def closed_modules(library: Library) -> None:
    """Modules that leave deeds to some posts, a section that follows one, and one that says something of its own."""
    by, choices = library.people.actor("knowledge_editor"), {
        "上级": {"write": ["senior"], "review": ["manager"], "publish": ["supervisor"]}, "自定": {"review": ["senior"]},
    }  # fmt: skip
    above = services.save_module(branch=services.Branch(name="上级"), by=by, at=library.tick()).pk
    keys = {"上级": above}
    for name in ("跟随", "自定"):
        branch = services.Branch(name=name, parent_id=above)
        keys[name] = services.save_module(branch=branch, by=by, at=library.tick()).pk
    for name, key in keys.items():
        for author in ("junior", "senior"):
            article = library.write(title=f"{name} {author}", by=author)
            settings = services.Settings(module_id=key, owner_id=article.owner_id)
            services.arrange(article_id=article.pk, settings=settings, by=by, at=library.tick())
    for name, posts in choices.items():
        services.set_module_posts(module_id=keys[name], posts=posts, by=by, at=library.tick())


def everything(library: Library) -> dict[str, Any]:
    """Articles of every visibility, and readers of every kind by name."""
    product, other = library.product(), library.product("approval", "灯塔审批")
    mine, theirs = library.organisation(), library.organisation("别家", "other.example")
    asset = customers.AssetData(product_id=product.pk, version="8.2", serial="")
    customers.create_asset(organisation_id=mine.pk, data=asset, by=SETUP, at=library.at)
    day = (library.at - timedelta(days=3)).date()
    contract = customers.ContractData(number="C-1", name="全部产品", starts_on=day)
    customers.create_contract(organisation_id=theirs.pk, data=contract, by=SETUP, at=library.at)
    chosen: tuple[tuple[str, dict[str, Any]], ...] = (
        ("public", {}), ("customers", {}), ("staff", {}), ("organisations", {"organisation_ids": [mine.pk]}),
        ("organisations", {"organisation_ids": [theirs.pk]}), ("products", {"product_ids": [product.pk]}),
        ("products", {"product_ids": [other.pk]}), ("posts", {"posts": ["junior", "assistant"]}),
        ("teams", {"team_ids": [library.people.team.pk]}), ("teams", {"team_ids": [library.people.other_team.pk]}),
    )  # fmt: skip
    for number, (visibility, named) in enumerate(chosen):
        library.published(visibility, title=f"{visibility} {number}", **named)
    library.submit(library.write(title="在审"))
    library.write(title="草稿", by="rival")
    closed_modules(library)
    readers = {name: getattr(library.people, name) for name in (*POSTS, "rival")}
    readers |= {"guest": AnonymousUser(), "ours": library.customer(mine), "theirs": library.customer(theirs, "li")}
    return readers | {"alone": library.customer(None, "wang")}


@pytest.mark.parametrize("right", RIGHTS, ids=lambda right: right.name)
def test_keeps_predicate_and_scope_equal(library: Library, right: Right) -> None:
    assert right.scope is not None
    for name, person in everything(library).items():
        allowed = {row.title for row in Article.objects.all() if right.allows(person, row)}
        assert set(right.scope(person, Article.objects.all()).values_list("title", flat=True)) == allowed, name


def test_shows_each_reader_what_was_meant_for_them(library: Library) -> None:
    readers = everything(library)
    seen = {
        name: {row.title for row in policies.readable_by(person, Article.objects.all())}
        for name, person in readers.items()
    }
    assert seen["guest"] == {"public 0"}
    assert seen["alone"] == {"public 0", "customers 1"}
    assert seen["ours"] == {"public 0", "customers 1", "organisations 3", "products 5"}
    assert seen["theirs"] == {"public 0", "customers 1", "organisations 4", "products 5", "products 6"}
    assert "posts 7" in seen["assistant"] and "posts 7" not in seen["customer_service"]
    assert "teams 8" not in seen["rival"] and "teams 9" in seen["rival"]
    assert "草稿" not in seen["assistant"] and "草稿" in seen["rival"] and "草稿" in seen["auditor"]


def test_cuts_blocks_for_staff_for_everybody_else(library: Library) -> None:
    article = library.published("public")
    for person, sees in ((library.people.junior, True), (library.customer(None), False), (AnonymousUser(), False)):
        found = selectors.find(person, article.pk)
        shown = selectors.shown(found, person) if found else None
        assert shown is not None
        assert ("PRB-118" in "".join(part.html for part in shown.parts)) is sees


def test_refuses_an_internal_procedure_for_customers(library: Library) -> None:
    article = library.write(kind="procedure")
    with pytest.raises(DomainError) as refused:
        library.readers(article, "public")
    assert set(refused.value.fields) == {"visibility"}


@pytest.mark.parametrize("visibility", ["organisations", "products", "posts", "teams"])
def test_refuses_chosen_readers_that_nobody_chose(library: Library, visibility: str) -> None:
    with pytest.raises(DomainError):
        library.readers(library.write(), visibility)


def test_refuses_new_readers_of_a_published_article_by_its_author(library: Library) -> None:
    article = library.published()
    with pytest.raises(Refused):
        library.readers(article, "public", by="junior")
    assert library.now(article).visibility == "staff"


def test_refuses_writing_by_auditors_and_strangers_to_the_article(library: Library) -> None:
    article = library.write()
    for name in ("auditor", "rival", "senior"):
        with pytest.raises(Refused):
            services.submit(article_id=article.pk, by=library.people.actor(name), at=library.tick())
