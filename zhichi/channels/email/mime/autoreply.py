"""Is this message written by a machine: RFC 3834 headers, reports, and the wording of common servers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhichi.channels.email.mime.headers import Headers
    from zhichi.channels.email.mime.structure import Tree

_PRECEDENCE = frozenset((b"bulk", b"junk", b"auto_reply", b"auto-reply"))
_FLAGS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-autoreply-from", "x-mail-autoreply")
_SUPPRESS = re.compile(rb"\b(?:all|oof|autoreply)\b", re.IGNORECASE)
_NO = frozenset((b"", b"no", b"false", b"0", b"none"))

# The mark must end the wording: a customer may well write "自动回复功能打不开".
_AUTOMATIC_SUBJECT = re.compile(
    r"\W*(?:自动(?:回复|答复|应答)|自動(?:回覆|回復|答覆)|外出自动(?:回复|答复)|休假自动回复|不在办公室|"
    r"automatic reply|auto[- ]?(?:reply|response|responder)|autosvar|automatische antwort|abwesenheitsnotiz|"
    r"réponse automatique|respuesta automática|自動応答|자동 회신|"
    r"out of (?:the )?office(?: (?:auto[- ]?reply|reply|message|notification))?)\s*(?:[:：\]】）)]|$)",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT = re.compile(
    r"\W*(?:系统退信|退信通知|退信[:：]|来自.{1,80}的退信|邮件(?:系统)?退信|(?:邮件)?(?:投递|发送|送达)失败|未送达|无法(?:投递|送达)|"
    r"未能送达|邮件被退回|無法(?:投遞|傳遞|遞送)|undeliver(?:ed|able)|delivery status notification|"
    r"delivery (?:has )?fail|mail delivery (?:failed|failure|system)|mail system error|failure notice|"
    r"returned mail|message (?:not delivered|delivery failure)|returned to sender|unzustellbar)",
    re.IGNORECASE,
)
_DAEMONS = frozenset(("mailer-daemon", "mail-daemon", "maildaemon", "mailerdaemon"))
_POSTMASTERS = frozenset(("postmaster", "mailsystem", "mail-system", "double-bounce"))
_SMTP_REFUSAL = re.compile(r"\b5[0-9]{2}[ -]#?5\.[0-9]{1,3}\.[0-9]{1,3}\b|\b55[0-9][ -]")
_ACTION = re.compile(rb"^action\s*:\s*([a-z]+)", re.IGNORECASE | re.MULTILINE)
_REPORT_WINDOW = 16_384


def is_bounce(raw: bytes, tree: Tree, from_address: str, subject: str, text: str) -> bool:
    """A notice that mail of ours was not delivered. Wording alone is not enough: customers ask about bounces too."""
    headers = tree.headers
    report = tree.params.get("report-type", "").lower()
    statuses = [part for part in tree.parts if part.content_type.startswith("message/delivery-status")]
    if tree.content_type == "multipart/report" and (report == "delivery-status" or statuses):
        actions = {
            action.lower()
            for part in statuses
            for action in _ACTION.findall(raw[part.start : min(part.end, part.start + _REPORT_WINDOW)])
        }
        return not actions or b"failed" in actions
    if "x-failed-recipients" in headers:
        return True
    local = from_address.partition("@")[0].lower()
    if local in _DAEMONS:
        return True
    if not _BOUNCE_SUBJECT.match(subject):
        return False
    is_automatic = local in _POSTMASTERS or has_null_sender(headers) or _is_submitted_automatically(headers)
    return is_automatic or (not from_address and bool(_SMTP_REFUSAL.search(text[:_REPORT_WINDOW])))


def is_auto_reply(tree: Tree, subject: str) -> bool:
    """Sent without a person at the keyboard: RFC 3834 fields, their older cousins, reports, out-of-office subjects."""
    headers = tree.headers
    return (
        _is_submitted_automatically(headers)
        or has_null_sender(headers)
        or any(value.strip().lower() in _PRECEDENCE for value in headers.every("precedence"))
        or any(headers.first(name).lower() not in _NO for name in _FLAGS)
        or bool(_SUPPRESS.search(headers.first("x-auto-response-suppress")))
        or tree.content_type == "multipart/report"
        or bool(_AUTOMATIC_SUBJECT.match(subject))
    )


def has_null_sender(headers: Headers) -> bool:
    """Return-Path: <>, the mark of notices that must never be answered (RFC 5321 4.5.5)."""
    return headers.first("return-path").replace(b" ", b"") == b"<>"


def _is_submitted_automatically(headers: Headers) -> bool:
    values = (value.partition(b";")[0].partition(b"(")[0].strip().lower() for value in headers.every("auto-submitted"))
    return any(value and value != b"no" for value in values)
