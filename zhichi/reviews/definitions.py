"""The numbers of the handbook that reviews read, with their shipped defaults."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhichi.core.events import gettext_noop
from zhichi.notices.registry import NoticeKind
from zhichi.records.registry import PolicyDefinition


def _count(key: str, clause: str, label: str, default: int, most: int, *, unit: str = "count") -> PolicyDefinition:
    return PolicyDefinition(key=key, clause=clause, label=label, default=default, unit=unit, minimum=0, maximum=most)


SAMPLE_PERCENT = "3.2.2.sample_percent"
SAMPLE_MINIMUM = "3.2.2.sample_minimum"
SAMPLE_UNSOLVED = "3.2.2.sample_unsolved"
SAMPLE_LATE = "3.2.2.sample_late"
REVIEW_DAYS = "3.2.2.review_days"
OBJECTION_DAYS = "3.2.2.objection_days"
SECOND_DAYS = "3.2.2.second_days"
SCORES = {"3.2.1": "3.2.1.score", "3.2.2": "3.2.2.score", "3.2.3": "3.2.3.score"}
EFFECT_SCORE = "3.3.2.review_score"
EFFECT_UNSOLVED = "3.3.2.unsolved_percent"
EFFECT_COUNT = "3.3.2.least_count"
EFFECT_SUPERVISORS = "3.3.2.tell_supervisors"

POLICIES = (
    _count(SAMPLE_PERCENT, "3.2.2", gettext_noop("Closed conversations of a person reviewed each week"), 10, 100,
           unit="percent"),
    _count(SAMPLE_MINIMUM, "3.2.2", gettext_noop("Conversations of a person reviewed each week, at least"), 1, 50),
    PolicyDefinition(key=SAMPLE_UNSOLVED, clause="3.2.2", default=True, unit="flag",
                     label=gettext_noop("Review every conversation that was not solved at follow-up")),
    PolicyDefinition(key=SAMPLE_LATE, clause="3.2.2", default=True, unit="flag",
                     label=gettext_noop("Review every conversation in which a promise was late")),
    _count(REVIEW_DAYS, "3.2.2", gettext_noop("A conversation is reviewed within"), 7, 90, unit="days"),
    _count(OBJECTION_DAYS, "3.2.2", gettext_noop("Objections to a review within"), 5, 60, unit="days"),
    _count(SECOND_DAYS, "3.2.2", gettext_noop("A second opinion is given within"), 5, 60, unit="days"),
    _count(SCORES["3.2.1"], "3.2.1", gettext_noop("Respect in conversation reviews, points at least"), 85, 100),
    _count(SCORES["3.2.2"], "3.2.2", gettext_noop("Professionalism in conversation reviews, points at least"), 80, 100),
    _count(SCORES["3.2.3"], "3.2.3", gettext_noop("Communication in conversation reviews, points at least"), 80, 100),
    _count(EFFECT_SCORE, "3.3.2", gettext_noop("Score of conversation reviews in a week or month, at least"), 80, 100),
    _count(EFFECT_UNSOLVED, "3.3.2", gettext_noop("Follow-ups that find the problem not solved, before an alert"), 10,
           100, unit="percent"),
    _count(EFFECT_COUNT, "3.3.2", gettext_noop("Reviews or follow-ups needed before an alert"), 3, 1000),
    PolicyDefinition(key=EFFECT_SUPERVISORS, clause="3.3.2", default=True, unit="flag",
                     label=gettext_noop("Supervisors hear of alerts beside the managers")),
)  # fmt: skip

EFFECT_BELOW, EFFECT_RECOVERY = "reviews.effect", "reviews.effect_recovery"
KINDS = (
    NoticeKind(
        code=EFFECT_BELOW,
        label=_("Effect below the standard"),
        wording=gettext_noop("%(measure)s in %(period)s: %(value)s, the standard is %(target)s"),
        severity="warning",
        clause="3.3.2",
        icon="trending-down",
    ),
    NoticeKind(
        code=EFFECT_RECOVERY,
        label=_("Effect keeps its standard again"),
        wording=gettext_noop("%(measure)s in %(period)s: %(value)s, the standard of %(target)s is kept again"),
        clause="3.3.2",
        icon="trending-up",
    ),
)
