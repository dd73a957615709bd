"""The demo's ideas: from the box to a measured result, in both languages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from zhichi.core.actors import Actor
from zhichi.improvement import services

# Author, days ago, direction, title, now, better, effect, voters, comments (who, text), steps (name, who, days ago, reason).
IDEAS: tuple[dict[str, Any], ...] = (
    {
        "author": "ningyuan",
        "days": 74,
        "direction": "mode",
        "title": "提交工单时先问影响了多少人",
        "now": "客户只写“打不开”，要再问一次才知道是一个人还是一个部门，平均多一轮往返。",
        "better": "提交页多一个问题：影响一个人、几个人，还是整个部门。",
        "effect": "首次响应前的追问减少三成。",
        "voters": ("linxiao", "suhe", "anran", "alex"),
        "comments": (("linxiao", "同意，加在产品下面最顺手。"),),
        "steps": (
            ("evaluate", "supervisor", 70, "由顾清看近一个月的首轮追问，统计有多少是在问范围。"),
            ("pilot", "manager", 62, "在报表产品的提交页试四周，记首次响应前的追问次数。"),
            ("adopt", "manager", 30, "追问明显减少，从本月起所有产品都用。"),
        ),
        "answer": "better",
        "result": "试点前平均每张工单追问 1.4 次，试点四周 0.8 次，客户填写率 92%。",
    },
    {
        "author": "alex",
        "days": 47,
        "direction": "content",
        "title": "Send a one-page summary after every urgent fault",
        "now": "Customers get several mails during a fault and none that sums it up.",
        "better": "When an urgent ticket is closed, the customer gets one page: what failed, what we did, what prevents it.",
        "effect": "Fewer questions after closing; customers can forward it inside their company.",
        "voters": ("kim", "linxiao", "supervisor"),
        "comments": (
            ("kim", "Longvale asked for exactly this last week."),
            ("supervisor", "Let us use the printable record as a start."),
        ),
        "steps": (
            ("evaluate", "supervisor", 40, "Compare with what the printable record already says."),
            ("pilot", "supervisor", 21, "Five customers of Global Support, six weeks; we count questions after closing."),
        ),
    },
    {
        "author": "suhe",
        "days": 26,
        "direction": "technology",
        "title": "网关日志自动脱敏后再上传",
        "now": "客户要先手工删掉日志里的账号才肯发，常常等到第二天。",
        "better": "提供一个小工具，替客户把账号和地址换成代号。",
        "effect": "拿到日志的时间从一天缩到一小时。",
        "voters": ("linxiao", "anran"),
        "comments": (),
        "steps": (("evaluate", "manager", 19, "请林晓估一下工作量，并问两家银行客户是否接受。"),),
    },
    {
        "author": "linxiao",
        "days": 9,
        "direction": "management",
        "title": "每周五半小时分享一个疑难工单",
        "now": "疑难问题的解法只在工单里，别人遇到时要从头查。",
        "better": "周五固定半小时，解决的人讲一遍，讲完写成知识文章。",
        "effect": "同类问题第二次出现时，一线能自己解决。",
        "voters": ("suhe", "ningyuan", "anran", "supervisor"),
        "comments": (("anran", "能录下来的话，值班的人也能看。"),),
        "steps": (),
    },
    {
        "author": "kim",
        "days": 4,
        "direction": "mode",
        "title": "Offer a call-back slot instead of waiting on the phone",
        "now": "At shift changes customers wait on the line for up to ten minutes.",
        "better": "The phone offers a slot; the call-back becomes a promise with its own clock.",
        "effect": "Nobody waits longer than two minutes.",
        "voters": ("alex",),
        "comments": (),
        "steps": (),
    },
    {
        "author": "anran",
        "days": 58,
        "direction": "technology",
        "title": "工单侧栏显示厂商的实时状态",
        "now": "要到厂商网站看状态。",
        "better": "侧栏直接显示厂商的状态。",
        "effect": "少切换一个网页。",
        "voters": (),
        "comments": (),
        "steps": (("drop", "supervisor", 50, "两家厂商都没有可读取的状态接口；等他们提供后再提。"),),
    },
)  # fmt: skip


def make(staff: dict[str, Any], *, at: datetime) -> None:
    """Through the same services as the pages, each at its own day, the oldest first."""
    for told in sorted(IDEAS, key=lambda one: -int(one["days"])):
        raised = at - timedelta(days=told["days"], hours=3)
        data = services.IdeaData(**{name: told[name] for name in ("title", "now", "better", "effect", "direction")})
        idea = services.raise_idea(data=data, by=Actor.of(staff[told["author"]]), at=raised)
        for number, login in enumerate(told["voters"], start=1):
            when = raised + timedelta(hours=number)
            services.vote(idea_id=idea.pk, is_for=True, by=Actor.of(staff[login]), at=when)
        for number, (login, text) in enumerate(told["comments"], start=1):
            when = raised + timedelta(hours=5 + number)
            services.comment(idea_id=idea.pk, text=text, by=Actor.of(staff[login]), at=when)
        for step, login, days, reason in told["steps"]:
            result = services.Result(answer=told["answer"], text=told["result"]) if step == "adopt" else None
            services.advance(
                idea_id=idea.pk, step=step, reason=reason, result=result, by=Actor.of(staff[login]),
                at=at - timedelta(days=days),
            )  # fmt: skip
