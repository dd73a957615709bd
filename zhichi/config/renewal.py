"""A worker that has grown gives way to a fresh one, in a quiet moment.

Python gives little of what it once needed back to the machine: after a day of mail, checks and digests a worker that
does nothing holds half as much again as a new one. A new one is there within two seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from zhichi.config import env

LARGE_MB = 120
LOOK_SECONDS = 10.0
QUIET_SECONDS = 0.5  # of CPU between two looks that still count as rest
LOOKS = 3  # quiet ones in a row
YOUNG_SECONDS = 300.0  # where even a new worker is over the limit, a change every minute would help nobody


def limit() -> int:
    """Bytes from which on a worker is too large, as configured; 0: none is."""
    return env.whole("WORKER_RENEW_MB", LARGE_MB) * 1_000_000


@dataclass
class Renewal:
    """Decides, look by look, whether now is the moment. Seconds are of one monotonic clock, sizes bytes."""

    limit: int  # 0: never
    started: float
    _cpu: float = 0.0
    _quiet: int = field(default=0, init=False)

    def is_due(self, *, at: float, cpu: float, resident: int, is_busy: bool) -> bool:
        """Whether a worker of this size should end: over its limit, not young, and at rest for some looks.

        `cpu` is what the process has used so far in seconds. `is_busy` is for work that waits for others and uses none.
        """
        used, self._cpu = cpu - self._cpu, cpu
        self._quiet = 0 if is_busy or used > QUIET_SECONDS else self._quiet + 1
        return 0 < self.limit < resident and at - self.started >= YOUNG_SECONDS and self._quiet >= LOOKS
