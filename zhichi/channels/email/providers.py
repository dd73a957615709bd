"""Mail providers with the servers they want: a new mailbox is set up by choosing one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhichi.channels.email.choices import Incoming, Security

CODE = _(
    "In the mailbox's web settings switch IMAP and SMTP on and have an authorisation code made. Enter that code here "
    "instead of the password."
)


@dataclass(frozen=True)
class Provider:
    """Servers and advice. Without hosts (an own server) the form starts empty."""

    code: str
    label: Any
    domains: str  # what its addresses end in, for the eye
    imap_host: str = ""
    smtp_host: str = ""
    smtp_port: int = 465
    smtp_security: str = Security.TLS
    hint: Any = ""

    def initial(self) -> dict[str, Any]:
        """The form's first values."""
        return {
            "incoming": Incoming.IMAP,
            "imap_host": self.imap_host,
            "imap_port": 993,
            "imap_security": Security.TLS,
            "smtp_host": self.smtp_host,
            "smtp_port": self.smtp_port,
            "smtp_security": self.smtp_security,
        }


def _in_china(code: str, label: Any, domains: str, domain: str) -> Provider:
    """These name their servers alike and give codes for other programs."""
    return Provider(code, label, domains, f"imap.{domain}", f"smtp.{domain}", hint=CODE)


PROVIDERS = (
    _in_china("exmail", _("Tencent Exmail"), "企业微信邮箱", "exmail.qq.com"),
    _in_china("alimail", _("Alibaba Mail"), "阿里企业邮箱", "qiye.aliyun.com"),
    _in_china("qq", _("QQ Mail"), "@qq.com", "qq.com"),
    _in_china("163", _("NetEase 163"), "@163.com", "163.com"),
    _in_china("126", _("NetEase 126"), "@126.com", "126.com"),
    Provider(
        "gmail",
        "Gmail / Google Workspace",
        "@gmail.com",
        "imap.gmail.com",
        "smtp.gmail.com",
        hint=_("Turn on two-step verification in the Google account, make an app password and enter it here."),
    ),
    Provider(
        "outlook",
        "Outlook / Microsoft 365",
        "@outlook.com",
        "outlook.office365.com",
        "smtp.office365.com",
        587,
        Security.STARTTLS,
        _(
            "Microsoft wants its own permission instead of a password: choose “Permission of the provider” below. "
            "A page asks for it after saving."
        ),
    ),
    Provider("other", _("Another server"), "IMAP / SMTP", hint=_("Whoever runs the server knows its names and ports.")),
)  # fmt: skip


def provider(code: str) -> Provider | None:
    """The provider with this code."""
    return next((item for item in PROVIDERS if item.code == code), None)
