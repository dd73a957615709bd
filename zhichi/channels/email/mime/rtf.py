"""Rich text as Outlook keeps letters: compressed (MS-OXRTFCP), with HTML or plain text packed into it (MS-OXRTFEX).

Pure, bounded by its bytes and by what it unpacks to, in linear time. Never raises.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, replace
from typing import NamedTuple

from zhichi.channels.email.mime import charsets

MAX_RTF_BYTES = 4 * 1024 * 1024  # unpacked
_MAX_DEPTH = 200  # of groups in each other; what is deeper is left out
_HEAD = struct.Struct("<IIII")  # length of all but itself, unpacked length, kind, checksum
_COMPRESSED, _PLAIN = 0x75465A4C, 0x414C454D
_WINDOW = 4096
# What every compressed stream may refer to before it has said anything itself, as the format defines it.
_BEFORE = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_TOKEN = re.compile(
    rb"\\(?:([a-zA-Z]{1,32})(-?\d{1,9})?[ ]?|'([0-9a-fA-F]{2})|(.))|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_LEFT_OUT = frozenset(
    "colortbl stylesheet info pict object header footer headerl headerr headerf footerl footerr footerf footnote "
    "listtable listoverridetable revtbl rsidtbl themedata colorschememapping datastore latentstyles xmlnstbl "
    "generator mhtmltag".split()
)
_SAID = {
    "par": "\n",
    "line": "\n",
    "sect": "\n",
    "page": "\n",
    "row": "\n",
    "tab": "\t",
    "cell": "\t",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
    "bullet": "\u2022",
    "endash": "\u2013",
    "emdash": "\u2014",
    "enspace": "\u2002",
    "emspace": "\u2003",
}
_SYMBOLS = {b"~": "\xa0", b"_": "\u2011", b"-": "\xad", b"\n": "\n", b"\r": "\n"}
_THEMSELVES = b"\\{}"
# The code page of a font's characters, by the number that stands for its script.
_SCRIPTS = {
    77: "mac-roman",
    128: "cp932",
    129: "cp949",
    134: "cp936",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}


class RichText(NamedTuple):
    """What stands in rich text: HTML where a letter of HTML was packed into it, else plain text."""

    text: str = ""
    html: str = ""


def read_compressed(data: bytes) -> RichText:
    """A letter's compressed rich text; empty where it cannot be unpacked."""
    return read_rtf(decompress(data))


def decompress(data: bytes) -> bytes:
    """The rich text itself, as much as is whole; b"" for another format."""
    if len(data) < _HEAD.size:
        return b""
    _length, size, kind, _checksum = _HEAD.unpack_from(data)
    size = min(size, MAX_RTF_BYTES)
    if kind == _PLAIN:
        return data[_HEAD.size : _HEAD.size + size]
    return _unpacked(data, size) if kind == _COMPRESSED else b""


