"""Sealed secrets open only where they were sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.core.sealing import BrokenSeal, seal, unseal

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("text", ["口令", "授权码 abcd", "a" * 5000])
def test_gives_back_what_was_sealed(text: str) -> None:
    sealed = seal(text, purpose="test")
    assert text not in sealed
    assert sealed != seal(text, purpose="test")
    assert unseal(sealed, purpose="test") == text


def test_keeps_nothing_as_nothing() -> None:
    assert seal("", purpose="test") == unseal("", purpose="test") == ""


def test_refuses_another_purpose_and_a_changed_text() -> None:
    sealed = seal("secret", purpose="one")
    for wrong, purpose in ((sealed, "two"), (sealed[:-3] + "AAA", "one"), ("nonsense", "one"), ("密", "one")):
        with pytest.raises(BrokenSeal):
            unseal(wrong, purpose=purpose)


def test_opens_under_an_old_key_that_is_still_named(settings: Settings) -> None:
    sealed = seal("secret", purpose="test")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one" * 8
    assert unseal(sealed, purpose="test") == "secret"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BrokenSeal):
        unseal(sealed, purpose="test")
