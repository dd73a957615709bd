"""Addresses of the product's own pages are reversed by name: moving a prefix is one line."""

from __future__ import annotations

import re

import pytest

from tests.architecture.tree import product_modules, shorten, templates

pytestmark = pytest.mark.one_database

BY_HAND = re.compile(r"""(?<=["'`}])/kb/""")


def test_the_readers_addresses_are_written_nowhere_by_hand() -> None:
    found = [shorten(path) for path in (*product_modules(), *templates()) if BY_HAND.search(path.read_text("utf-8"))]
    assert not found, "Use knowledge.selectors.reader_path, row.reader_url, or reverse()"
