"""Who plays in the demo: staff, teams, products, customers. All names are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from zhichi.accounts.choices import Post

DOMAIN = "example.com"


# Lunch at twelve or at one, and one shift that goes on into the evening, so that somebody always answers (4.1).
EARLY = ((time(9), time(12)), (time(13), time(18)))
LATER = ((time(9), time(13)), (time(14), time(18)))
EVENING = ((time(12), time(16)), (time(17), time(21)))


@dataclass(frozen=True)
class Person:
    """A member of staff."""

    login: str
    name: str
    post: str
    team: str
    language: str = "zh-hans"
    skills: tuple[tuple[str, int], ...] = ()
    products: tuple[tuple[str, int], ...] = ()
    hours: tuple[tuple[time, time], ...] = EARLY

    @property
    def email(self) -> str:
        """The sign-in address."""
        return f"{self.login}@{DOMAIN}"


TEAMS = ("一线支持组", "二线支持组", "Global Support")
TEAMS_EN = ("First line", "Second line", "")
SKILLS = {"数据库": "Databases", "网络": "Networks", "报表": "Reports", "硬件": "Hardware", "English": ""}
STAFF = (
    Person("manager", "周明远", Post.MANAGER, "一线支持组"),
    Person("supervisor", "顾清", Post.SUPERVISOR, "二线支持组", skills=(("数据库", 3),), hours=LATER),
    Person(
        "linxiao", "林晓", Post.SENIOR, "二线支持组", skills=(("报表", 3), ("数据库", 2)), products=(("reports", 3),)
    ),
    Person(
        "suhe",
        "苏禾",
        Post.SENIOR,
        "二线支持组",
        skills=(("网络", 3), ("硬件", 3)),
        products=(("gateway", 3),),
        hours=LATER,
    ),
    Person("anran", "安然", Post.JUNIOR, "一线支持组", skills=(("报表", 2),), products=(("reports", 2), ("flow", 1))),
    Person(
        "ningyuan", "宁远", Post.JUNIOR, "一线支持组", skills=(("网络", 1),), products=(("flow", 2),), hours=EVENING
    ),
    Person("alex", "Alex Lin", Post.SENIOR, "Global Support", "en", (("English", 3), ("报表", 2)), (("reports", 2),)),
    Person("kim", "Kim Shen", Post.JUNIOR, "Global Support", "en", (("English", 3),), (("flow", 2),), EVENING),
    Person("assistant", "陈一诺", Post.ASSISTANT, "一线支持组"),
    Person("service", "何雨", Post.CUSTOMER_SERVICE, "一线支持组", hours=LATER),
    Person("editor", "方知", Post.KNOWLEDGE_EDITOR, "二线支持组"),
    Person("auditor", "严正", Post.AUDITOR, "一线支持组"),
    Person("admin", "管理员", Post.ADMINISTRATOR, "一线支持组", hours=LATER),
)


@dataclass(frozen=True)
class Goods:
    """A product."""

    code: str
    name: str
    name_en: str
    versions: tuple[str, ...]


PRODUCTS = (
    Goods("reports", "砚台报表", "Inkstone Reports", ("8.2.1", "8.2.0", "8.1.4")),
    Goods("flow", "砚台流程", "Inkstone Flow", ("5.6.0", "5.5.2")),
    Goods("gateway", "砚台网关", "Inkstone Gateway", ("G3-2.4", "G3-2.3")),
)


@dataclass(frozen=True)
class Client:
    """A contact at a customer."""

    name: str
    mailbox: str
    title: str
    phone: str


@dataclass(frozen=True)
class Company:
    """A customer."""

    name: str
    domain: str
    language: str
    time_zone: str
    standing: str
    people: tuple[Client, ...]
    assets: tuple[tuple[str, str, str], ...]  # product code, version, serial


COMPANIES = (
    Company(
        "长谷示例制造",
        "changgu.example.com",
        "zh-hans",
        "Asia/Shanghai",
        "core",
        (
            Client("何青", "he.qing", "财务系统管理员", "+86 139 0000 1101"),
            Client("毛毛", "maomao", "报表专员", "+86 139 0000 1102"),
        ),
        (("reports", "8.2.0", "INK-0082-01"), ("flow", "5.6.0", "FLW-0056-07")),
    ),
    Company(
        "晴川示例医院",
        "qingchuan.example.com",
        "zh-hans",
        "Asia/Shanghai",
        "core",
        (
            Client("罗静", "luojing", "信息科", "027-8500 1200 转 801"),
            Client("欧阳一", "ouyang", "护士长", "027-8500 1201"),
        ),
        (("reports", "8.1.4", "INK-0081-33"), ("gateway", "G3-2.3", "GW3-771204")),
    ),
    Company(
        "西屏示例银行",
        "xiping.example.com",
        "zh-hans",
        "Asia/Shanghai",
        "regular",
        (Client("段飞", "duanfei", "系统运维", "+86 138 0000 2201"),),
        (("reports", "8.2.0", "INK-0082-19"), ("gateway", "G3-2.4", "GW3-880316")),
    ),
    Company(
        "北岸样例物流",
        "beian.example.com",
        "zh-hans",
        "Asia/Shanghai",
        "regular",
        (Client("曹立", "caoli", "仓储主管", "+86 137 0000 3301"),),
        (("flow", "5.5.2", "FLW-0055-12"),),
    ),
    Company(
        "东陌示例教育",
        "dongmo.example.com",
        "zh-hans",
        "Asia/Shanghai",
        "trial",
        (Client("夏薇", "xiawei", "教务", "+86 136 0000 4401"),),
        (("flow", "5.6.0", "FLW-0056-20"),),
    ),
    Company(
        "Longvale Example Mfg",
        "longvale.example.com",
        "en",
        "Europe/Berlin",
        "core",
        (
            Client("Qing He", "qing.he", "Finance systems admin", "+49 30 5550 1100"),
            Client("Mara Voss", "mara.voss", "Reporting lead", "+49 30 5550 1101"),
        ),
        (("reports", "8.2.0", "INK-0082-40"),),
    ),
    Company(
        "Northshore Sample Logistics",
        "northshore.example.com",
        "en",
        "America/New_York",
        "regular",
        (Client("Dana Reed", "dana.reed", "IT manager", "+1 212 555 0140"),),
        (("flow", "5.6.0", "FLW-0056-31"), ("gateway", "G3-2.4", "GW3-880402")),
    ),
)
