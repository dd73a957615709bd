"""The ids, classes and styles by which mail clients mark quotes and signatures in HTML."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache


class Sign(IntEnum):
    """What an element's attributes say of its content."""

    NONE = 0
    QUOTE = 1  # its content is quoted
    INDENT = 2  # a <blockquote> that may only indent
    HEAD = 3  # its first line introduces a quote
    CUT = 4  # a quote without end begins with it
    FORWARD = 5
    SIGNATURE = 6
    BORDER = 7  # Outlook's rule above a header block


_NAMES: dict[str, Sign] = {
    # quotes as containers: Yahoo, NetEase, Coremail, Alibaba and DingTalk, Lark, QQ, Outlook (new, Mac)
    **dict.fromkeys(
        "yahoo_quoted isreplycontent ntes-pcmail-quote ntes-mailmaster-quote referencequote replycontent "
        "__aliyun_previous_quote alimail-quote history-quote-wrapper lark-mail-quote original-content "
        "mail-editor-reference-message-container olk_src_body_section".split(),
        Sign.QUOTE,
    ),
    **dict.fromkeys(
        "gmail_attr moz-cite-prefix j-reply xm_mail_oringinal_describe history-quote-meta-wrapper".split(), Sign.HEAD
    ),
    **dict.fromkeys("divrplyfwdmsg x_divrplyfwdmsg".split(), Sign.CUT),
    **dict.fromkeys("moz-forward-container j-forward isforwardcontent forwardedmessage".split(), Sign.FORWARD),
    **dict.fromkeys(
        "gmail_signature moz-signature signature x_signature ms-outlook-mobile-signature ms-outlook-signature "
        "applemailsignature protonmail_signature_block tutanota_signature ntes-pcmac-signature ntes-pcmail-signature "
        "__aliyun_signature_wrap alimail-signature lark-mail-signature xmail-signature xmail_signature xm_signature "
        "composer_signature yahoo-signature foxmailsignature mail-signature".split(),
        Sign.SIGNATURE,
    ),
}
# These stand on other elements than the quote too.
_QUOTING = re.compile(r"quote|\bcite\b|border(?:-left)?\s*:\s*[^;\"']*(?:solid|px|pt)", re.IGNORECASE)
_ID_OR_CLASS = re.compile(
    r"""\b(?:id|class|name)\s*=\s*(?:"([^"]{1,300})"|'([^']{1,300})'|([^\s"'>]{1,100}))""", re.IGNORECASE
)
_BORDER = re.compile(r"border-top\s*:\s*(?:#?\w{1,20}\s+)?(?:1(?:\.0)?p[tx]\s+)?solid", re.IGNORECASE)
_PREFIXED = re.compile(r"^(?:ydp\w{1,40}?(?=yahoo_quoted)|x_(?=\w))")
_NUMBERED = re.compile(r"^lark-mail-quote[\w-]*$")
_MAY_CARRY = frozenset("div blockquote section table span p td article hr tr".split())
ATTRIBUTE_CHARS = 1_500


def sign_of(name: str, attributes: str) -> Sign:
    """What a start tag says. Looks at the first characters of the attributes only."""
    return _sign_of(name, attributes[:ATTRIBUTE_CHARS]) if name in _MAY_CARRY else Sign.NONE


@lru_cache(maxsize=1_000)  # the paragraphs of a mail look alike
def _sign_of(name: str, attributes: str) -> Sign:
    for match in _ID_OR_CLASS.finditer(attributes):
        for word in (match[1] or match[2] or match[3] or "").lower().split():
            bare = _PREFIXED.sub("", word)
            found = _NAMES.get(word) or _NAMES.get(bare) or (Sign.QUOTE if _NUMBERED.match(bare) else Sign.NONE)
            if found:
                return found
    if name == "blockquote":
        return Sign.QUOTE if _QUOTING.search(attributes) else Sign.INDENT
    return Sign.BORDER if _BORDER.search(attributes) else Sign.NONE
