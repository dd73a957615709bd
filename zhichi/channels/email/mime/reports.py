"""Notices about mail of ours: not delivered, delayed, delivered, read. By report part, else by common wording."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from zhichi.channels.email.mime.addresses import SHOWN_ADDRESS
from zhichi.channels.email.mime.autoreply import has_null_sender, shown, submitted_automatically

if TYPE_CHECKING:
    from zhichi.channels.email.mime.structure import Part, Tree

Kind = Literal["failed", "delayed", "delivered", "read"]

_BOUNCE_SUBJECT = re.compile(
    r"\W*(?:系统退信|退信通知|退信[:：]|退信$|来自.{1,80}的退信|邮件(?:系统)?退信|(?:邮件)?(?:投递|发送|送达|传递)(?:状态通知)?.{0,3}失败|未送达|"
    r"无法(?:投递|送达|传递|递送)|未能(?:送达|投递|传递)|邮件被退回|您的邮件被退回|無法(?:投遞|傳遞|遞送)|未傳遞|退回郵件|"
    r"邮件(?:投递|发送)(?:延迟|延时)|undeliver(?:ed|able)|delivery (?:status )?notification|delivery failure|"
    r"delivery (?:has )?fail|delivery delayed|mail delivery (?:failed|failure|system|delayed)|mail system error|"
    r"failure notice|failed delivery|returned mail|message (?:not delivered|delivery failure|delayed)|"
    r"returned to sender|unzustellbar|nicht zustellbar|warning: (?:message|could not send)|"
    r"non remis|échec de la remise|no se puede entregar|mancata consegna|не доставлено)",
    re.IGNORECASE,
)
_DELAY = re.compile(
    r"\bdelay(?:ed)?\b|warning: could not send|will (?:be retried|keep trying|continue)|still be retried|"
    r"延迟|延时|暂时(?:未能|无法)|稍后(?:会)?(?:再次)?重试|继续尝试",
    re.IGNORECASE,
)
_DAEMONS = frozenset(("mailer-daemon", "mail-daemon", "maildaemon", "mailerdaemon"))
_POSTMASTERS = frozenset(("postmaster", "mailsystem", "mail-system", "double-bounce", "bounce", "mail.system"))
_EXCHANGE = "microsoftexchange"
_SMTP_REFUSAL = re.compile(r"\b5[0-9]{2}[ -]#?5\.[0-9]{1,3}\.[0-9]{1,3}\b|\b55[0-9][ -]")
_FIELD = re.compile(rb"^([a-z-]{1,40})[ \t]*:[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", re.IGNORECASE | re.MULTILINE)
_ENHANCED = re.compile(r"(?<![\d.])([245])\.\d{1,3}\.\d{1,3}(?![\d.])")
_CODE = re.compile(r"(?<![\d.])([45])[0-5]\d(?=[ -])")
_OUR_ID = re.compile(r"<zc\.[0-9a-f]{24}[^<>\s]{0,120}>")
_WINDOW = 16_384  # characters of a notice's text, and bytes of its report, that are read
_LOOKED_AT = 200_000  # bytes in which our own Message-ID is searched
_MOST = 20
_KINDS: dict[bytes, Kind] = {b"failed": "failed", b"delayed": "delayed"}


@dataclass(frozen=True, slots=True)
class Report:
    """What a notice says. `recipients` are lower case; from wording they may name bystanders too, so compare them.

    `is_permanent` is false for a passing cause, `quoted` holds Message-IDs of ours found in it.
    """

    kind: Kind
    sign: str
    recipients: tuple[str, ...] = ()
    status: str = ""  # "5.1.1"
    is_permanent: bool = True
    answer: str = ""  # what the other server said
    quoted: tuple[str, ...] = ()


def read_report(raw: bytes, tree: Tree, from_address: str, subject: str, text: str) -> Report | None:
    """The report that this message is, or None. Wording alone is not enough: customers ask about bounces too."""
    if tree.content_type == "multipart/report":
        return _by_part(raw, tree, text)
    sign = _sign(tree, from_address, subject, text)
    if not sign:
        return None
    head = text[:_WINDOW]
    failed = tree.headers.first("x-failed-recipients").decode("utf-8", "replace")
    kind: Kind = "delayed" if not failed and _DELAY.search(f"{subject}\n{head[:2000]}") else "failed"
    found = _addresses(failed) or _addresses(head)
    status, is_permanent = _status(head)
    return Report(
        kind=kind,
        sign=sign,
        recipients=tuple(item for item in found if item != from_address.lower()),
        status=status,
        is_permanent=is_permanent and kind == "failed",
        answer=_answer(head),
        quoted=_quoted(raw, text),
    )


def _by_part(raw: bytes, tree: Tree, text: str) -> Report | None:
    statuses = [part for part in tree.parts if part.content_type.startswith("message/delivery-status")]
    if tree.params.get("report-type", "").lower() == "disposition-notification" or any(
        part.content_type == "message/disposition-notification" for part in tree.parts
    ):
        return Report("read", "Content-Type: disposition-notification", quoted=_quoted(raw, text), is_permanent=False)
    if not statuses and tree.params.get("report-type", "").lower() != "delivery-status":
        return None
    fields = [field for part in statuses for field in _FIELD.findall(_body(part))]
    actions = [value.strip().lower().partition(b" ")[0] for name, value in fields if name.lower() == b"action"]
    kind = _kind(actions)
    told = {name.lower(): b" ".join(value.split()).decode("utf-8", "replace") for name, value in reversed(fields)}
    names = (b"original-recipient", b"final-recipient")
    named = [value.decode("utf-8", "replace") for name, value in fields if name.lower() in names]
    status = match[0] if (match := _ENHANCED.search(told.get(b"status", ""))) else ""
    return Report(
        kind=kind,
        sign="Content-Type: delivery-status",
        recipients=_addresses(" ".join(named)) or _addresses(text[:_WINDOW]),
        status=status,
        is_permanent=kind == "failed" and not status.startswith("4"),
        answer=told.get(b"diagnostic-code", "").partition(";")[2].strip()[:300] or _answer(text[:_WINDOW]),
        quoted=_quoted(raw, text),
    )


def _kind(actions: list[bytes]) -> Kind:
    if not actions or b"failed" in actions:
        return "failed"
    return "delayed" if b"delayed" in actions else "delivered"


def _body(part: Part) -> bytes:
    return part.source[part.start : min(part.end, part.start + _WINDOW)]


def _sign(tree: Tree, from_address: str, subject: str, text: str) -> str:
    """What says that this is a notice of a mail server, or ""."""
    headers = tree.headers
    if "x-failed-recipients" in headers:
        return shown("X-Failed-Recipients", headers.first("x-failed-recipients"))
    local = from_address.partition("@")[0].lower()
    if local in _DAEMONS:
        return f"From: {from_address[:80]}"
    if not _BOUNCE_SUBJECT.match(subject):
        return ""
    is_server = local in _POSTMASTERS or local.startswith(_EXCHANGE)
    is_automatic = is_server or has_null_sender(headers) or bool(submitted_automatically(headers))
    is_nameless = not from_address and bool(_SMTP_REFUSAL.search(text[:_WINDOW]))
    return f"Subject: {subject[:80]}" if is_automatic or is_nameless else ""


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.lower() for item in SHOWN_ADDRESS.findall(text)))[:_MOST]


def _status(text: str) -> tuple[str, bool]:
    enhanced = _ENHANCED.search(text)
    if enhanced:
        return enhanced[0], enhanced[1] != "4"
    code = _CODE.search(text)
    return (code[0], code[1] != "4") if code else ("", True)


def _answer(text: str) -> str:
    """The line in which the other server says no."""
    lines = (line.strip() for line in text.splitlines())
    return next((line[:300] for line in lines if _ENHANCED.search(line) or _CODE.search(line)), "")


def _quoted(raw: bytes, text: str) -> tuple[str, ...]:
    return quoted_ids(f"{raw[:_LOOKED_AT].decode('latin-1')} {text[:_WINDOW]}")


def quoted_ids(text: str) -> tuple[str, ...]:
    """Message-IDs in a text that look like ours, each once."""
    return tuple(dict.fromkeys(_OUR_ID.findall(text)))[:_MOST]
