"""A mail that somebody passed on: who wrote it first, and what (2.1). Pure; reads the headers that clients put in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from zhichi.channels.email.mime.addresses import SHOWN_ADDRESS
from zhichi.channels.email.parsing import InboundMail, parse
from zhichi.channels.email.quotes.heads import field_of
from zhichi.channels.email.quotes.words import FORWARD_SUBJECT

if TYPE_CHECKING:
    from zhichi.channels.email.parsing import Attachment

_PREFIXES = re.compile(
    r"\s*(?:(?:re|aw|sv|antw|回复|回覆|答复|答覆|fwd?|转发|轉寄|转寄|轉發|wg|tr|rv|转送)\s*(?:\[\d+\])?\s*[:：]\s*)+",
    re.IGNORECASE,
)
_MARKS = (
    "orwarded message", "ORWARDED MESSAGE", "orwarded by",
    "转发的邮件", "转发邮件信息", "转发的消息", "轉寄郵件", "轉寄的郵件",
    "eitergeleitete Nachricht", "essage transféré", "ensaje reenviado",
)  # fmt: skip
_HEAD = 6_000  # characters of a letter in which a mark is looked for
_LONGEST_LINE = 1_000
_LONGEST_FRAME = 200
_RULE = re.compile(r"[\s>*|]*[-_=—－]{3,}.{0,60}?(?:[-_=—－]{3,}|$)\s*")
_OPENER = re.compile(
    r"[\s>]*(?:begin forwarded message|开始转发的邮件|已转发邮件|转发的邮件)\s*[:：]?\s*", re.IGNORECASE
)
_MAILTO = re.compile(r"\(?\[?mailto:[^)\]\s]*[)\]]?", re.IGNORECASE)
_NAME_EDGES = " \t\"'“”‘’<>()（）[];；,，:：*|"
_LINES_LOOKED_AT = 400
_BLOCK = 14  # lines in which the fields of one forwarded header stand together
_BEGINS = frozenset(("from", "date", "to", "subject"))
_OTHER = "other"
_FRAME = " \t>*|"  # what clients put around the fields
_ENOUGH = 2  # fields beside the sender's: a single "From:" in a letter is no header


@dataclass(frozen=True)
class Original:
    """What was forwarded: the first letter as its own mail, what the forwarder wrote above it, how it was found."""

    mail: InboundMail
    remark: str
    evidence: str


def looks_forwarded(mail: InboundMail) -> bool:
    """Whether it is worth asking who sent it on: cheap, for every mail."""
    head = mail.text[:_HEAD]
    return (
        bool(FORWARD_SUBJECT.match(mail.subject)) or any(mark in head for mark in _MARKS) or _attached(mail) is not None
    )


def original_of(mail: InboundMail) -> Original | None:
    """The letter inside a forwarded mail; None when it does not say who wrote it (a name alone is not enough)."""
    attached = _attached(mail)
    if attached is not None:
        inner = parse(attached.content)
        if inner.from_address:
            return Original(inner, _without_openers(mail.text), f"{attached.content_type} From: {inner.from_address}")
    return _inline(mail)


def _attached(mail: InboundMail) -> Attachment | None:
    letters = [item for item in mail.attachments if item.content_type == "message/rfc822"]
    return letters[0] if len(letters) == 1 else None


def _inline(mail: InboundMail) -> Original | None:
    lines = [line if len(line) <= _LONGEST_LINE else line[:_LONGEST_LINE] for line in mail.text.splitlines()]
    for place, line in enumerate(lines[:_LINES_LOOKED_AT]):
        if _field(line)[0] not in _BEGINS:
            continue
        fields, end = _header_at(lines, place)
        sender = fields.get("from", "")
        address = SHOWN_ADDRESS.search(_MAILTO.sub(" ", sender)) or SHOWN_ADDRESS.search(sender)
        if address is None or len(fields) <= _ENOUGH:
            return None  # the first header decides: what stands deeper is an older letter of somebody else
        name = _MAILTO.sub(" ", sender).replace(address[0], " ").replace("代表", " ").strip(_NAME_EDGES)
        text = "\n".join(_unquoted(mail.text.splitlines()[end:])).strip("\n")
        letter = replace(
            mail,
            from_address=address[0],
            from_name=" ".join(name.split())[:120],
            subject=fields.get("subject", "") or without_prefix(mail.subject),
            text=text,
            html="",
            to=(),
            cc=(),
            reply_to=(),
            message_id=mail.in_reply_to or (mail.references[-1] if mail.references else ""),
            in_reply_to="",
            references=(),
        )
        return Original(letter, _without_openers("\n".join(lines[:place])), line.strip(" >*|")[:120])
    return None


def without_prefix(subject: str) -> str:
    """A subject without "Re:", "Fwd:", "转发:" and their chains."""
    return _PREFIXES.sub("", subject, count=1).strip()


def _header_at(lines: list[str], start: int) -> tuple[dict[str, str], int]:
    """The fields of the header block that begins at this line, and the line after it. Values may be folded."""
    fields: dict[str, str] = {}
    last, end = "", start
    for place in range(start, min(start + _BLOCK, len(lines))):
        line = lines[place]
        kind, value = _field(line)
        if kind:
            if kind in fields and kind != _OTHER:
                break
            last, fields[kind], end = kind, value, place + 1
        elif not line.strip(" >*|-"):
            if len(fields) > _ENOUGH:
                return fields, end
        elif last and not fields[last]:
            fields[last], end = line.strip(" >*|"), place + 1
        elif last and line[:1] in " \t" and last in {"to", _OTHER}:
            end = place + 1
        else:
            break
    return fields, end


def _field(line: str) -> tuple[str, str]:
    """What a line of a shown header says: the kind of field, "" for none that we know, and its value."""
    kind, value = field_of(line.strip(_FRAME)) or ("", "")
    return kind, value.strip(_FRAME)


def _unquoted(lines: list[str]) -> list[str]:
    """A forwarded text without the "> " that some clients put before every line of it."""
    while lines and not lines[0].strip(" >|-"):
        lines = lines[1:]
    written = [line for line in lines if line.strip()]
    if written and all(line.lstrip().startswith(">") for line in written):
        return [re.sub(r"^\s*> ?", "", line) for line in lines]
    return lines


def _without_openers(text: str) -> str:
    """What the forwarder wrote: no rules, no "Begin forwarded message:", no blank ends."""
    kept = [line for line in text.splitlines() if not _is_frame(line)]
    return "\n".join(kept).strip()


def _is_frame(line: str) -> bool:
    return len(line) <= _LONGEST_FRAME and bool(_OPENER.fullmatch(line) or _RULE.fullmatch(line))
