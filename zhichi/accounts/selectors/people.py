"""Who is who: lists of people, search by name, pinyin and address, teams, skills, duty roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext as _

from zhichi.accounts import policies
from zhichi.accounts.choices import Post
from zhichi.accounts.models import DutyRole, Skill, StaffSkill, Team, User
from zhichi.core.errors import DomainError
from zhichi.core.prepared import Prepared
from zhichi.core.remembered import Remembered
from zhichi.core.texts import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

DEMO_DOMAIN = "example.com"


@dataclass(frozen=True, kw_only=True)
class PeopleFilter:
    """What a list of staff is narrowed to; empty means all. `activity` is "active", "inactive" or ""."""

    query: str = ""
    post: str = ""
    team_id: int | None = None
    skill_id: int | None = None
    activity: str = "active"


def person(person_id: int) -> User:
    """The account, whoever asks; for services of other parts. Raises User.DoesNotExist."""
    return User.objects.get(pk=person_id)


def everybody() -> QuerySet[User]:
    """All accounts, whoever asks; `policies.people_of` narrows them."""
    return User.objects.all()


def active_staff(person_ids: Iterable[int]) -> dict[int, User]:
    """The active members of staff with these ids, by id, whoever asks; for services of other parts."""
    rows = User.objects.filter(pk__in=list(person_ids), is_active=True).exclude(post="")
    return {row.pk: row for row in rows}


def person_by_email(email: str) -> User | None:
    """The account that signs in with this address, or None."""
    return User.objects.filter(email=email.strip().lower()).first()


def active_staff_ids(person_ids: Iterable[int]) -> set[int]:
    """Which of these are active members of staff. One query."""
    rows = User.objects.filter(pk__in=list(person_ids), is_active=True).exclude(post="")
    return set(rows.values_list("pk", flat=True))


def staff_by_email(email: str) -> User | None:
    """The active member of staff with this address, or None; for mail that a colleague may have sent."""
    return _staff_of.first(email.strip().lower())


_staff_of = Prepared(lambda email: User.objects.filter(email=email, is_active=True).exclude(post=""))


def staff_member(person_id: int, *, for_user: Any) -> User | None:
    """One member of staff with teams, skills, hours and absences, or None when `for_user` may not see the person."""
    rows = policies.people_of(for_user, User.objects.exclude(post=""))
    skills = StaffSkill.objects.select_related("skill").order_by("-level", "skill__name")
    return (
        rows.filter(pk=person_id)
        .prefetch_related("teams", Prefetch("skills", queryset=skills), "working_hours", "absences", "leads")
        .first()
    )


def staff(*, for_user: Any, wanted: PeopleFilter | None = None) -> QuerySet[User]:
    """The members of staff that `for_user` may see, narrowed, by name. Three queries with teams and skills."""
    wanted = wanted or PeopleFilter()
    rows = policies.people_of(for_user, User.objects.exclude(post=""))
    if wanted.post:
        rows = rows.filter(post=wanted.post)
    if wanted.team_id:
        rows = rows.filter(teams=wanted.team_id)
    if wanted.skill_id:
        rows = rows.filter(skills__skill=wanted.skill_id)
    if wanted.activity:
        rows = rows.filter(is_active=wanted.activity == "active")
    skills = StaffSkill.objects.select_related("skill").order_by("-level", "skill__name")
    return matching(rows, wanted.query).prefetch_related("teams", Prefetch("skills", queryset=skills))


def holding_post(post: str) -> QuerySet[User]:
    """The active people who hold a post, by name."""
    return User.objects.filter(post=post, is_active=True)


def matching(people: QuerySet[User], query: str) -> QuerySet[User]:
    """The people whose name, pinyin, initials or mail address fits what was typed ("林", "lin", "lx", "lin@")."""
    text = fold(query)
    if not text:
        return people
    joined = text.replace(" ", "")
    rows = people.annotate(joined_pinyin=Replace(F("sort_key"), Value(" "), Value("")))
    return rows.filter(
        Q(display_name__icontains=query.strip())
        | Q(sort_key__contains=text)
        | Q(joined_pinyin__contains=joined)
        | Q(initials__startswith=joined)
        | Q(email__contains=text)
    )


def pick(query: str, *, for_user: Any, posts: Iterable[str] = (), limit: int = 20) -> list[User]:
    """Active staff for a picker, best fits first: whole initials, then the start of the name, then the rest."""
    rows = staff(for_user=for_user, wanted=PeopleFilter(query=query))
    chosen = list(posts)
    if chosen:
        rows = rows.filter(post__in=chosen)
    text = fold(query).replace(" ", "")
    found = sorted(rows[: limit * 3], key=lambda user: _rank(user, text))
    return found[:limit]


def _rank(user: User, text: str) -> tuple[int, str]:
    if user.initials == text:
        return (0, user.sort_key)
    joined = user.sort_key.replace(" ", "")
    starts = joined.startswith(text) or fold(user.display_name).startswith(text)
    return (1 if starts else 2, user.sort_key)


def teams(*, only_active: bool = True) -> QuerySet[Team]:
    """All teams with lead and number of active members (`size`), in their order."""
    rows = Team.objects.select_related("lead").annotate(
        size=Count("members", filter=Q(members__is_active=True), distinct=True)
    )
    return rows.filter(is_active=True) if only_active else rows


def team(team_id: int) -> Team | None:
    """One team with its lead, or None."""
    return Team.objects.select_related("lead").filter(pk=team_id).first()


def members(team_id: int) -> QuerySet[User]:
    """The active members of a team, by name."""
    return User.objects.filter(teams=team_id, is_active=True)


def team_ids_of(user: Any) -> frozenset[int]:
    """The teams somebody belongs to; none for customers and guests.

    Remembered on `user`, because every right about a ticket asks: an account object lives for one request.
    """
    if not getattr(user, "post", ""):
        return frozenset()
    known: frozenset[int] | None = user.__dict__.get("_team_ids")
    if known is None:
        known = frozenset(_teams.rows(user.pk))
        user.__dict__["_team_ids"] = known
    return known


def _teams_of(user: int) -> QuerySet[Any, int]:
    return User.teams.through._default_manager.filter(user_id=user).values_list("team_id", flat=True)


_teams = Prepared(_teams_of)


def skills() -> QuerySet[Skill]:
    """All skills with the number of active people who have them (`size`)."""
    return Skill.objects.annotate(size=Count("holders", filter=Q(holders__user__is_active=True)))


def skill(skill_id: int) -> Skill | None:
    """One skill, or None."""
    return Skill.objects.filter(pk=skill_id).first()


def duty_roles(*, only_active: bool = True) -> QuerySet[DutyRole]:
    """The duty roles with team and holder, the intake role first."""
    rows = DutyRole.objects.select_related("team", "holder").order_by("-is_intake", "-is_active", "name")
    return rows.filter(is_active=True) if only_active else rows


def duty_role(role_id: int) -> DutyRole | None:
    """One duty role with team and holder, or None."""
    return DutyRole.objects.select_related("team", "holder").filter(pk=role_id).first()


def _read_intake_role() -> DutyRole:
    role = DutyRole.objects.filter(is_intake=True).first()
    if role is None:
        message = _("No duty role takes new requests.")
        raise DomainError("no-intake-role", message, _("Create one under Staff → Duty roles."))
    return role


_intake = Remembered(_read_intake_role, seconds=2.0)  # every request asks it


def intake_role() -> DutyRole:
    """The role that new requests belong to (3.3.1), as of two seconds ago. Raises DomainError when there is none."""
    return _intake()


def forget_intake_role() -> None:
    """Drop this process's memory: whoever changes a duty role does."""
    _intake.forget()


def demo_logins() -> list[User]:
    """The accounts offered on the sign-in page of the demo: empty outside demo mode."""
    if not settings.DEMO:
        return []
    rows = User.objects.filter(email__endswith=f"@{DEMO_DOMAIN}", is_active=True).exclude(post="")
    order = list(Post.values)
    return sorted(rows, key=lambda user: (order.index(user.post), user.pk))


def staff_names(person_ids: Iterable[int]) -> dict[int, str]:
    """Display names by id, of whoever exists. One query."""
    return dict(User.objects.filter(pk__in=list(person_ids)).values_list("pk", "display_name"))
