"""Letters that Outlook saved (`.msg`, MS-OXMSG), read into the same values as mail. Pure; never raises."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from zhichi.channels.email.mime import charsets
from zhichi.channels.email.mime.attachments import safe_name, type_of_name
from zhichi.channels.email.mime.cfb import SIGNATURE, read_compound
from zhichi.channels.email.mime.html_text import html_to_text
from zhichi.channels.email.mime.notes import MAX_BODY_CHARS, MAX_PARTS, MAX_SUBJECT_CHARS, Notes, Problem
from zhichi.channels.email.mime.rtf import read_compressed
from zhichi.channels.email.parsing import Attachment, InboundMail

if TYPE_CHECKING:
    from zhichi.channels.email.mime.cfb import Folder

_MAX_PEOPLE = 1_000
_MAX_DEPTH = 3  # of letters in each other
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_PAGES = (0x3FFD, 0x3FDE)  # the code page of the letter's strings, of its HTML
_ADDRESSES = (0x5D01, 0x5D02, 0x39FE, 0x0C1F, 0x0065)  # of the sender; old ones hold no address of the internet
_SENT, _DELIVERED = 0x0039, 0x0E06
_FIXED = "__properties_version1.0"
_ATTACHED = "__attach_version1.0_#"
_INNER = "__substg1.0_3701000D"


def is_msg(content: bytes) -> bool:
    """Whether it begins as such a file does."""
    return content.startswith(SIGNATURE)


def parse_msg(content: bytes) -> InboundMail:
    """Read a `.msg`; what cannot be read is left empty, with a problem."""
    root = read_compound(content)
    if root is None or not root.streams:
        return InboundMail(problems=(Problem.ENVELOPE_DAMAGED.value,))
    return _letter(root, head=32, depth=0)


def _letter(folder: Folder, *, head: int, depth: int) -> InboundMail:
    fixed = _fixed(folder, head)
    page = f"cp{fixed[_PAGES[0]] & 0xFFFF}" if _PAGES[0] in fixed else "gb18030"
    html_page = f"cp{fixed[_PAGES[1]] & 0xFFFF}" if _PAGES[1] in fixed else ""
    text, html = _body(folder, page, html_page)
    addresses = (_words(folder, name, page) for name in _ADDRESSES)
    address = next((found for found in addresses if "@" in found), "")
    is_readable = bool(text.strip() or html)
    return InboundMail(
        subject=" ".join(_words(folder, 0x0037, page).split())[:MAX_SUBJECT_CHARS],
        from_address=address[:254],
        from_name=(_words(folder, 0x0C1A, page) or _words(folder, 0x0042, page))[:254],
        to=_people(_words(folder, 0x0E04, page)),
        cc=_people(_words(folder, 0x0E03, page)),
        date=_moment(fixed.get(_SENT) or fixed.get(_DELIVERED)),
        text=text if text.strip() else html_to_text(html[:1_000_000]),
        html=html,
        attachments=_attachments(folder, page, depth),
        message_id=_words(folder, 0x1035, page)[:998],
        problems=() if is_readable else (Problem.EMPTY.value,),
    )


def _body(folder: Folder, page: str, html_page: str) -> tuple[str, str]:
    """Text and HTML; many letters hold them only packed into compressed rich text."""
    html = _html(folder, page, html_page)
    text = _words(folder, 0x1000, page).replace("\r\n", "\n")
    if not html and (packed := folder.read("__substg1.0_10090102")):
        rich = read_compressed(packed)
        text, html = text if text.strip() else rich.text, rich.html
    return text[:MAX_BODY_CHARS], html[:MAX_BODY_CHARS]


def _fixed(folder: Folder, head: int) -> dict[int, int]:
    """Values of fixed length by their names."""
    data = folder.read(_FIXED)[head:]
    found: dict[int, int] = {}
    for place in range(0, min(len(data) // 16, 5_000) * 16, 16):
        _kind, name, _flags, value = struct.unpack_from("<HHIQ", data, place)
        found.setdefault(name, value)
    return found


def _words(folder: Folder, name: int, page: str) -> str:
    wide = folder.read(f"__substg1.0_{name:04X}001F")
    if wide:
        words = wide.decode("utf-16-le", "replace")
    else:
        words = charsets.decode(folder.read(f"__substg1.0_{name:04X}001E"), page, Notes())
    return words.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()


def _html(folder: Folder, page: str, html_page: str) -> str:
    data = folder.read("__substg1.0_10130102")
    html = charsets.decode(data, html_page, Notes()) if data else _words(folder, 0x1013, page)
    return html.replace("\0", "")


def _people(words: str) -> tuple[str, ...]:
    return tuple(bare for each in words.split(";", _MAX_PEOPLE)[:_MAX_PEOPLE] if (bare := each.strip(" '")))


def _moment(ticks: int | None) -> datetime | None:
    """A time of Windows, in tenths of microseconds since 1601."""
    try:
        return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
    except OverflowError:
        return None


def _attachments(folder: Folder, page: str, depth: int) -> tuple[Attachment, ...]:
    names = sorted(name for name in folder.folders if name.startswith(_ATTACHED))[:MAX_PARTS]
    return tuple(_attachment(folder.folders[name], page, depth, index) for index, name in enumerate(names, start=1))


def _attachment(folder: Folder, page: str, depth: int, index: int) -> Attachment:
    name = next((found for each in (0x3707, 0x3001, 0x3704) if (found := _words(folder, each, page))), "")
    inner = folder.folders.get(_INNER)
    if inner is not None and depth + 1 < _MAX_DEPTH:
        letter = _letter(inner, head=24, depth=depth + 1)
        content, kind = _as_mail(letter), "message/rfc822"
        name = f"{letter.subject or name or 'message'}.eml"
    else:
        content, kind = folder.read("__substg1.0_37010102"), _words(folder, 0x370E, page).lower() or type_of_name(name)
    cid = _words(folder, 0x3712, page).strip("<> ")
    return Attachment(safe_name(name, kind, index), kind, len(content), cid[:200], content)


def _as_mail(letter: InboundMail) -> bytes:
    """A letter inside a letter as mail, so that it can be looked into like any other. Its files stay in the `.msg`."""
    is_html = bool(letter.html)
    head = {
        "From": f'"{letter.from_name}" <{letter.from_address}>'.replace("\n", " "),
        "To": ", ".join(letter.to),
        "Subject": letter.subject,
        "Date": letter.date.strftime("%d %b %Y %H:%M:%S +0000") if letter.date else "",
        "Content-Type": f"text/{'html' if is_html else 'plain'}; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    lines = "".join(f"{name}: {' '.join(value.split())}\n" for name, value in head.items() if value)
    return f"{lines}\n{letter.html or letter.text}".encode("utf-8", "replace")
