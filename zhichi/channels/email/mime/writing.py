"""Header fields for the wire: folded, encoded, and refused when they could start a line of their own."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from zhichi.channels.email.mime.addresses import Address

_CONTROLS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")
_ADDRESS = re.compile(r"[^\s<>\"(),;:@\\\[\]]{1,64}@[^\s<>\"(),;:@\\]{1,255}")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_TOKEN = re.compile(r"[A-Za-z0-9!#$&^_.+-]+")
_LINE = 76
# 45 bytes become 60 characters of Base64; with "=?utf-8?b?" and "?=" a word stays below the 75 of RFC 2047.
_WORD_BYTES = 45
_SEGMENT = 60


class Unsendable(ValueError):
    """A field cannot be written safely; `field` names it, the text says why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field


def checked(field: str, value: str) -> str:
    """The value, refused when it holds a line break or another control character (header injection)."""
    if _CONTROLS.search(value):
        raise Unsendable(field, "control character in a header field")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise Unsendable(field, "text that is not Unicode") from None
    return value


def unstructured(field: str, value: str) -> str:
    """A field of free text, folded; anything but plain ASCII goes into encoded words."""
    text = checked(field, value).strip(" ")
    longest = max((len(word) for word in text.split(" ")), default=0)
    if text.isascii() and "=?" not in text and "  " not in text and longest < _LINE - len(field):
        return _folded(f"{field}:", text.split(" "))
    return f"{field}: {_encoded_words(text, after=len(field) + 2)}"


def mailboxes(field: str, addresses: tuple[Address, ...]) -> str:
    """A list of addresses, one to a line."""
    return f"{field}: " + ",\r\n ".join(_mailbox(field, each) for each in addresses)


def envelope_address(field: str, address: str) -> str:
    """The address as servers want it: ASCII, an international domain in its xn-- form."""
    text = checked(field, address).strip(" ")
    if not _ADDRESS.fullmatch(text):
        raise Unsendable(field, "not an e-mail address")
    local, _, domain = text.rpartition("@")
    try:
        return f"{local}@{domain}" if text.isascii() else f"{local.encode('ascii').decode()}@{_ascii_domain(domain)}"
    except UnicodeError:
        raise Unsendable(field, "an address that servers without SMTPUTF8 refuse") from None


def message_ids(field: str, ids: tuple[str, ...]) -> str:
    """Ids, one to a line and never encoded: an encoded or broken id breaks the thread at the other end."""
    return f"{field}: " + "\r\n ".join(ids)


def is_message_id(value: str) -> bool:
    """Whether an id can be written as it is."""
    return bool(_MESSAGE_ID.fullmatch(value))


def parameter(name: str, value: str) -> str:
    """A parameter, folded before it; RFC 2231 with continuations when the value is long or not ASCII."""
    text = checked(name, value)
    if _TOKEN.fullmatch(text) and len(text) <= _SEGMENT:
        return f";\r\n {name}={text}"
    if text.isascii() and len(text) <= _SEGMENT:
        return f";\r\n {name}={_quoted(text)}"
    pieces = [quote(character, safe="") for character in text]
    segments = _grouped(pieces, _SEGMENT)
    if len(segments) == 1:
        return f";\r\n {name}*=utf-8''{segments[0]}"
    marked = (
        f";\r\n {name}*{index}*={'' if index else chr(39).join(('utf-8', '', ''))}" for index in range(len(segments))
    )
    return "".join(head + segment for head, segment in zip(marked, segments, strict=True))


def fallback_name(value: str) -> str:
    """The name= of Content-Type in encoded words: not in the standard, but what old clients look at."""
    text = checked("name", value)
    if text.isascii() and len(text) <= _SEGMENT:
        return f";\r\n name={_quoted(text)}"
    return f';\r\n name="{_encoded_words(text, after=7)}"'


def _mailbox(field: str, address: Address) -> str:
    target = envelope_address(field, address.address)
    name = checked(field, address.name).strip(" ")
    if not name:
        return target
    if name.isascii() and "=?" not in name and len(name) <= _SEGMENT:
        shown = name if _ATOMS.fullmatch(name) else _quoted(name)
        gap = " " if len(field) + len(shown) + len(target) + 5 <= _LINE else "\r\n "
        return f"{shown}{gap}<{target}>"
    return f"{_encoded_words(name, after=len(field) + 2)}\r\n <{target}>"


def _ascii_domain(domain: str) -> str:
    return domain.encode("idna").decode("ascii")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _folded(head: str, words: list[str]) -> str:
    lines, line = [], head
    for word in words:
        if len(line) + 1 + len(word) > _LINE:
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\r\n".join([*lines, line])


def _encoded_words(text: str, *, after: int) -> str:
    """Base64 words in UTF-8; each holds whole characters, which is why the text is grouped by character.

    The first one stands behind `after` characters of its line, which must not be longer than 76 (RFC 2047).
    """
    groups: list[bytes] = []
    current, room = b"", min(_WORD_BYTES, (_LINE - after - len("=?utf-8?b??=")) // 4 * 3)
    for character in text:
        data = character.encode("utf-8")
        if len(current) + len(data) > room:
            groups.append(current)
            current, room = b"", _WORD_BYTES
        current += data
    groups.append(current)
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(group).decode('ascii')}?=" for group in groups)


def _grouped(pieces: list[str], limit: int) -> list[str]:
    groups, current = [], ""
    for piece in pieces:
        if len(current) + len(piece) > limit:
            groups.append(current)
            current = ""
        current += piece
    return [*groups, current]
