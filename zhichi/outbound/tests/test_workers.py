"""Several workers at once: each mail is claimed by one of them."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from zhichi.core.actors import Actor
from zhichi.core.clock import now
from zhichi.outbound import services
from zhichi.outbound.choices import Purpose


@pytest.mark.django_db(transaction=True)
def test_keeps_each_mail_to_one_worker() -> None:
    at, lock = now(), threading.Lock()
    claimed: list[int] = []
    for number in range(40):
        services.queue(
            purpose=Purpose.NOTICE,
            to=[f"a{number}@example.com"],
            subject="s",
            text="t",
            language="en",
            by=Actor.system("t"),
            at=at,
        )

    def work(_number: Any) -> None:
        try:
            while mails := services.claim(limit=3, at=at):
                with lock:
                    claimed.extend(item.pk for item in mails)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == len(set(claimed)) == 40
