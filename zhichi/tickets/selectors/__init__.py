"""Reads of tickets, one module per screen."""

from __future__ import annotations

from zhichi.tickets.selectors.conversation import Entry, conversation, public_timeline
from zhichi.tickets.selectors.detail import (
    by_number,
    by_public_id,
    drafts_of,
    follow_up_by_public_id,
    for_contact,
    for_person,
    mail_owner,
    present_people,
    related,
)
from zhichi.tickets.selectors.queue import (
    Filters,
    QueuePage,
    View,
    badge_counts,
    due_follow_ups,
    queue,
    saved_views,
    standard_views,
    view_by_name,
)

__all__ = [
    "Entry",
    "Filters",
    "QueuePage",
    "View",
    "badge_counts",
    "by_number",
    "by_public_id",
    "conversation",
    "drafts_of",
    "due_follow_ups",
    "follow_up_by_public_id",
    "for_contact",
    "for_person",
    "mail_owner",
    "present_people",
    "public_timeline",
    "queue",
    "related",
    "saved_views",
    "standard_views",
    "view_by_name",
]
