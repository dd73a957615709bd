"""Whether a server's no means that an address takes no mail at all, and not only this mail (5.2.1)."""

from __future__ import annotations

import re

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
# RFC 3463: bad address (5.1.1, 5.1.3, 5.1.6), no such domain (5.1.2), domain takes no mail (5.1.10), disabled (5.2.1),
# nobody is responsible for the domain (5.4.4).
_DEAD = {("1", "1"), ("1", "2"), ("1", "3"), ("1", "6"), ("1", "10"), ("2", "1"), ("4", "4")}
# "5.7.1" is a rule of the server, "5.3.4" the size: the next mail may be taken. 5.0.0 and 5.5.0 say nothing.
_SAYS_NOTHING = {"0", "5"}
_PERMANENT_CODE = re.compile(r"(?<![\d.])55[0-4](?=[ -])")
_WORDS = re.compile(
    r"(?:no such|unknown|invalid|non-?existent) (?:local )?(?:user|recipient|mailbox|address|account|person)"
    r"|(?:user|recipient|mailbox|address|account)\b.{0,60}?\b(?:unknown|not (?:be )?found|does(?:n't| not) exist"
    r"|disabled|inactive|suspended|invalid|not exist)"
    r"|no mailbox here|host or domain name not found|domain (?:name )?(?:not found|does not exist)"
    r"|(?:用户|收件人|邮箱|账号|帐号|地址)[^。\n]{0,12}?(?:不存在|无效|未找到|已停用|被禁用|已注销|已冻结)|无此(?:用户|邮箱)|查无此人"
    r"|域名不存在",
    re.IGNORECASE,
)
# Words that look like a dead address but are about us or about the moment.
_ABOUT_US = re.compile(r"relay|spam|blocked|blacklist|reputation|policy|垃圾|拒收|黑名单", re.IGNORECASE)


def is_dead(status: str, answer: str) -> bool:
    """Whether mail to this address is of no use any more. `status` is the enhanced code of a notice, or ""."""
    match = _ENHANCED.search(status) or _ENHANCED.search(answer)
    if match and match[2] not in _SAYS_NOTHING:
        return match[1] == "5" and (match[2], match[3]) in _DEAD
    is_permanent = match[1] == "5" if match else bool(_PERMANENT_CODE.search(f"{status} {answer} "))
    return is_permanent and bool(_WORDS.search(answer)) and not _ABOUT_US.search(answer)