def _unpacked(data: bytes, size: int) -> bytes:
    """Eight pieces after each byte of flags: a byte as it is, or so many bytes from the last 4 KB."""
    found = bytearray(_BEFORE)
    place, end = _HEAD.size, len(_BEFORE) + size
    while place < len(data) and len(found) < end:
        flags = data[place]
        place += 1
        if not flags:
            found += data[place : place + 8]
            place += 8
            continue
        for bit in range(8):
            if not flags >> bit & 1:
                found += data[place : place + 1]
                place += 1
                continue
            pair = int.from_bytes(data[place : place + 2], "big")
            place += 2
            back = (len(found) - (pair >> 4)) % _WINDOW
            if not back or back > len(found) or place > len(data):  # the first one is the mark of the end
                return bytes(found[len(_BEFORE) : end])
            start = len(found) - back
            wanted = (pair & 15) + 2
            found += (bytes(found[start : start + wanted]) * (wanted // back + 1))[:wanted]
    return bytes(found[len(_BEFORE) : end])


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until the group ends."""

    is_silent: bool = False  # a destination that nobody reads
    is_fonts: bool = False
    is_twin: bool = False  # rich text that stands beside the HTML that says the same
    page: str = ""
    after_code: int = 1  # how many characters stand for one given by its number


def read_rtf(data: bytes) -> RichText:
    """Text or HTML of rich text; the first 4 MB of it."""
    if not data.startswith(b"{\\rtf"):
        return RichText()
    reader = _Reader(data[:MAX_RTF_BYTES])
    said = reader.run()
    return RichText(html=said) if reader.is_html else RichText(text=said.strip("\n"))


class _Reader:
    """The state of one pass."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.is_html = False
        self.page = "cp1252"
        self.fonts: dict[int, str] = {}
        self.font = 0  # whose script is told next
        self.usual_font = 0
        self.group = _Group()
        self.outer: list[_Group] = []
        self.too_deep = 0
        self.is_star = False  # "\\*" before it: a destination that may be unknown
        self.left_out = 0  # characters that only stand for one given by its number
        self.raw = bytearray()  # bytes of one code page
        self.said: list[str] = []

    def run(self) -> str:
        """Everything that is said."""
        place = 0
        while match := _TOKEN.match(self.data, place):
            word, number, code, symbol, brace, text = match.groups()
            place = match.end()
            if brace:
                self._brace(brace)
            elif self.too_deep:
                continue
            elif word:
                place += self._word(word.decode("ascii"), int(number) if number else None)
            elif code:
                self._bytes(bytes((int(code, 16),)))
            elif symbol:
                self._symbol(symbol)
            elif text:
                self._bytes(text)
        self._flush()
        # Characters beyond 65,535 are given as two numbers.
        return "".join(self.said).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "")

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self.is_star, self.left_out = False, 0
        if brace == b"{":
            if self.too_deep or len(self.outer) >= _MAX_DEPTH:
                self.too_deep += 1
            else:
                self.outer.append(self.group)
        elif self.too_deep:
            self.too_deep -= 1
        elif self.outer:
            self.group = self.outer.pop()

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self.is_star = True
        elif symbol in _THEMSELVES:
            self._bytes(symbol)
        else:
            self._say(_SYMBOLS.get(symbol, ""))

    def _word(self, word: str, number: int | None) -> int:
        """Do what a control word means; how many bytes behind it are none of the text."""
        is_star, self.is_star = self.is_star, False
        if word == "bin":
            return max(number or 0, 0)
        if word in _SAID:
            self._say(_SAID[word])
        elif word == "u" and number is not None:
            self._say(chr(number & 0xFFFF))
            self.left_out = self.group.after_code
        elif word == "fonttbl":
            self.group = replace(self.group, is_fonts=True)
        elif word in _LEFT_OUT or (is_star and word != "htmltag"):
            self.group = replace(self.group, is_silent=True)
        else:
            self._property(word, number)
        return 0

    def _property(self, word: str, number: int | None) -> None:
        """What changes how the following is read."""
        if word == "fromhtml":
            self.is_html = number != 0
        elif word == "htmlrtf":
            self._change(replace(self.group, is_twin=number != 0))
        elif word == "ansicpg" and number:
            self.page = f"cp{number}"
        elif word == "deff" and number is not None:
            self.usual_font = number
        elif word == "uc" and number is not None:
            self.group = replace(self.group, after_code=min(max(number, 0), 8))
        elif word == "f" and number is not None:
            self.font = number
            if not self.group.is_fonts:
                self._change(replace(self.group, page=self.fonts.get(number, "")))
        elif word == "plain":
            self._change(replace(self.group, page=""))
        elif self.group.is_fonts and number is not None:
            self._script(word, number)

    def _script(self, word: str, number: int) -> None:
        if word == "fcharset":
            self.fonts[self.font] = _SCRIPTS.get(number, self.page)
        elif word == "cpg":
            self.fonts[self.font] = f"cp{number}"

    def _change(self, group: _Group) -> None:
        self._flush()
        self.group = group

    def _bytes(self, some: bytes) -> None:
        if self.left_out:
            some, self.left_out = some[self.left_out :], max(0, self.left_out - len(some))
        if self._is_heard():
            self.raw += some

    def _say(self, words: str) -> None:
        self._flush()
        if self._is_heard():
            self.said.append(words)

    def _is_heard(self) -> bool:
        group = self.group
        return not (group.is_silent or group.is_fonts or (group.is_twin and self.is_html))

    def _flush(self) -> None:
        if self.raw:
            page = self.group.page or self.fonts.get(self.usual_font) or self.page
            self.said.append(self.raw.decode(charsets.codec_for(page) or "cp1252", "replace"))
            self.raw.clear()
