"""Writes of upkeep: ask for a job, run it, stop it."""

from __future__ import annotations

from zhichi.upkeep.services.mail import release_mail
from zhichi.upkeep.services.runs import ask, run_now, stop, sweep_abandoned, work_off
from zhichi.upkeep.services.watching import watch

__all__ = ["ask", "release_mail", "run_now", "stop", "sweep_abandoned", "watch", "work_off"]
