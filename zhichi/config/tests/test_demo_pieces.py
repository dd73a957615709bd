"""The files of the demo's articles: whole, harmless, bound to each other, in both languages."""

from __future__ import annotations

from collections import Counter

import pytest

from zhichi.accounts.choices import Post
from zhichi.config.demo.articles import CLASSES, MODULES, PIECES, Piece
from zhichi.config.demo.articles.pieces import PICTURES, parse
from zhichi.config.demo.cast import PRODUCTS, STAFF
from zhichi.config.demo.questions import ASSIGNED, DISMISSED, QUESTIONS
from zhichi.knowledge.choices import FOR_CUSTOMERS, Visibility
from zhichi.knowledge.html import is_blank, plain, sanitise, without_internal
from zhichi.knowledge.registry import SHIPPED, types

BY_NAME = {piece.name: piece for piece in PIECES}
LOGINS = {person.login for person in STAFF}
VERSIONS = {goods.code: set(goods.versions) for goods in PRODUCTS}
each = pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.name)


def test_there_are_sixty_in_two_languages_of_all_types() -> None:
    languages = Counter(piece.language for piece in PIECES)
    assert len(PIECES) >= 60
    assert languages["zh-hans"] >= 34
    assert languages["en"] >= 26
    assert {piece.kind for piece in PIECES} == {kind.code for kind in SHIPPED}
    assert len({piece.title for piece in PIECES}) == len(PIECES)
    assert len({piece.summary for piece in PIECES}) == len(PIECES)


def test_they_use_many_places_and_most_are_for_customers() -> None:
    used = {name for piece in PIECES for name in piece.classes}
    assert len({piece.module for piece in PIECES if piece.module}) >= 8
    assert all(len(used & set(branches)) >= 4 for branches in CLASSES.values())
    seen = Counter(piece.visibility for piece in PIECES)
    assert seen["public"] > len(PIECES) / 2
    assert set(seen) >= {"public", "customers", "products", "staff", "posts", "teams"}
    assert not set(MODULES) & {name for branches in CLASSES.values() for name in branches}, "they are found by name"


@each
def test_has_what_its_type_requires(piece: Piece) -> None:
    kind = types.get(piece.kind)
    assert set(piece.parts) <= {part.code for part in kind.parts}
    missing = [part.code for part in kind.parts if part.is_required and is_blank(piece.parts.get(part.code, ""))]
    assert missing == []
    assert piece.title
    assert 10 <= len(piece.summary) <= 500
    if piece.visibility in FOR_CUSTOMERS:
        assert not kind.for_staff
        for part in kind.parts:
            assert not part.is_required or not is_blank(without_internal(piece.parts[part.code])), part.code


@each
def test_its_html_is_kept_as_it_is(piece: Piece) -> None:
    for code, html in piece.parts.items():
        assert sanitise(html) == html, code
        assert "<img" not in html or 'alt=""' not in html
        assert plain(html)


@each
def test_belongs_to_people_products_and_classes_that_are_there(piece: Piece) -> None:
    assert piece.author in LOGINS
    assert 1 <= piece.day < 90
    assert not piece.module or piece.module in MODULES
    assert [sum(name in branches for name in piece.classes) for branches in CLASSES.values()] == [1, 1, 1]
    assert set(piece.versions) <= VERSIONS.get(piece.product, set())
    assert piece.visibility in Visibility.values
    known = {Visibility.TEAMS: LOGINS, Visibility.POSTS: set(Post.values), Visibility.PRODUCTS: set(VERSIONS)}
    assert set(piece.readers) <= known.get(Visibility(piece.visibility), set())
    assert bool(piece.readers) == (piece.visibility in known)


@each
def test_names_others_that_are_there(piece: Piece) -> None:
    assert all(other in BY_NAME and other != piece.name for _kind, other in piece.links)
    assert all((PICTURES / f"{name}.png").stat().st_size < 20_000 for name in piece.pictures)
    if piece.variant_of:
        source = BY_NAME[piece.variant_of]
        assert not source.variant_of
        assert source.language != piece.language
        assert (source.kind, source.product, source.visibility) == (piece.kind, piece.product, piece.visibility)
        assert source.day < piece.day


def test_pairs_links_and_pictures_are_used() -> None:
    sources = [piece.variant_of for piece in PIECES if piece.variant_of]
    assert len(sources) == len(set(sources)) >= 14
    linked = {name for piece in PIECES for _kind, other in piece.links for name in (piece.name, other)}
    alone = [piece.name for piece in PIECES if piece.name not in linked]
    assert 1 <= len(alone) <= 3, alone
    assert {kind for piece in PIECES for kind, _other in piece.links} == {"prerequisite", "see_also", "supersedes"}
    shown = {name for piece in PIECES for name in piece.pictures}
    assert {path.stem for path in PICTURES.glob("*.png")} == shown
    assert len(shown) >= 6


def test_questions_are_answered_by_articles_in_their_language() -> None:
    assert len(QUESTIONS) >= 60
    assert len({asked.words for asked in QUESTIONS}) == len(QUESTIONS)
    for asked in QUESTIONS:
        assert not asked.article or BY_NAME[asked.article].language == asked.language, asked.words
    open_ones = {asked.words for asked in QUESTIONS if not asked.article}
    assert open_ones >= set(DISMISSED) | set(ASSIGNED)
    assert set(ASSIGNED.values()) <= LOGINS


@pytest.mark.parametrize("line", ["no key at all", "colour: red", "title: again"])
def test_a_line_that_is_no_fact_is_named(line: str) -> None:
    text = f"type: faq\ntitle: T\nsummary: S\nauthor: kim\nday: 1\n{line}\n\n<!-- answer -->\n<p>Yes.</p>\n"
    with pytest.raises(ValueError, match=r"odd: “.+” is no"):
        parse("odd", text)
