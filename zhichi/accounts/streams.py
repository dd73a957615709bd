"""How pages name and link the streams of accounts, and how sentences show their codes."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhichi.accounts import selectors
from zhichi.accounts.choices import AbsenceKind, Post, SecurityChange, SkillLevel
from zhichi.core import clock
from zhichi.records.registry import register_labels, register_stream
from zhichi.ui.timing import weekday_words, when_words


def register() -> None:
    """Put streams and labels into the record's registries."""
    register_stream("user", label=_person_label, url=lambda key: reverse("accounts:person", args=[int(key)]))
    register_stream("team", label=_team_label, url=lambda key: reverse("accounts:team_edit", args=[int(key)]))
    register_stream("skill", label=_skill_label, url=lambda key: reverse("accounts:skill_edit", args=[int(key)]))
    register_stream("duty", label=_duty_label, url=lambda key: reverse("accounts:duty_role_edit", args=[int(key)]))
    for event in ("person_updated", "preferences_set", "team_updated", "duty_role_updated"):
        register_labels(f"accounts.{event}.names", _field_names)
    register_labels("accounts.working_hours_set.hours", _week)
    register_labels("accounts.person_created.post", _post)
    register_labels("accounts.post_changed.before", _post)
    register_labels("accounts.post_changed.after", _post)
    register_labels("accounts.security_changed.what", _security_change)
    register_labels("accounts.skills_set.names", _skill_levels)
    register_labels("accounts.teams_set.names", _team_names)
    for event in ("team_created", "skill_created", "duty_role_created"):
        register_labels(f"accounts.{event}.name", selectors.name_words)
    for event in ("absence_added", "absence_removed"):
        register_labels(f"accounts.{event}.kind", _absence_kind)
        register_labels(f"accounts.{event}.starts_at", _moment)
        register_labels(f"accounts.{event}.ends_at", _moment)


def _person_label(key: str) -> str:
    row = selectors.staff_names([int(key)]).get(int(key))
    return row or gettext("Person %s") % key


def _team_label(key: str) -> str:
    row = selectors.team(int(key))
    return row.title if row else gettext("Team %s") % key


def _skill_label(key: str) -> str:
    row = selectors.skill(int(key))
    return row.title if row else gettext("Skill %s") % key


def _duty_label(key: str) -> str:
    row = selectors.duty_role(int(key))
    return row.title if row else gettext("Duty role %s") % key


FIELDS = {
    "email": _("mail address"),
    "display_name": _("name"),
    "family_name": _("family name"),
    "given_name": _("given name"),
    "language": _("language"),
    "time_zone": _("time zone"),
    "phone": _("phone"),
    "theme": _("appearance"),
    "single_keys": _("single-key shortcuts"),
    "signature": _("signature"),
    "name": _("name"),
    "name_en": _("name in English"),
    "lead": _("lead"),
    "order": _("place in lists"),
    "is_active": _("active"),
    "team": _("team"),
    "holder": _("holder"),
    "is_intake": _("intake role"),
}


def _field_names(names: str) -> str:
    return gettext(", ").join(str(FIELDS.get(name, name)) for name in names.split(", "))


def _week(hours: str) -> str:
    """ "0 09:00-12:00; 0 13:00-18:00" with the names of the days."""
    days = weekday_words()
    stretches = [part.partition(" ") for part in hours.split("; ")]
    return "; ".join(f"{days[int(day)]} {time}" if day.isdigit() else day for day, _blank, time in stretches)


def _post(code: str) -> str:
    return str(Post(code).label) if code in Post.values else code


def _security_change(code: str) -> str:
    return str(SecurityChange(code).label) if code in SecurityChange.values else code


def _absence_kind(code: str) -> str:
    return str(AbsenceKind(code).label) if code in AbsenceKind.values else code


def _skill_levels(names: str) -> str:
    """ "数据库 3, 网络 1" with the levels in words."""
    levels = {str(code): str(label) for code, label in SkillLevel.choices}
    found = []
    for item in names.split(", "):
        name, _blank, level = item.rpartition(" ")
        found.append(f"{selectors.name_words(name)} ({levels[level]})" if name and level in levels else item)
    return gettext(", ").join(found)


def _team_names(names: str) -> str:
    return gettext(", ").join(selectors.name_words(name) for name in names.split(", "))


def _moment(iso: str) -> str:
    """A time of the record in the reader's zone."""
    try:
        return when_words(datetime.fromisoformat(iso), now=clock.now(), style="full")
    except ValueError:
        return iso
