"""Writes of files: stored and bound, sent as links, scanned, released or deleted."""

from __future__ import annotations

from zhichi.files.services.orphans import Orphans, sweep_orphans
from zhichi.files.services.quarantine import delete_content, lock_again, release, scan_again, take_out
from zhichi.files.services.scanning import refuse_locked, rescan, scan_due
from zhichi.files.services.sharing import note_download, renew_expired, renew_link, revoke_link, share, unshare
from zhichi.files.services.storing import attach, fresh_copies, remove, store, sweep, too_large
from zhichi.files.services.uploads import Visitor, discard, receive

__all__ = [
    "Orphans",
    "Visitor",
    "attach",
    "delete_content",
    "discard",
    "fresh_copies",
    "lock_again",
    "note_download",
    "receive",
    "refuse_locked",
    "release",
    "remove",
    "renew_expired",
    "renew_link",
    "rescan",
    "revoke_link",
    "scan_again",
    "scan_due",
    "share",
    "store",
    "sweep",
    "sweep_orphans",
    "take_out",
    "too_large",
    "unshare",
]
