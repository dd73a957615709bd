"""The words of letters to customers (5.2.1): texts with placeholders from a closed set, never compiled as templates.

What a placeholder stands for is put in once and never read for placeholders, so nothing that a customer or an
engineer types can reach anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.outbound import selectors as outbound

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 5000  # characters
# What each placeholder stands for; every one has an English and a Chinese name.
NAMES = {
    "customer": "客户", "ticket_number": "工单编号", "subject": "主题", "link": "链接",
    "text": "正文", "signature": "签名", "files": "文件",
    "solved_link": "已解决链接", "unsolved_link": "未解决链接", "reopen_days": "重开天数",
    "engineer": "工程师", "post": "岗位", "phone": "电话", "team": "团队", "sender": "发件地址",
    "own_signature": "个人签名",
}  # fmt: skip
MEANINGS = {chinese: name for name, chinese in NAMES.items()} | {name: name for name in NAMES}
_MARK = re.compile(r"\{([^{}\n]*)\}")
_COMMON = ("customer", "ticket_number", "subject", "link")


@dataclass(frozen=True)
class Kind:
    """A kind of letter: which placeholders it knows, and which it must not lack."""

    name: str
    label: Any  # lazy text
    marks: tuple[str, ...]
    needed: tuple[str, ...]


KINDS = {
    kind.name: kind
    for kind in (
        Kind("acknowledgement", gettext_lazy("Acknowledgement"), _COMMON, ("ticket_number",)),
        Kind("reply", gettext_lazy("Reply to the customer"), (*_COMMON, "text", "signature"), ("text",)),
        Kind(
            "follow_up",
            gettext_lazy("Solution and follow-up"),
            (*_COMMON, "text", "signature", "solved_link", "unsolved_link"),
            ("text", "solved_link", "unsolved_link"),
        ),
        Kind("closing", gettext_lazy("Closing letter"), (*_COMMON, "reopen_days"), ("ticket_number",)),
        Kind("kept_back", gettext_lazy("File kept back"), (*_COMMON, "files"), ("files",)),
        Kind(
            "signature",
            gettext_lazy("Signature of teams without one of their own"),
            ("engineer", "post", "phone", "team", "sender", "own_signature"),
            (),
        ),
    )
}
_FOOT = {
    "zh-hans": "查看进展：{链接}\n单号：{工单编号}",
    "en": "Follow your request here: {link}\nRequest number: {ticket_number}",
}
SHIPPED = {
    ("acknowledgement", "zh-hans"): "{客户}，您好：\n\n您的请求“{主题}”已收到，单号 {工单编号}。\n"
    "工程师会尽快查看并答复您。如需补充，直接回复本邮件即可。\n\n" + _FOOT["zh-hans"],
    ("acknowledgement", "en"): "Dear {customer},\n\n"
    "We received your request “{subject}”. Its number is {ticket_number}.\n"
    "An engineer will look at it and answer you. To add something, just answer this mail.\n\n" + _FOOT["en"],
    ("reply", "zh-hans"): "{正文}\n\n{签名}\n\n" + _FOOT["zh-hans"],
    ("reply", "en"): "{text}\n\n{signature}\n\n" + _FOOT["en"],
    ("follow_up", "zh-hans"): "{正文}\n\n{签名}\n\n问题解决了吗？\n已解决：{已解决链接}\n未解决：{未解决链接}\n"
    "您也可以直接回复本邮件，我们会继续处理。\n\n" + _FOOT["zh-hans"],
    ("follow_up", "en"): "{text}\n\n{signature}\n\nIs the problem solved?\nSolved: {solved_link}\n"
    "Not solved: {unsolved_link}\nIf you answer this mail instead, we go on working on it.\n\n" + _FOOT["en"],
    ("closing", "zh-hans"): "您的请求“{主题}”（单号 {工单编号}）已关闭。如果问题再次出现，请回复本邮件。\n\n"
    + _FOOT["zh-hans"],
    ("closing", "en"): "Your request “{subject}” ({ticket_number}) is closed. If the problem comes back, "
    "answer this mail.\n\n" + _FOOT["en"],
    ("kept_back", "zh-hans"): "{客户}，您好：\n\n您发来的这些文件没有通过安全检查，我们没有打开：{文件}\n"
    "邮件的文字已经收到，请求照常处理。请换一种格式重发（例如截图、日志或 PDF），或回复本邮件告诉我们文件的用途。\n\n"
    + _FOOT["zh-hans"],
    ("kept_back", "en"): "Dear {customer},\n\n"
    "These files that you sent did not pass our safety check, so nobody opened them: {files}\n"
    "The words of your mail arrived, and your request goes on as usual. Send the files in another form, such as a "
    "picture, a log or a PDF, or answer this mail and tell us what they are for.\n\n" + _FOOT["en"],
    ("signature", "zh-hans"): "{个人签名}",
    ("signature", "en"): "{own_signature}",
}
_OF_TEAM = re.compile(r"signature-([1-9][0-9]{0,15})")


def signature_kind(team_id: int) -> str:
    """The name under which a team's own signature is kept."""
    return f"signature-{team_id}"


