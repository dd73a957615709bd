"""What happens to the duty roster. Days and times are ISO; names are those of that moment."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("roster.kind_created", gettext_noop("%(actor)s created the shift %(name)s, %(hours)s"))
class KindCreated(Event):
    """A new kind of shift of a team; `hours` is "22:00-06:00"."""

    name: str
    hours: str
    team_id: int


@event("roster.kind_updated", gettext_noop("%(actor)s changed the shift: %(fields)s"))
class KindUpdated(Event):
    """A kind of shift changed. `changes` maps a field to its value before and after; `moved` shifts got new hours."""

    fields: list[str]
    changes: dict[str, list[str]]
    moved: int


@event("roster.shift_set", gettext_noop("%(actor)s planned %(person)s on %(day)s: %(kind)s %(reason)s"))
class ShiftSet(Event):
    """Somebody got a shift, in place of `before` (a name, or empty). A published week needs a reason."""

    person: str
    person_id: int
    day: str
    kind: str
    kind_id: int
    duty_role: str
    before: str
    reason: str


@event("roster.shift_dropped", gettext_noop("%(actor)s took %(kind)s on %(day)s from %(person)s %(reason)s"))
class ShiftDropped(Event):
    """Somebody has the day free again."""

    person: str
    person_id: int
    day: str
    kind: str
    reason: str


@event("roster.filled", gettext_noop("%(actor)s planned %(count)s shifts at once (%(way)s); %(refused)s did not fit"))
class Filled(Event):
    """Many shifts were planned in one go. `way` is "copy" or "pattern"; `shifts` holds "person id, day, kind id"."""

    way: str
    count: int
    refused: int
    shifts: list[str]
    reason: str


@event("roster.published", gettext_noop("%(actor)s published the week with %(shifts)s shifts; %(missing)s are missing"))
class Published(Event):
    """The people may see the week; from now on each change needs a reason."""

    shifts: int
    missing: int


@event("roster.withdrawn", gettext_noop("%(actor)s took the publication of the week back"))
class PublicationWithdrawn(Event):
    """The week is a draft again."""


@event("roster.swap_offered", gettext_noop("%(giver)s offered %(kind)s on %(day)s to %(wanted)s"))
class SwapOffered(Event):
    """A shift looks for somebody else. `wanted_id` None: anybody of the team; `return_day` is what is asked for it."""

    swap_id: int
    giver: str
    giver_id: int
    wanted: str
    wanted_id: int | None
    day: str
    kind: str
    return_day: str
    note: str


@event("roster.swap_accepted", gettext_noop("%(taker)s accepted %(kind)s on %(day)s from %(giver)s"))
class SwapAccepted(Event):
    """A colleague will take the shift."""

    swap_id: int
    giver: str
    giver_id: int
    taker: str
    taker_id: int
    day: str
    kind: str


@event(
    "roster.swap_done",
    gettext_noop("%(taker)s works %(kind)s on %(day)s instead of %(giver)s, let through by %(actor)s"),
)
class SwapDone(Event):
    """The shift changed hands; with a shift in return both did."""

    swap_id: int
    giver: str
    giver_id: int
    taker: str
    taker_id: int
    day: str
    kind: str
    return_day: str


@event("roster.swap_ended", gettext_noop("%(actor)s ended the offer of %(kind)s on %(day)s: %(how)s %(reason)s"))
class SwapEnded(Event):
    """Nothing changes hands; `how` is a code of SwapState: declined, refused or withdrawn."""

    swap_id: int
    how: str
    giver_id: int
    taker_id: int | None
    day: str
    kind: str
    reason: str


@event("roster.swap_reopened", gettext_noop("%(actor)s took a step of the swap of %(kind)s on %(day)s back"))
class SwapReopened(Event):
    """The last step was undone; `state` is where the offer stands again."""

    swap_id: int
    state: str
    day: str
    kind: str


@event("roster.feed_made", gettext_noop("%(actor)s made a private calendar link"))
class FeedMade(Event):
    """Whoever has the link reads the person's published shifts. The link itself is not recorded."""


@event("roster.feed_revoked", gettext_noop("%(actor)s revoked the private calendar link"))
class FeedRevoked(Event):
    """The link no longer answers."""
