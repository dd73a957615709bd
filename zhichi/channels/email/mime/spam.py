"""What mail gateways say about a message: spam or not, by the fields of the common ones.

Only "it is spam" is read: a sender may write such a field too, but hurts nobody but themselves by it, while "it is no
spam" would open the door. Marks that a provider puts on the mail which its own customers *send* say nothing and are
left out: X-QQ-SPAM and X-ANTISPAM-LEVEL (263) stand on honest letters, X-EYOU-SPAMVALUE is a number without a verdict.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhichi.channels.email.mime.headers import Headers

SHOWN = 80  # characters of a field that are kept as evidence
READ = 2_000  # bytes of a field that are looked at
SPAM_LEVEL = 5  # Microsoft's Spam Confidence Level from which it is spam

_YES = re.compile(r"^\s*(?:yes|true|spam|1)\b", re.IGNORECASE)
_SCL = re.compile(rf"^\s*[{SPAM_LEVEL}-9]\b")
_FOREFRONT = re.compile(
    r"\bSFV:(?:SPM|SKB|SKS)\b|\bCAT:(?:SPM|HSPM|HPHSH|HPHISH|PHSH|MALW|SPOOF|DIMP|UIMP|GIMP)\b", re.IGNORECASE
)
_RSPAMD = re.compile(r"^\s*default:\s*true\b", re.IGNORECASE)
_ACTION = re.compile(r"^\s*(?:add header|rewrite subject|(?:soft )?reject)\b", re.IGNORECASE)
_PROOFPOINT = re.compile(r"\brule=(?:[a-z_]{1,40}_)?(?:spam|phish|malware)\b", re.IGNORECASE)
_FAIL = re.compile(r"^\s*fail\b", re.IGNORECASE)
_ALIMAIL = re.compile(r"\bDS=[^;|]{0,40}\|spam", re.IGNORECASE)
_263 = re.compile(r"\bKSV:[1-9]")
_COREMAIL = re.compile(r"^\s*(?:spam|junk|yes|true|[1-9])\b", re.IGNORECASE)
_FIELDS: dict[str, re.Pattern[str]] = {
    "X-Spam-Flag": _YES,  # SpamAssassin, Amavis and many gateways
    "X-Spam-Status": _YES,
    "X-Spam": _YES,  # rspamd
    "X-Spamd-Result": _RSPAMD,
    "X-Rspamd-Action": _ACTION,
    "X-Spam-Action": _ACTION,
    "X-MS-Exchange-Organization-SCL": _SCL,  # Exchange, Microsoft 365
    "X-Forefront-Antispam-Report": _FOREFRONT,
    "X-Barracuda-Spam-Flag": _YES,
    "X-Barracuda-Spam-Status": _YES,
    "X-Proofpoint-Spam-Details": _PROOFPOINT,
    "X-TM-AS-Result": _YES,  # Trend Micro
    "X-SES-Spam-Verdict": _FAIL,  # Amazon
    "X-SES-Virus-Verdict": _FAIL,
    "X-Mailgun-Sflag": _YES,
    "X-Gm-Spam": _YES,  # Google Workspace
    "X-Gm-Phishy": _YES,
    "X-Bogosity": _YES,
    "X-DSPAM-Result": _YES,
    "X-CM-SpamFlag": _COREMAIL,  # Coremail
    "X-Alimail-AntiSpam": _ALIMAIL,  # Alibaba Mail
    "X-263anti-spam": _263,  # 263
}
_BY_NAME = {name.lower(): (name, says) for name, says in _FIELDS.items()}


def spam_sign(headers: Headers) -> str:
    """The first field that calls the message spam, as evidence ("X-Spam-Flag: YES"), or ""."""
    for key, (name, says) in _BY_NAME.items():
        for value in headers.every(key):
            text = " ".join(value[:READ].decode("latin-1").split())
            if says.search(text):
                return f"{name}: {text[:SHOWN]}"
    return ""


def number_in(value: str) -> float | None:
    """The number that a gateway wrote into a field: of "score=7.2 required=5" and "7.2 / 15" it is 7.2; None for none.

    A field of marks alone ("+++++", "*****") counts them.
    """
    text = value[:READ].strip()
    named = _NAMED.search(text) or _PLAIN.search(text)
    if named:
        return float(named[1])
    return float(len(text)) if text and set(text) <= {"*", "+"} else None


_NAMED = re.compile(r"\bscore\s*=\s*(-?\d{1,6}(?:\.\d{1,6})?)", re.IGNORECASE)
_PLAIN = re.compile(r"(?<![\w.])(-?\d{1,6}(?:\.\d{1,6})?)")