def team_of(kind: str) -> int | None:
    """The team whose signature this is; None for every other kind of letter."""
    found = _OF_TEAM.fullmatch(kind)
    return int(found[1]) if found else None


def rules_of(kind: str) -> Kind:
    """What a kind of letter may say and must say. Raises KeyError for a kind that there is not."""
    return KINDS["signature" if team_of(kind) else kind]


def is_signature(kind: str) -> bool:
    """Whether this is a signature, of all teams or of one."""
    return rules_of(kind).name == "signature"


def is_known(kind: str, language: str) -> bool:
    """Whether there are such words to edit; whether there is such a team is not asked."""
    return ("signature" if team_of(kind) else kind, language) in SHIPPED


def shipped(kind: str, language: str) -> str:
    """What stands where nobody wrote anything: the shipped words; for a team's signature, that of all teams."""
    return words("signature", language) if team_of(kind) else SHIPPED[kind, language]


def words(kind: str, language: str) -> str:
    """The words in force for a letter; a language without words of its own gets the English ones."""
    known = language if is_known(kind, language) else "en"
    return outbound.words_in_force(kind, known) or shipped(kind, known)


def checked(kind: str, text: str) -> str:
    """The cleaned words. Raises DomainError that names an unknown placeholder, a lonely brace or what is missing."""
    rules = rules_of(kind)
    text = clean(text).replace("\r\n", "\n").strip()
    found = _MARK.findall(text)
    unknown = next((mark for mark in found if MEANINGS.get(mark) not in rules.marks), None)
    if unknown is not None:
        words = _("“{%(mark)s}” is no placeholder of this letter. Known: %(known)s.")
        raise _refusal("unknown-placeholder", words % {"mark": unknown, "known": marks(kind)})
    if any(brace in _MARK.sub("", text) for brace in "{}"):
        raise _refusal("brace", _("A brace stands alone. Write placeholders like %s.") % "{ticket_number}")
    missing = [name for name in rules.needed if name not in {MEANINGS[mark] for mark in found}]
    if missing:
        raise _refusal("placeholder-missing", _("Without %s the letter does not say what it must.") % named(missing[0]))
    if len(text) > MOST:
        raise _refusal("too-long", _("At most %s characters.") % MOST)
    return text


def filled(template: str, values: Mapping[str, str]) -> str:
    """The words with each placeholder replaced once; a paragraph of nothing but empty placeholders is left out."""
    paragraphs = []
    for paragraph in template.split("\n\n"):
        found = [MEANINGS.get(mark, "") for mark in _MARK.findall(paragraph)]
        if found and not _MARK.sub("", paragraph).strip() and not any(values.get(name, "").strip() for name in found):
            continue
        paragraphs.append(_MARK.sub(lambda match: values.get(MEANINGS.get(match[1], ""), match[0]), paragraph))
    return "\n\n".join(paragraphs)


def filled_lines(template: str, values: Mapping[str, str]) -> str:
    """Like `filled`, by line: one whose placeholders are all empty is left out with its other words (“Tel. ”)."""
    lines = []
    for line in template.split("\n"):
        found = [MEANINGS.get(mark, "") for mark in _MARK.findall(line)]
        if not found or any(values.get(name, "").strip() for name in found):
            lines.append(_MARK.sub(lambda match: values.get(MEANINGS.get(match[1], ""), match[0]), line))
    return "\n".join(lines).strip()


def sample(kind: str, template: str, language: str) -> str:
    """The letter about an invented request, for whoever edits the words."""
    with override(language):
        values = {
            "customer": _("Alex Chen"),
            "ticket_number": "10017",
            "subject": _("Exported reports are garbled"),
            "link": "https://support.example.com/r/…",
            "text": _("We found the cause in the export module and are testing a correction."),
            "signature": _("Lin Xiao, senior engineer"),
            "solved_link": "https://support.example.com/f/…?answer=solved",
            "unsolved_link": "https://support.example.com/f/…?answer=unsolved",
            "reopen_days": "30",
            "files": "setup.iso",
            "engineer": _("Lin Xiao"),
            "post": _("Senior engineer"),
            "phone": "010-6234 5678",
            "team": _("Second line"),
            "sender": "support@example.com",
            "own_signature": _("Lin Xiao, senior engineer"),
        }
        fill = filled_lines if is_signature(kind) else filled
        return fill(template, {name: values[name] for name in rules_of(kind).marks})


def named_in(template: str) -> set[str]:
    """The placeholders that a text holds, by their English names."""
    return {MEANINGS[mark] for mark in _MARK.findall(template) if mark in MEANINGS}


def named(name: str) -> str:
    """A placeholder in both its names: "{link} / {链接}"."""
    return f"{{{name}}} / {{{NAMES[name]}}}"


def marks(kind: str) -> str:
    """All placeholders of a kind of letter, each in both its names."""
    return ", ".join(named(name) for name in rules_of(kind).marks)


def _refusal(code: str, message: str) -> DomainError:
    return DomainError(code, message, fields={"text": message})
