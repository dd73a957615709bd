"""Invented people, requests and times that the styleguide shows; nothing here is read by a real page."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from zhichi.ui.forms import Choice, DateInput, Faces, FilesField, Form, Pills, RadioCards, Segmented, Switch

PEOPLE = tuple(
    SimpleNamespace(pk=pk, display_name=name)
    for pk, name in enumerate(("林晓", "周宁", "何青", "苏禾", "沈安", "陈一", "Alex Lin"), start=6)
)
STATES = (
    ("new", pgettext_lazy("status", "New")),
    ("open", pgettext_lazy("status", "Open")),
    ("in_progress", pgettext_lazy("status", "In progress")),
    ("wait_customer", pgettext_lazy("status", "Awaiting customer")),
    ("wait_vendor", pgettext_lazy("status", "Awaiting vendor")),
    ("resolved", pgettext_lazy("status", "Solved")),
    ("closed", pgettext_lazy("status", "Closed")),
    ("reopened", pgettext_lazy("status", "Reopened")),
)
PRIORITIES = (
    ("urgent", pgettext_lazy("priority", "Urgent")),
    ("high", pgettext_lazy("priority", "High")),
    ("medium", pgettext_lazy("priority", "Medium")),
    ("low", pgettext_lazy("priority", "Low")),
)
ICONS = (
    "ticket messages-square triangle-alert book-open users package truck smile chart-column trending-up shield-check "
    "sliders-horizontal bell search mail phone phone-outgoing globe activity paperclip zap lock eye merge "
    "arrow-left-right history server network cpu"
).split()
TOKENS = (
    "canvas surface sunken raised hover selected line line-strong line-control text text-2 text-3 accent accent-hover "
    "accent-text accent-soft accent-line danger-fill ok-text ok-soft ok-solid warn-text warn-soft warn-solid bad-text "
    "bad-soft bad-solid note-bg note-text call-bg call-text peer-soft peer-text"
).split()


class SampleForm(Form):
    """Every widget once."""

    title = forms.CharField(label=gettext_lazy("Title"))
    email = forms.EmailField(
        label=gettext_lazy("Contact address"), help_text=gettext_lazy("We answer to this address.")
    )
    product = forms.ChoiceField(label=gettext_lazy("Product"), choices=[("", "–"), ("r", "砚台报表")], required=False)
    wanted = forms.DateField(label=gettext_lazy("Wanted by"), widget=DateInput, required=False)
    asset = forms.CharField(label=gettext_lazy("Asset number"), disabled=True, initial="INK-0082-01", required=False)
    impact = forms.ChoiceField(label=gettext_lazy("How large is the impact?"), widget=RadioCards, required=False)
    nature = forms.ChoiceField(label=gettext_lazy("Nature"), widget=Segmented, required=False, initial="soft")
    mood = forms.ChoiceField(label=gettext_lazy("Overall"), widget=Faces, required=False, initial="4")
    good = forms.MultipleChoiceField(
        label=gettext_lazy("What went well?"), widget=Pills, required=False, initial=["fast"]
    )
    text = forms.CharField(label=gettext_lazy("Description"), widget=forms.Textarea, required=False)
    attachments = FilesField(label=gettext_lazy("Attachments"), required=False, max_bytes=25 * 1024 * 1024)
    agree = forms.BooleanField(label=gettext_lazy("You may call me back"), required=False)
    notify = forms.BooleanField(label=gettext_lazy("Tell me about progress"), widget=Switch, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, Any]]] = {
            "impact": [
                ("all", Choice(_("Nobody can work"), _("Business has stopped"))),
                ("some", Choice(_("Some people are affected"), _("Work goes on, with trouble"))),
                ("me", Choice(_("Only me"), _("Colleagues are fine"))),
                ("none", Choice(_("No impact, a question"), _("Usage, ideas, permissions"))),
            ],
            "nature": [
                ("soft", pgettext("nature", "Software")),
                ("hard", pgettext("nature", "Hardware")),
                ("net", pgettext("nature", "Network")),
                ("sys", pgettext("nature", "System")),
            ],
            "mood": [
                ("1", Choice(_("Very poor"), icon="angry")),
                ("2", Choice(_("Poor"), icon="frown")),
                ("3", Choice(_("Fair"), icon="meh")),
                ("4", Choice(_("Good"), icon="smile")),
                ("5", Choice(_("Very good"), icon="laugh")),
            ],
            "good": [("fast", _("Quick answers")), ("clear", _("Clear words")), ("once", _("Solved at once"))],
        }
        for name, values in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
            field.choices = values


def sample_context(now: datetime) -> dict[str, Any]:
    """What the styleguide shows, at `now` (aware)."""
    wrong = SampleForm({"title": "导出的报表打开后是乱码", "email": "he.qing@example", "impact": "some", "wanted": "x"})
    return {
        "people": PEOPLE,
        "states": STATES,
        "priorities": PRIORITIES,
        "icons": ICONS,
        "tokens": TOKENS,
        "form": SampleForm(initial={"impact": "some"}),
        "wrong": wrong,
        "rows": _rows(now),
        "moments": [now - timedelta(**ago) for ago in ({"seconds": 5}, {"minutes": 3}, {"days": 1}, {"days": 300})],
        "kinds": ("", "btn-primary", "btn-soft", "btn-ghost", "btn-danger"),
        "longer": timedelta(hours=1, minutes=40),
    }


def _rows(now: datetime) -> list[dict[str, Any]]:
    lines = (
        ("phone", "北岸样例物流", "批量打印运单时打印服务无响应", "urgent", "in_progress", "late", 0.0, 4, 1),
        ("activity", "晴川示例医院", "夜间备份任务失败：磁盘空间不足", "high", "new", "soon", 0.1, 21, None),
        (
            "mail",
            "长谷示例制造",
            "升级 8.2 后月结报表导出的 CSV 中文显示乱码",
            "high",
            "in_progress",
            "soon",
            0.3,
            9,
            0,
        ),
        ("globe", "西屏样例银行", "申请报表接口的只读权限", "low", "open", "track", 0.8, 44, 3),
        (
            "messages-square",
            "南汀示例零售",
            "单点登录后反复跳回登录页",
            "high",
            "wait_customer",
            "paused",
            0.5,
            1500,
            0,
        ),
    )
    words = {"late": _("12m over"), "soon": _("Update 18m"), "track": _("Solve 1h 40m"), "paused": _("Paused")}
    states = dict(STATES)
    return [
        {
            "number": 20391 + index * 7,
            "channel": channel,
            "customer": customer,
            "subject": subject,
            "priority": priority,
            "status": status,
            "status_words": states[status],
            "clock": clock,
            "clock_words": words[clock],
            "share": share,
            "at": now - timedelta(minutes=minutes),
            "owner": None if owner is None else PEOPLE[owner],
            "is_unread": index < 2,
            "is_current": index == 2,
        }
        for index, (channel, customer, subject, priority, status, clock, share, minutes, owner) in enumerate(lines)
    ]
