"""What can happen to a ticket. `wording` is for staff, `public` for the customer's timeline."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event(
    "tickets.registered",
    gettext_noop("%(actor)s registered the ticket by %(channel)s"),
    public=gettext_noop("We received your request"),
)
class Registered(Event):
    """A request became a ticket (2.1)."""

    number: str
    channel: str
    subject: str
    type: str
    urgency: str
    state: str
    team_id: int
    duty_role: str
    received_at: str
    contact_id: int | None = None
    organisation_id: int | None = None
    level: str = ""  # the service level by name; empty: the handbook's
    level_version: int | None = None


@event("tickets.level_set", gettext_noop("Service level: %(name)s"))
class LevelSet(Event):
    """The ticket runs under another level, version, contract or calendar (3.1). An empty name is the handbook's."""

    name: str
    version: int | None
    before: str
    before_version: int | None
    contract: str


@event("tickets.message_added", gettext_noop("%(actor)s wrote: %(kind)s"))
class MessageAdded(Event):
    """Something was said. The text itself lies in its row; the digest here proves it (3.4.2)."""

    message_id: int
    kind: str
    digest: str
    is_automatic: bool = False


@event("tickets.sender_told", gettext_noop("%(to)s was told by mail that files were kept back: %(names)s"))
class SenderTold(Event):
    """Files of a message are not opened here, and who sent them knows it (6.4.1)."""

    message_id: int
    mail: int
    names: list[str]
    to: str


@event("tickets.reply_withdrawn", gettext_noop("%(actor)s took back a reply before it was sent"))
class ReplyWithdrawn(Event):
    """A reply was undone before it left the house."""

    message_id: int


@event(
    "tickets.assigned",
    gettext_noop("%(actor)s assigned the ticket to %(owner)s"),
    public=gettext_noop("An engineer was assigned"),
)
class Assigned(Event):
    """Somebody became accountable (2.1, 3.3.1)."""

    owner: str
    owner_id: int | None
    team_id: int
    duty_role: str
    before: str
    before_id: int | None = None
    reason: str = ""
    cause: str = ""  # a code of Cause
    shift_ended_at: str = ""  # the true end of the shift (ISO), of what was handed over by itself


@event("tickets.transferred", gettext_noop("%(actor)s transferred the ticket from %(before)s to %(owner)s: %(reason)s"))
class Transferred(Assigned):
    """Accountability moved from one person or team to another, for a stated reason (3.3.1)."""


@event(
    "tickets.state_changed",
    gettext_noop("%(actor)s changed the state from %(before)s to %(after)s. %(reason)s"),
)
class StateChanged(Event):
    """A step of the flow."""

    before: str
    after: str
    reason: str = ""


@event("tickets.details_changed", gettext_noop("%(actor)s changed %(names)s"))
class DetailsChanged(Event):
    """Basics of the request were completed or corrected (2.1). `changes` maps a field to [before, after] as shown."""

    names: str
    changes: dict[str, list[str]]


@event(
    "tickets.confirmed",
    gettext_noop("%(actor)s confirmed the cause %(method)s"),
    public=gettext_noop("We looked into the cause"),
)
class Confirmed(Event):
    """The cause was judged (2.2)."""

    confirmation_id: int
    round: int
    method: str
    digest: str


@event(
    "tickets.solution_proposed",
    gettext_noop("%(actor)s proposed a solution: %(kind)s"),
    public=gettext_noop("We proposed a solution"),
)
class SolutionProposed(Event):
    """A typed solution was proposed (2.3)."""

    solution_id: int
    round: int
    kind: str
    digest: str


@event("tickets.solution_moved", gettext_noop("%(actor)s: solution %(kind)s is now %(after)s"))
class SolutionMoved(Event):
    """A solution was accepted, applied, verified or rejected (2.3)."""

    solution_id: int
    kind: str
    before: str
    after: str


@event("tickets.follow_up_due", gettext_noop("Follow-up with the customer is due by %(due_at)s"))
class FollowUpPlanned(Event):
    """The follow-up task was made (2.4). `due_at` is ISO 8601, UTC."""

    follow_up_id: int
    round: int
    due_at: str


@event("tickets.follow_up_tried", gettext_noop("%(actor)s called for the follow-up; nobody answered (%(attempts)s)"))
class FollowUpTried(Event):
    """A follow-up call was not answered."""

    follow_up_id: int
    attempts: int


@event(
    "tickets.followed_up",
    gettext_noop("%(actor)s recorded the follow-up: %(outcome)s"),
    public=gettext_noop("Follow-up: %(outcome)s"),
)
class FollowedUp(Event):
    """The outcome of a follow-up (2.4)."""

    follow_up_id: int
    round: int
    outcome: str
    method: str
    digest: str


@event("tickets.close_held", gettext_noop("The ticket stays open until the record is complete: %(missing)s"))
class CloseHeld(Event):
    """The customer is content but the record is not complete (3.4.1)."""

    missing: str


@event(
    "tickets.closed",
    gettext_noop("%(actor)s closed the ticket"),
    public=gettext_noop("The request was closed"),
)
class Closed(Event):
    """Solved, confirmed and complete."""

    round: int
    outcome: str


