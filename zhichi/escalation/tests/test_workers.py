"""Several workers at once: each step is taken by one of them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, connection

from zhichi.escalation import services
from zhichi.escalation.tests.conftest import MINUTE
from zhichi.records import tails
from zhichi.sla import services as sla

if TYPE_CHECKING:
    from zhichi.escalation.tests.conftest import Tower


@pytest.mark.django_db(transaction=True)
def test_each_step_is_taken_by_one_worker(tower: Tower) -> None:
    at = tower.due + 91 * MINUTE
    for _ in range(5):
        tower.desk.ticket()
    sla.sweep(at=at)
    tails.drain()
    taken, lock = [], threading.Lock()

    def work() -> None:
        try:
            count = services.sweep(at=at)
            with lock:
                taken.append(count)
        except OperationalError:  # SQLite was busy for too long; the schedule comes round again
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    services.sweep(at=at)
    assert tower.steps() == [("raised", "senior"), ("raised", "supervisor"), ("raised", "manager")]
    assert (tower.kinds("senior"), tower.kinds("supervisor")) == (["late"], ["raised"])
    assert sum(taken) > 0
