"""Writes of the record, one module per use case."""

from __future__ import annotations

from zhichi.records.services.append import append, append_many
from zhichi.records.services.leases import take_lease
from zhichi.records.services.links import link, unlink
from zhichi.records.services.policy import set_policy
from zhichi.records.services.verify import verify

__all__ = ["append", "append_many", "link", "set_policy", "take_lease", "unlink", "verify"]
