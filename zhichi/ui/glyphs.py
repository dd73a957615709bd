"""Our own small drawings: ticket states, urgency, clocks. Shape and words carry the meaning, colour only helps."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_RING = '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.75"/>'
_DISC = '<circle cx="8" cy="8" r="7" fill="currentColor"/>'
_STROKE = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
_LINE = '<path d="{}" stroke-width="{}" ' + _STROKE + "/>"
_CUT = '<path class="cut" d="{}" stroke-width="1.75" ' + _STROKE + "/>"
_BARS = "M6.5 5.75v4.5M9.5 5.75v4.5"
_TICK = "M5 8.2l2.1 2.1L11 6"
_SHOUT = "M8 4.25v4.25M8 11.4v.1"

STATUS = {
    "new": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.75" '
    'stroke-dasharray="2.9 1.81"/>',
    "open": _RING + _LINE.format("M8 4.75V8l2.1 1.3", "1.5"),
    "in_progress": _RING + '<path d="M8 4.7a3.3 3.3 0 0 1 0 6.6z" fill="currentColor"/>',
    "wait_customer": _RING + _LINE.format(_BARS, "1.6"),
    "wait_vendor": _RING + _LINE.format("M5.2 8h5.4M8.6 5.9 10.7 8l-2.1 2.1", "1.5"),
    "resolved": _DISC + _CUT.format(_TICK),
    "closed": _DISC + _CUT.format("M5 8h6"),
    "reopened": _LINE.format("M3.1 5.2A5.75 5.75 0 1 1 2.25 8M2.6 2.6v2.9h2.9", "1.75"),
}


def _bar(index: int, count: int) -> str:
    x, y, height = ((1.5, 10, 4), (6.5, 6.5, 7.5), (11.5, 3, 11))[index]
    faint = ' class="faint"' if index >= count else ""
    return f'<rect x="{x}" y="{y}" width="3" height="{height}" rx="1" fill="currentColor"{faint}/>'


def _bars(count: int) -> str:
    return "".join(_bar(index, count) for index in range(3))


PRIORITY = {
    "urgent": '<rect x="1" y="1" width="14" height="14" rx="3.5" fill="currentColor"/>' + _CUT.format(_SHOUT),
    "high": _bars(3),
    "normal": _bars(2),
    "medium": _bars(2),
    "low": _bars(1),
}

_CLOCK = {
    "late": _DISC + _CUT.format(_SHOUT),
    "paused": _RING + _LINE.format(_BARS, "1.6"),
    "met": _DISC + _CUT.format(_TICK),
}


def status_glyph(status: str, size: int = 16) -> SafeString:
    """The drawing of a ticket state; an unknown state gets the ring of "open" so that a list never breaks."""
    return _svg(status, STATUS.get(status, STATUS["open"]), size)


def priority_glyph(priority: str, size: int = 16) -> SafeString:
    """The drawing of an urgency or priority."""
    return _svg(priority, PRIORITY.get(priority, PRIORITY["normal"]), size)


def sla_glyph(state: str, share: float = 1.0, size: int = 14) -> SafeString:
    """The drawing of a clock: "track" or "soon" show `share` (0–1) of the time left, "late", "paused", "met" do not."""
    inner = _CLOCK.get(state)
    if inner is None:
        left = round(max(0.0, min(1.0, share)) * 100)
        inner = (
            '<circle class="faint" cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" stroke-width="2.5"/>'
            f'<circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" stroke-width="2.5" pathLength="100" '
            f'stroke-dasharray="{left} 100" transform="rotate(-90 8 8)"/>'
        )
    return _svg(f"sla-{state}", inner, size)


def _svg(name: str, inner: str, size: int) -> SafeString:
    return format_html(
        '<svg class="glyph glyph-{}" width="{}" height="{}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">'
        "{}</svg>",
        name,
        size,
        size,
        mark_safe(inner),  # noqa: S308 - our own constant drawings
    )