@event(
    "tickets.reopened",
    gettext_noop("%(actor)s reopened the ticket: %(reason)s"),
    public=gettext_noop("We are working on it again"),
)
class Reopened(Event):
    """Not solved after all; a new solution round begins (2.4)."""

    round: int
    reason: str


@event("tickets.tagged", gettext_noop("%(actor)s changed the tags: %(added)s %(removed)s"))
class Tagged(Event):
    """Tags were added or removed; both are comma-separated names."""

    added: str
    removed: str


@event("tickets.watched", gettext_noop("%(actor)s follows this ticket"))
class Watched(Event):
    """Somebody wants to hear about the ticket."""

    user_id: int


@event("tickets.unwatched", gettext_noop("%(actor)s no longer follows this ticket"))
class Unwatched(Event):
    """Somebody had enough."""

    user_id: int


@event("tickets.snoozed", gettext_noop("%(actor)s snoozed the ticket until %(until)s. The clocks go on."))
class Snoozed(Event):
    """Out of its owner's list. `until` was wanted; `wakes_at` may be earlier, before a promise. ISO 8601, UTC."""

    until: str
    wakes_at: str


@event(
    "tickets.snoozed_for_answer",
    gettext_noop("%(actor)s snoozed the ticket until the customer answers, at the latest %(until)s. The clocks go on."),
)
class SnoozedForAnswer(Snoozed):
    """Put off until the customer writes."""


@event("tickets.woken", gettext_noop("The ticket is back in the list: %(reason)s"))
class Woken(Event):
    """A snooze ended; `reason` is a WakeReason."""

    reason: str


@event(
    "tickets.progress_reported",
    gettext_noop("%(actor)s sent a progress report. Next: %(next_at)s"),
    public=gettext_noop("Progress report"),
)
class ProgressReported(Event):
    """The customer was told how far we are (3.1.3). `next_at` is ISO 8601, UTC; empty while the customer is awaited."""

    message_id: int
    next_at: str


@event(
    "tickets.report_agreed",
    gettext_noop("%(actor)s agreed with the customer: next progress report by %(until)s. %(reason)s"),
    public=gettext_noop("We agreed to write again by %(until)s"),
)
class ReportAgreed(Event):
    """Another time for the next progress report was agreed (3.1.3). Both times are ISO 8601, UTC."""

    until: str
    before: str
    reason: str


@event(
    "tickets.agreement_undone",
    gettext_noop("%(actor)s took back the agreed time of the next progress report"),
    public=gettext_noop("The agreed time no longer holds"),
)
class AgreementUndone(Event):
    """The next progress report is due by the handbook again."""


@event(
    "tickets.report_template_changed", gettext_noop("%(actor)s changed the words of progress reports (%(language)s)")
)
class ReportTemplateChanged(Event):
    """The words around progress reports were changed; the old and the new ones stand here."""

    language: str
    before: str
    after: str


@event(
    "tickets.merged",
    gettext_noop("%(actor)s merged this ticket into %(into)s. %(reason)s"),
    public=gettext_noop("We go on with this under your request %(into)s"),
)
class Merged(Event):
    """Closed, because it is the same matter as another ticket; its open clocks are void (3.1)."""

    into: str
    into_id: int
    reason: str


@event("tickets.marked_spam", gettext_noop("%(actor)s closed this ticket as spam. %(reason)s"))
class MarkedSpam(Event):
    """No request at all: its clocks are void and no figure counts it."""

    reason: str


@event("tickets.unmarked_spam", gettext_noop("%(actor)s took back that this ticket is spam"))
class UnmarkedSpam(Event):
    """It stands as before, with its promises as they were made."""


@event("tickets.absorbed", gettext_noop("%(actor)s merged ticket %(number)s into this one. %(reason)s"))
class Absorbed(Event):
    """Another ticket's messages stand here too. `clocks` names the promises that go on from there."""

    number: str
    ticket_id: int
    reason: str
    clocks: list[str]


@event(
    "tickets.unmerged",
    gettext_noop("%(actor)s undid the merging of %(number)s and %(into)s"),
    public=gettext_noop("We go on with this request on its own"),
)
class Unmerged(Event):
    """A merge was undone: both tickets and their clocks stand as before. Appended to both."""

    number: str
    into: str


@event("tickets.split_off", gettext_noop("%(actor)s split messages off to the new ticket %(number)s: %(count)s"))
class SplitOff(Event):
    """Messages are another matter: a new ticket shows them as taken over. They stay here too."""

    number: str
    ticket_id: int
    count: int
    message_ids: list[int]


@event("tickets.split_from", gettext_noop("%(actor)s took messages over from ticket %(number)s: %(count)s"))
class SplitFrom(Event):
    """A new ticket that began in another one."""

    number: str
    ticket_id: int
    count: int
    message_ids: list[int]


@event(
    "tickets.content_erased", gettext_noop("%(actor)s erased a customer's personal data by law: %(messages)s messages")
)
class ContentErased(Event):
    """What one person said here is gone (3.4.3, 5.1.1); search and pages follow."""

    messages: int
