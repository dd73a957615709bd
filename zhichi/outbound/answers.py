"""What mail servers and systems say, in words for people: what happened, and what to do about it.

Servers answer in words of their own, systems in English with a number. Both are kept as they came; this says beside
them, in the reader's language, what they mean. Pure text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Meaning:
    """What an answer means. `said` are the original words; `is_known` is false when nobody knows what they mean."""

    what: StrOrPromise
    to_do: StrOrPromise
    said: str = ""
    is_known: bool = True


# The first line that fits: what servers and systems say → what happened, what helps.
_KNOWN: tuple[tuple[str, StrOrPromise, StrOrPromise], ...] = (
    (r"reported our mail as spam",
     _("The recipient reported our mail as spam."),
     _("Write there again only when they ask for it.")),
    (r"stored permission cannot|保存的授权无法",
     _("The stored permission cannot be opened, because the secret key has changed."),
     _("Give it again on the mailbox's sign-in page.")),
    (r"secret key has changed|密钥已[经]?更换|密钥变了|stored password cannot be opened|保存的密码",
     _("The stored password cannot be opened, because the secret key has changed."),
     _("Enter it again in the mailbox.")),
    (r"name or service not known|nodename nor servname|getaddrinfo|name resolution|no address associated",
     _("There is no server of this name."),
     _("Check the host for typing mistakes, and whether this machine can look names up (DNS).")),
    (r"certificate",
     _("The server's certificate does not fit its name or is not trusted."),
     _("Check the host name. A certificate of your own authority must be known to this machine (SSL_CERT_FILE).")),
    (r"wrong version number|record layer|wrong_version|unexpected eof",
     _("Port and encryption do not fit together."),
     _("TLS is usual on 993, 995 and 465, STARTTLS on 143, 110 and 587.")),
    (r"unsafe login|please open|service not open|not enabled|turn on|未开启|尚未开通",
     _("The provider lets no program into this mailbox yet."),
     _("Switch IMAP and SMTP on in the mailbox's web settings and use the authorisation code shown there.")),
    (r"mailbox doesn't exist|unknown mailbox|nonexistent|folder not exist",
     _("The folder does not exist."),
     _("Leave it at INBOX unless you know another name.")),
    (r"knows no uidl",
     _("The server cannot tell its messages apart (UIDL)."),
     _("Read it by IMAP instead.")),
    (r"auth extension|auth not supported|no supported authentication",
     _("The server offers no sign-in here."),
     _("It wants TLS or STARTTLS first, or no password at all.")),
    (r"authentication ?failed|invalid credentials|login (?:failed|fail|denied)|logon failure|bad username|not accepted"
     r"|\b535\b|\b534\b|incorrect (?:user|pass|auth)|wrong password|授权码|密码错误|登录失败|认证失败",
     _("The server refused user name or password."),
     _("Enter them again. Many providers want an authorisation code instead of the password.")),
    (r"\b5\.1\.(?:1|2|6|10)\b|user unknown|unknown user|no such (?:user|mailbox|recipient)|does not exist"
     r"|mailbox (?:not found|unavailable)|用户不存在|收件人不存在",
     _("The other server knows no such address."),
     _("Ask for another address.")),
    (r"\b[45]\.2\.2\b|(?:mailbox|quota) (?:is )?(?:full|exceeded)|over ?quota|邮箱(?:空间)?已?满",
     _("The recipient's mailbox is full."),
     _("Tell the recipient by another way, or wait until there is room.")),
    (r"\b5\.3\.4\b|\b552\b|larger than|message (?:size|too)|too large|邮件过大|超过.{0,6}大小",
     _("The mail is larger than the server takes."),
     _("Send the files another way or in parts.")),
    (r"\b5\.7\.\d+\b|spam|spf|dkim|dmarc|blacklist|blocklist|\bRBL\b|policy|reputation|垃圾|拒收",
     _("The other server does not trust this mail or the address it comes from."),
     _("Have the address checked: SPF, DKIM and DMARC records, and lists of senders of spam.")),
    (r"gr[ae]y-?list|frequency|rate limit|too many|(?:try|retry) (?:again )?later|\b4\.7\.\d+\b"
     r"|频率|过于频繁|连接数过多|灰名单",
     _("The server wants fewer connections or mails for a while."),
     _("It is tried again by itself. If it stays so, set lower limits in the mailbox.")),
    (r"connection refused|errno 111|errno 61\b|10061|actively refused",
     _("Nothing answers at this port: the server did not accept the connection."),
     _("Check host and port, whether the server runs, and whether a firewall is in between.")),
    (r"unreachable|no route to host|errno 101|errno 113",
     _("This machine does not reach the server."),
     _("Check the network, and whether a firewall is in between.")),
    (r"timed out|timeout|errno 110",
     _("The server did not answer in time."),
     _("Check host and port, and whether a firewall is in between.")),
    (r"\beof\b|reset by peer|broken pipe|connection (?:closed|lost|aborted|unexpectedly)|errno 104|errno 32\b|hung up",
     _("The connection broke off."),
     _("It is tried again by itself. If it stays so, check port and encryption.")),
    (r"does not hand out|named messages that were not asked|lists \(UIDL|list cannot be read",
     _("The server handed out less than it has, or something else."),
     _("Nothing is passed over: it is tried again by itself. If it stays so, ask the provider.")),
    (r"database is locked|operationalerror|disk (?:is )?full|no space left",
     _("Mail could not be stored here."),
     _("Look at “zhichi doctor”: database or disk cannot be used.")),
)  # fmt: skip
_MEANINGS = tuple((re.compile(marks, re.IGNORECASE), what, to_do) for marks, what, to_do in _KNOWN)
_OTHER = (_("The server gave an answer of its own."), _("Open the mailbox under Mail and test its connection."))


def meaning(said: str) -> Meaning:
    """What the words of a server or a system mean."""
    for marks, what, to_do in _MEANINGS:
        if marks.search(said):
            return Meaning(what, to_do, said)
    return Meaning(*_OTHER, said, is_known=False)
