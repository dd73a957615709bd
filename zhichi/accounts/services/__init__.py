"""Writes of accounts, one module per use case."""

from __future__ import annotations

from zhichi.accounts.services.founding import found_department
from zhichi.accounts.services.groups import (
    DutyRoleChanges,
    TeamChanges,
    create_duty_role,
    create_skill,
    create_team,
    update_duty_role,
    update_skill,
    update_team,
)
from zhichi.accounts.services.own import (
    Preferences,
    acknowledge_handbook,
    invite,
    note_security_change,
    set_preferences,
)
from zhichi.accounts.services.people import (
    Details,
    PersonChanges,
    change_post,
    create_customer_account,
    create_person,
    deactivate,
    reactivate,
    stays_active,
    update_person,
)
from zhichi.accounts.services.planning import (
    Interval,
    add_absence,
    remove_absence,
    set_skills,
    set_teams,
    set_working_hours,
)
from zhichi.accounts.services.sessions import end_session, end_sessions, note_activity

__all__ = [
    "Details",
    "DutyRoleChanges",
    "Interval",
    "PersonChanges",
    "Preferences",
    "TeamChanges",
    "acknowledge_handbook",
    "add_absence",
    "change_post",
    "create_customer_account",
    "create_duty_role",
    "create_person",
    "create_skill",
    "create_team",
    "deactivate",
    "end_session",
    "end_sessions",
    "found_department",
    "invite",
    "note_activity",
    "note_security_change",
    "reactivate",
    "remove_absence",
    "set_preferences",
    "set_skills",
    "set_teams",
    "set_working_hours",
    "stays_active",
    "update_duty_role",
    "update_person",
    "update_skill",
    "update_team",
]
