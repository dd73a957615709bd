"""What happens to people, teams, skills and duty roles."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("accounts.person_created", gettext_noop("%(actor)s created the account of %(name)s as %(post)s"))
class PersonCreated(Event):
    """Somebody joined the department (4.1)."""

    name: str
    email: str
    post: str


@event("accounts.customer_created", gettext_noop("%(actor)s created the customer account of %(name)s"))
class CustomerCreated(Event):
    """A customer can sign in to the portal."""

    name: str
    email: str


@event("accounts.person_updated", gettext_noop("%(actor)s changed %(names)s"))
class PersonUpdated(Event):
    """Basics were corrected. `changes` maps each field to its value before and after."""

    names: str
    changes: dict[str, list[str]]


@event("accounts.post_changed", gettext_noop("%(actor)s changed the post from %(before)s to %(after)s"))
class PostChanged(Event):
    """Somebody has other duties and rights now (4.2)."""

    before: str
    after: str


@event("accounts.deactivated", gettext_noop("%(actor)s deactivated the account: %(reason)s"))
class Deactivated(Event):
    """Somebody can no longer sign in. Parts above hand on what the person was accountable for."""

    name: str
    reason: str


@event("accounts.reactivated", gettext_noop("%(actor)s reactivated the account: %(reason)s"))
class Reactivated(Event):
    """Somebody may sign in again."""

    name: str
    reason: str


@event("accounts.invited", gettext_noop("%(actor)s sent a link for choosing a password to %(email)s"))
class Invited(Event):
    """A link to choose a password was mailed."""

    email: str


@event("accounts.security_changed", gettext_noop("%(actor)s changed the sign-in: %(what)s"))
class SecurityChanged(Event):
    """A password or a second factor was set, changed or removed; `what` is a code of SecurityChange."""

    what: str


@event("accounts.teams_set", gettext_noop("%(actor)s set the teams to: %(names)s"))
class TeamsSet(Event):
    """Membership of teams; ids before and after."""

    names: str
    before: list[int]
    after: list[int]


@event("accounts.skills_set", gettext_noop("%(actor)s set the skills to: %(names)s"))
class SkillsSet(Event):
    """Skills with levels: skill id as text → level, before and after."""

    names: str
    before: dict[str, int]
    after: dict[str, int]


@event("accounts.working_hours_set", gettext_noop("%(actor)s set the working hours to: %(hours)s"))
class WorkingHoursSet(Event):
    """The week of one person: "0 09:00-12:00; 0 13:00-18:00", 0 = Monday, in the person's time zone."""

    hours: str
    before: str


@event("accounts.absence_added", gettext_noop("%(actor)s noted absence (%(kind)s) from %(starts_at)s to %(ends_at)s"))
class AbsenceAdded(Event):
    """Somebody will be away; times are ISO, UTC."""

    kind: str
    starts_at: str
    ends_at: str
    note: str


@event(
    "accounts.absence_removed",
    gettext_noop("%(actor)s removed absence (%(kind)s) from %(starts_at)s to %(ends_at)s"),
)
class AbsenceRemoved(Event):
    """An absence was taken back."""

    kind: str
    starts_at: str
    ends_at: str


@event("accounts.preferences_set", gettext_noop("%(actor)s changed preferences: %(names)s"))
class PreferencesSet(Event):
    """Language, time zone, theme, keys or signature, by the person."""

    names: str
    changes: dict[str, list[str]]


@event("accounts.handbook_acknowledged", gettext_noop("%(actor)s acknowledged version %(version)s of the handbook"))
class HandbookAcknowledged(Event):
    """Somebody has read the handbook in force (1.2)."""

    version: int


@event("accounts.team_created", gettext_noop("%(actor)s created the team %(name)s"))
class TeamCreated(Event):
    """A new team (4.1)."""

    name: str


@event("accounts.team_updated", gettext_noop("%(actor)s changed the team: %(names)s"))
class TeamUpdated(Event):
    """A team has another name, lead, place or state."""

    names: str
    changes: dict[str, list[str]]


@event("accounts.skill_created", gettext_noop("%(actor)s created the skill %(name)s"))
class SkillCreated(Event):
    """Something people can be good at."""

    name: str


@event("accounts.skill_renamed", gettext_noop("%(actor)s renamed the skill %(before)s to %(after)s"))
class SkillRenamed(Event):
    """A skill has another name."""

    before: str
    after: str


@event("accounts.duty_role_created", gettext_noop("%(actor)s created the duty role %(name)s"))
class DutyRoleCreated(Event):
    """A role that can be accountable while no person is (3.3.1)."""

    name: str
    team_id: int


@event("accounts.duty_role_updated", gettext_noop("%(actor)s changed the duty role: %(names)s"))
class DutyRoleUpdated(Event):
    """A duty role has another name, team, holder or state."""

    names: str
    changes: dict[str, list[str]]
