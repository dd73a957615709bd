"""Tags and filters of the design system: `{% load ui %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext

from zhichi.core import actors, clock, rights
from zhichi.ui import forms, glyphs, icons, people, timing
from zhichi.ui.registry import Group, NavEntry, Notice, TabItem, bar_urls_for, nav_for, notices_for, tabs_for
from zhichi.ui.respond import Toast, waiting_toasts

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from django.forms import BaseForm, BoundField
    from django.http import HttpRequest
    from django.template import Context
    from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """`{% icon "inbox" size=20 %}`: an icon of lucide, hidden from assistive technology."""
    return icons.icon(name, size)


@register.filter
def may_open(person: Any, address: str) -> bool:
    """`{% if request.user|may_open:link %}`: a link to a page that would refuse the reader is not shown."""
    return rights.may_open(person, address)


@register.filter
def spoken(label: str) -> str:
    """`{{ message.author_label|spoken }}`: a kept label, "unknown sender" for whoever was not named."""
    return actors.spoken(label)


@register.simple_tag
def status_glyph(status: str, size: int = 16) -> SafeString:
    """`{% status_glyph ticket.status %}`: always with the word beside it."""
    return glyphs.status_glyph(status, size)


@register.simple_tag
def priority_glyph(priority: str, size: int = 16) -> SafeString:
    """`{% priority_glyph ticket.urgency %}`: always with the word beside it, or in a title."""
    return glyphs.priority_glyph(priority, size)


@register.simple_tag
def sla_glyph(state: str, share: float = 1.0, size: int = 14) -> SafeString:
    """`{% sla_glyph "soon" 0.2 %}`: states track, soon, late, paused, met."""
    return glyphs.sla_glyph(state, share, size)


@register.simple_tag
def avatar(who: Any, size: int = 24, kind: str = "person") -> SafeString:
    """`{% avatar user 32 %}`: an account, an organisation (kind="org"), a bare name, or None for nobody."""
    return people.avatar(who, size, kind=kind)


@register.simple_tag
def when(moment: datetime | None, style: str = "relative") -> SafeString | str:
    """`{% when ticket.updated_at "short" %}`: styles relative, short, due, full, time, date."""
    return timing.time_tag(moment, now=clock.now(), style=style)


@register.filter
def duration(value: timedelta | float | None, units: str = "") -> str:
    """`{{ call.length|duration:"s" }}`: a timedelta or seconds in words; "s" shows seconds too."""
    return timing.duration_words(value, seconds=units == "s")


@register.filter
def filesize(count: int | None) -> str:
    """`{{ attachment.size|filesize }}`: 84 KB."""
    return timing.size_words(count)


@register.filter
def limit_words(attrs: dict[str, Any]) -> str:
    """The size limit that an upload widget carries in its attributes, in words."""
    return timing.size_words(attrs.get("data-max-bytes"))


@register.filter
def tint(key: object) -> str:
    """`{{ user.pk|tint }}`: h1 to h6, the class of the avatar's tint."""
    return people.tint(key)


@register.simple_tag
def field(bound: BoundField, **attrs: Any) -> SafeString:
    """`{% field form.name autocomplete="name" %}`: label, control, hint and error; extra words become attributes."""
    if attrs:
        bound.field.widget.attrs.update({name.replace("_", "-"): value for name, value in attrs.items()})
    return bound.as_field_group()


@register.filter
def need(bound: BoundField) -> str:
    """The word behind a label, translated: Required, Optional or nothing."""
    words = {"required": gettext("Required"), "optional": gettext("Optional"), "": ""}
    return words[forms.need_of(bound)]


@register.filter
def is_kind(bound: BoundField, kind: str) -> bool:
    """Whether the field's widget is "check" (one checkbox), "select" or "group" (radios, checkboxes)."""
    widget_type = bound.widget_type
    return {
        "check": widget_type in {"checkbox", "switch"},
        "select": widget_type in {"select", "nullbooleanselect", "lazyselect"},
        "group": bool(bound.field.widget.use_fieldset),
    }[kind]


@register.inclusion_tag("ui/_form_errors.html")
def form_errors(form: BaseForm, lines: Any = None) -> dict[str, Any]:
    """`{% form_errors form %}`: the box above a refused form; it links to each field and takes the focus.

    `{% form_errors form formset %}` names the fields of the formset's lines too, each with the number of its line.
    """
    faulty: list[tuple[str, BoundField]] = [("", bound) for bound in form if bound.errors] if form.is_bound else []
    general = list(form.non_field_errors()) if form.is_bound else []
    if lines is not None and lines.is_bound:
        general += lines.non_form_errors()
        for number, line in enumerate(lines, start=1):
            if not (lines.can_delete and line.cleaned_data.get("DELETE")):
                faulty += [(f"{number} · ", bound) for bound in line if bound.errors]
    return {"faulty": faulty, "general": general, "count": len(faulty) + len(general)}


@register.simple_tag(takes_context=True)
def nav(context: Context, group: Group = "main") -> list[NavEntry]:
    """`{% nav "main" as entries %}`: entries of the rail, its foot, the user menu or the portal's head."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return []
    # Rail, bottom bar and phone menu ask alike; a badge may cost a query, so it is asked once a request.
    known: dict[str, list[NavEntry]] = request.__dict__.setdefault("_nav_entries", {})
    if group not in known:
        known[group] = nav_for(getattr(request, "user", None), request, group)
    return known[group]


@register.simple_tag(takes_context=True)
def more_tabs(context: Context, below: str) -> list[TabItem]:
    """`{% more_tabs "staff" as tabs %}`: the tabs that other parts add below a navigation entry."""
    request: HttpRequest | None = context.get("request")
    return tabs_for(request.user, below) if request is not None and hasattr(request, "user") else []


@register.simple_tag(takes_context=True)
def bars(context: Context) -> list[str]:
    """`{% bars as urls %}`: bars that are fetched after the page has come."""
    request: HttpRequest | None = context.get("request")
    return bar_urls_for(getattr(request, "user", None)) if request is not None else []


@register.simple_tag(takes_context=True)
def notices(context: Context) -> list[Notice]:
    """`{% notices as shown %}`: the bars above the desk."""
    request: HttpRequest | None = context.get("request")
    return notices_for(request) if request is not None and hasattr(request, "user") else []


@register.simple_tag(takes_context=True)
def toasts(context: Context) -> list[Toast]:
    """`{% toasts as waiting %}`: what was flashed for this page."""
    request: HttpRequest | None = context.get("request")
    return waiting_toasts(request) if request is not None and hasattr(request, "_messages") else []


@register.simple_tag
def weekday_words() -> str:
    """Short day names, Monday first, for the browser's clock."""
    return " ".join(timing.weekday_words())


@register.simple_tag
def zone_name() -> str:
    """The reader's time zone ("Asia/Shanghai"), for the browser's clock."""
    return timezone.get_current_timezone_name()


@register.inclusion_tag("ui/_pager.html", takes_context=True)
def pager(context: Context, page: Any, target: str = "") -> dict[str, Any]:
    """`{% pager page target="#rows" %}`: the next page of a KeysetPage, by link or by htmx into `target`."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    query.pop("cursor", None)
    first = query.urlencode()
    query["cursor"] = page.next_cursor
    return {
        "page": page,
        "target": target,
        "next_url": f"{request.path}?{query.urlencode()}",
        "first_url": f"{request.path}?{first}" if first else request.path,
    }
