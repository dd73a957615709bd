"""Mail of this morning that did not become a request at once, or that its reader should heed (5.2.1)."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING, NamedTuple

from zhichi.channels.email import services as mail
from zhichi.channels.email.choices import Deed, EntryKind, Verdict
from zhichi.core.actors import Actor

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.config.demo.story import World

SUPPORT = "support@example.com"
FAILED = (
    "mx.example.com; spf=fail smtp.mailfrom={domain}; dkim=none; dmarc=fail (p={wish} dis={wish}) header.from={domain}"
)


class _Letter(NamedTuple):
    name: str
    address: str
    subject: str
    text: str
    wish: str = ""  # of the sender's domain for mail whose check fails; the server noted that it failed
    reply_to: str = ""


LETTERS = (
    # Forged: a colleague's name and address, from a server that may not send for them.
    _Letter(
        "苏禾",
        "suhe@example.com",
        "今天内确认：工资账户更新",
        "你好：\n\n财务系统升级，请今天 17:00 前打开下面的地址，用邮箱密码登录并确认工资账户。\n"
        "https://example.com.account-check.example/login\n\n苏禾",
        wish="quarantine",
    ),
    # From a sender on the block list.
    _Letter(
        "云途会展",
        "expo@yuntu-promo.example",
        "【最后三席】企业服务大会赞助席位",
        "您好，第七届企业服务大会余三个展位，本周签约享七折。退订请回复 TD。",
    ),
    # The customer's domain asks for mail like this to be turned away (DMARC).
    _Letter(
        "Accounts Payable",
        "ap@northshore.example.com",
        "Overdue invoice 88213 - new bank details",
        "Dear partner,\n\nour bank details have changed. Please pay invoice 88213 to the new account today and confirm by"
        " return.\n\nAccounts Payable",
        wish="reject",
    ),
    # Comes through, with warnings: a colleague's name beside an address outside, and answers would go elsewhere again.
    _Letter(
        "林晓",
        "linxiao.work@freemail.example",
        "手机丢了，先用这个邮箱",
        "各位好：\n\n我手机丢了，公司邮箱登录不上。麻烦把长谷的授权文件先发到这个邮箱，今天下班前要用。\n\n林晓",
        reply_to="license@mail-box.example",
    ),
)


def play(world: World, *, at: datetime) -> None:
    """Put an advertiser on the block list and take the letters in, the last of them at `at` (aware)."""
    entry = mail.EntryData(
        verdict=Verdict.BLOCK,
        kind=EntryKind.DOMAIN,
        value="yuntu-promo.example",
        deed=Deed.HOLD,
        why="会展广告，每周都来，退订无效",
    )
    mail.add_entry(data=entry, by=Actor.of(world.staff["supervisor"]), at=at - timedelta(days=9))
    for place, letter in enumerate(LETTERS):
        moment = at - timedelta(minutes=47 * (len(LETTERS) - 1 - place))
        mail.receive(raw=_raw(letter, moment), at=at, arrived_at=moment)


def _raw(letter: _Letter, at: datetime) -> bytes:
    domain = letter.address.partition("@")[2]
    made = EmailMessage()
    if letter.wish:
        made["Authentication-Results"] = FAILED.format(domain=domain, wish=letter.wish)
    made["From"] = formataddr((letter.name, letter.address))
    made["To"] = SUPPORT
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<demo.held.{len(letter.subject)}.{len(letter.text)}@{domain}>"
    if letter.reply_to:
        made["Reply-To"] = letter.reply_to
    made.set_content(letter.text)
    return made.as_bytes()
