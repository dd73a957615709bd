"""Writes of the record, one module per use case."""

from __future__ import annotations

from zhichi.records.services.append import append, append_all, append_many
from zhichi.records.services.checking import ask_for_verification, work_off_verifications
from zhichi.records.services.erasing import Scope, begin_erasure, contents_of, end_erasure, newest_event
from zhichi.records.services.exporting import export_bundle
from zhichi.records.services.heads import check_outside
from zhichi.records.services.holds import lift_hold, place_hold
from zhichi.records.services.leases import drop_leases, take_lease
from zhichi.records.services.links import link, unlink
from zhichi.records.services.notary import sign_head
from zhichi.records.services.parking import reset_tail, settle_parked
from zhichi.records.services.policy import set_policy
from zhichi.records.services.verify import verify
from zhichi.records.services.workers import beat, fall_silent, note_end, note_start

__all__ = [
    "Scope",
    "append",
    "append_all",
    "append_many",
    "ask_for_verification",
    "beat",
    "begin_erasure",
    "check_outside",
    "contents_of",
    "drop_leases",
    "end_erasure",
    "export_bundle",
    "fall_silent",
    "lift_hold",
    "link",
    "newest_event",
    "note_end",
    "note_start",
    "place_hold",
    "reset_tail",
    "set_policy",
    "settle_parked",
    "sign_head",
    "take_lease",
    "unlink",
    "verify",
    "work_off_verifications",
]
