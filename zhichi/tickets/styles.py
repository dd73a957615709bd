"""What a mail's styles say, in the few classes that our pages know.

A closed list: weight, slant, lines, size in three steps, seven colours, alignment, white space. The colours are the
tokens of the theme, so that a letter can be read on light and on dark ground; black, white and grey are left to it.
Positions, sizes, margins and pictures in styles cannot be said in this list.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

COLOURS = ("red", "amber", "green", "teal", "blue", "violet")
_HUES = (20, 70, 165, 200, 255, 325)  # where each colour ends, in degrees; beyond the last it is red again
_MAX_STYLE = 2_000  # characters of one style that are read
_NAMED = {
    "red": (255, 0, 0), "darkred": (139, 0, 0), "crimson": (220, 20, 60), "maroon": (128, 0, 0),
    "orange": (255, 165, 0), "orangered": (255, 69, 0), "gold": (255, 215, 0), "yellow": (255, 255, 0),
    "lime": (0, 255, 0), "green": (0, 128, 0), "darkgreen": (0, 100, 0), "lightgreen": (144, 238, 144),
    "teal": (0, 128, 128), "aqua": (0, 255, 255), "cyan": (0, 255, 255), "blue": (0, 0, 255), "navy": (0, 0, 128),
    "darkblue": (0, 0, 139), "royalblue": (65, 105, 225), "lightblue": (173, 216, 230), "purple": (128, 0, 128),
    "fuchsia": (255, 0, 255), "magenta": (255, 0, 255), "violet": (238, 130, 238), "pink": (255, 192, 203),
}  # fmt: skip
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})(?:[0-9a-f]{2})?(?![0-9a-f])")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*(?:[,/]\s*([\d.]{1,6}%?)\s*)?\)")
_WORD = re.compile(r"[a-z]+")
_SIZE = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)\s*(px|pt|em|rem|%)")
_IN_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 14.0, "rem": 14.0, "%": 0.14}
_LARGE, _SMALL = 18, 11  # pixels: from here on, up to here
_MONOSPACE = ("mono", "courier", "consolas", "menlo")
# Words that set something back are no words of the list.
_STYLES = ("bold", "italic", "underline", "struck", "large", "small", "mono", "centre", "end", "pre", "hidden")
CLASSES = frozenset(f"m-{word}" for word in (*_STYLES, *COLOURS, *(f"on-{colour}" for colour in COLOURS)))


def classes_of(attribute: str, value: str) -> str:
    """The classes for an attribute that says how something looks ("style", "align", "color" or "bgcolor")."""
    value = value.lower()[:_MAX_STYLE]
    if attribute == "style":
        return " ".join(dict.fromkeys(_of_style(value)))
    reader = _READERS[attribute]
    return " ".join(reader(value.strip()))


def _of_style(style: str) -> Iterable[str]:
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        if reader := _READERS.get(name.strip()):
            yield from reader(value.strip())


def _colour(value: str) -> Iterable[str]:
    if colour := _family(value, least=0.25):
        yield f"m-{colour}"


def _ground(value: str) -> Iterable[str]:
    """A marked passage. Dark grounds are left out: what stands on them was written for them."""
    rgb = _rgb(value)
    if rgb and max(rgb) >= 180 and (colour := _family(value, least=0.15)):
        yield f"m-on-{colour}"


def _family(value: str, *, least: float) -> str:
    """The colour of the list that comes closest; "" for black, white, grey and what is no colour."""
    rgb = _rgb(value)
    high, low = (max(rgb), min(rgb)) if rgb else (0, 0)
    if rgb is None or high < 50 or (high - low) / high < least:
        return ""
    red, green, blue = rgb
    span = high - low
    if high == red:
        hue = 60 * ((green - blue) / span) % 360
    elif high == green:
        hue = 60 * ((blue - red) / span + 2)
    else:
        hue = 60 * ((red - green) / span + 4)
    return next((name for name, end in zip(COLOURS, _HUES, strict=True) if hue < end), COLOURS[0])


def _rgb(value: str) -> tuple[int, int, int] | None:
    if match := _HEX.search(value):
        digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if match := _RGB.search(value):
        is_clear = match[4] is not None and match[4].strip("0.%") == ""
        return None if is_clear else (min(int(match[1]), 255), min(int(match[2]), 255), min(int(match[3]), 255))
    word = _WORD.match(value)
    return _NAMED.get(word[0]) if word else None


def _weight(value: str) -> Iterable[str]:
    if value.startswith("bold") or (value[:3].isdigit() and int(value[:3]) >= 600):
        yield "m-bold"


def _slant(value: str) -> Iterable[str]:
    if value.startswith(("italic", "oblique")):
        yield "m-italic"


def _lines(value: str) -> Iterable[str]:
    if "underline" in value:
        yield "m-underline"
    if "line-through" in value:
        yield "m-struck"


def _size(value: str) -> Iterable[str]:
    match = _SIZE.match(value)
    pixels = float(match[1]) * _IN_PIXELS[match[2]] if match else 14
    if pixels >= _LARGE or value.startswith(("large", "x-large", "xx-large")):
        yield "m-large"
    elif pixels <= _SMALL or value.startswith(("small", "x-small", "xx-small")):
        yield "m-small"


def _face(value: str) -> Iterable[str]:
    if any(word in value for word in _MONOSPACE):
        yield "m-mono"


def _align(value: str) -> Iterable[str]:
    if value.startswith(("center", "middle")):
        yield "m-centre"
    elif value.startswith(("right", "end")):
        yield "m-end"


def _space(value: str) -> Iterable[str]:
    if value.startswith(("pre-wrap", "pre", "break-spaces")):
        yield "m-pre"


def _display(value: str) -> Iterable[str]:
    if value.startswith("none"):
        yield "m-hidden"


_READERS: dict[str, Callable[[str], Iterable[str]]] = {
    "color": _colour,
    "bgcolor": _ground,
    "background": _ground,
    "background-color": _ground,
    "font-weight": _weight,
    "font-style": _slant,
    "text-decoration": _lines,
    "text-decoration-line": _lines,
    "font-size": _size,
    "font-family": _face,
    "align": _align,
    "text-align": _align,
    "white-space": _space,
    "display": _display,
}
LOOKS = ("style", "align", "color", "bgcolor")  # the attributes of HTML that `classes_of` reads
