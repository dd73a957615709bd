"""A content that is swept and brought again at the same moment is there afterwards."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from zhichi.core.actors import Actor
from zhichi.core.clock import now
from zhichi.files import services, storage
from zhichi.files.models import Attachment

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = 25
BY = Actor.system("tests")


@pytest.mark.django_db(transaction=True)
def test_keeps_contents_that_come_while_they_are_swept(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    at, errors = now(), []

    def store(holder: tuple[str, int] | None, moment: Any) -> None:
        services.store(content=b"same for all", filename="a", claimed_type="", by=BY, at=moment, holder=holder)

    def bring() -> None:
        for number in range(ROUNDS):
            store(("message", number), at)

    def abandon_and_sweep() -> None:
        for _ in range(ROUNDS):
            store(None, at - timedelta(days=2))
            Attachment.objects.filter(holder_kind="message").delete()
            services.sweep(at=at)

    def run(work: Any) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in (bring, bring, abandon_and_sweep)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    missing = [
        row for row in Attachment.objects.select_related("blob") if not storage.path_of(row.blob.sha256).exists()
    ]
    assert missing == []
