"""Sources of articles by the API: read, read now, what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.gathering.models import Run
from zhichi.gathering.tests.conftest import TEXT, Gatherer, gatherer, library

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office

__all__ = ["gatherer", "library"]
pytestmark = pytest.mark.django_db


def test_a_source_is_read_now_and_tells_what_it_brought(office: Office, gatherer: Gatherer) -> None:
    gatherer.write("a.md", TEXT)
    source = gatherer.source()
    program = office.program("knowledge_editor")
    (shown,) = program.get("/gathering/sources").json()["items"]
    assert (shown["id"], shown["kind"], shown["place"]) == (source.pk, "folder", str(gatherer.folder))
    assert "options" not in shown
    asked = program.post(f"/gathering/sources/{source.pk}/runs", {}).json()
    assert asked["state"] == "waiting"
    assert program.post(f"/gathering/sources/{source.pk}/runs", {}).status_code == 409
    Run.objects.all().delete()
    gatherer.run(source)
    (run,) = program.get(f"/gathering/sources/{source.pk}/runs").json()["items"]
    assert program.get(f"/gathering/runs/{run['id']}").json()["counts"] == {"new": 1}
    (item,) = program.get("/gathering/incoming", state="new").json()["items"]
    assert (item["title"], item["address"]) == ("导出报表", "a.md")
    assert program.get("/gathering/incoming").json()["items"] == []


def test_others_may_not(office: Office, gatherer: Gatherer) -> None:
    source = gatherer.source()
    assert office.program("junior").get("/gathering/sources").status_code == 403
    auditor = office.program("auditor")
    assert len(auditor.get("/gathering/sources").json()["items"]) == 1
    assert auditor.post(f"/gathering/sources/{source.pk}/runs", {}).status_code == 403
    assert auditor.get("/gathering/runs/999").status_code == 404
