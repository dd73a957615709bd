"""Icons and drawings."""

from __future__ import annotations

import re

import pytest
from django.template.loader import get_template
from lucide import IconDoesNotExist

from zhichi.ui import glyphs
from zhichi.ui.icons import icon
from zhichi.ui.samples import ICONS


@pytest.mark.parametrize("name", ICONS)
def test_keeps_icons_of_the_design(name: str) -> None:
    markup = icon(name, 20)
    assert 'stroke-width="1.75"' in markup
    assert 'aria-hidden="true"' in markup
    assert 'width="20"' in markup


def test_refuses_an_unknown_icon() -> None:
    with pytest.raises(IconDoesNotExist):
        icon("no-such-icon")


def test_keeps_every_state_and_priority_drawn_differently() -> None:
    assert len({glyphs.status_glyph(status) for status in glyphs.STATUS}) == 8
    assert len({glyphs.priority_glyph(name) for name in ("urgent", "high", "medium", "low")}) == 4
    assert "glyph-odd" in glyphs.status_glyph("odd")


@pytest.mark.parametrize(("share", "dash"), [(0.25, 25), (-3, 0), (7, 100)])
def test_keeps_the_share_within_the_ring(share: float, dash: int) -> None:
    assert f'stroke-dasharray="{dash} 100"' in glyphs.sla_glyph("soon", share)


def test_refuses_colours_in_drawings() -> None:
    drawings = [*glyphs.STATUS.values(), *glyphs.PRIORITY.values(), glyphs.sla_glyph("late")]
    assert not [drawing for drawing in drawings if re.search(r"#[0-9a-fA-F]{3}|rgb", drawing)]


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_keeps_error_pages_without_a_context(name: str) -> None:
    assert "error-page" in get_template(f"{name}.html").render({})
