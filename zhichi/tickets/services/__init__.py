"""Writes of tickets, one module per use case. Everything that changes a ticket goes through here."""

from __future__ import annotations

from zhichi.tickets.guests import may_follow
from zhichi.tickets.guests import remember as remember_guest
from zhichi.tickets.services._checks import Found, Heeded, Questioned, look_at_report, look_at_solution
from zhichi.tickets.services._checks import look as look_at_draft
from zhichi.tickets.services._excerpts import question_of
from zhichi.tickets.services._messages import Incoming
from zhichi.tickets.services._rounds import Outcome
from zhichi.tickets.services._sleep import latest_wake
from zhichi.tickets.services.assign import Accountable, Target, assign, assign_unowned, hand_over, take, undo_assignment
from zhichi.tickets.services.confirm import confirm
from zhichi.tickets.services.converse import Call, Reply, log_call, note, reply, save_draft, withdraw
from zhichi.tickets.services.details import Changes, change
from zhichi.tickets.services.flow import step
from zhichi.tickets.services.follow_up import close, record_no_answer, record_outcome, reopen
from zhichi.tickets.services.hand_on import hand_on
from zhichi.tickets.services.intake import Request, register
from zhichi.tickets.services.kept_back import tell_kept_back
from zhichi.tickets.services.labels import set_tags, unwatch, watch
from zhichi.tickets.services.letters import set_letter
from zhichi.tickets.services.merge import merge, unmerge
from zhichi.tickets.services.receive import Received, customer_message, reopen_until
from zhichi.tickets.services.report import Report, agree_report, report, set_report_template, undo_agreement
from zhichi.tickets.services.snooze import snooze, wake, wake_due
from zhichi.tickets.services.solve import Proposal, describe, move, propose, withdraw_solution
from zhichi.tickets.services.spam import mark_spam, unmark_spam
from zhichi.tickets.services.split import Parting, split, undo_split
from zhichi.tickets.services.submit import forget_submissions, once
from zhichi.tickets.services.views import remove_view, restore_view, save_view, touch_presence

__all__ = [
    "Accountable",
    "Call",
    "Changes",
    "Found",
    "Heeded",
    "Incoming",
    "Outcome",
    "Parting",
    "Proposal",
    "Questioned",
    "Received",
    "Reply",
    "Report",
    "Request",
    "Target",
    "agree_report",
    "assign",
    "assign_unowned",
    "change",
    "close",
    "confirm",
    "customer_message",
    "describe",
    "forget_submissions",
    "hand_on",
    "hand_over",
    "latest_wake",
    "log_call",
    "look_at_draft",
    "look_at_report",
    "look_at_solution",
    "mark_spam",
    "may_follow",
    "merge",
    "move",
    "note",
    "once",
    "propose",
    "question_of",
    "record_no_answer",
    "record_outcome",
    "register",
    "remember_guest",
    "remove_view",
    "reopen",
    "reopen_until",
    "reply",
    "report",
    "restore_view",
    "save_draft",
    "save_view",
    "set_letter",
    "set_report_template",
    "set_tags",
    "snooze",
    "split",
    "step",
    "take",
    "tell_kept_back",
    "touch_presence",
    "undo_agreement",
    "undo_assignment",
    "undo_split",
    "unmark_spam",
    "unmerge",
    "unwatch",
    "wake",
    "wake_due",
    "watch",
    "withdraw",
    "withdraw_solution",
]
