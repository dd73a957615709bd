"""Pages of gathering: who opens them, what they keep, how many statements they cost; evidence for 6.2.2; git."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhichi.gathering.models import Item, Line, Run, Source
from zhichi.gathering.tests.conftest import TEXT
from zhichi.handbook import selectors as handbook
from zhichi.handbook.registry import row_sources

if TYPE_CHECKING:
    from pathlib import Path

    from django.conf import LazySettings
    from django.test import Client

    from zhichi.gathering.tests.conftest import Gatherer

pytestmark = pytest.mark.django_db
BUDGET = 40  # statements of a page, sign-in and shell included


def filled(gatherer: Gatherer, count: int = 12) -> Source:
    for number in range(count):
        gatherer.write(f"{number}.md", f"# 第 {number} 篇\n\n内容 {number}\n")
    source = gatherer.source()
    gatherer.run(source)
    return source


def pages(source: Source) -> list[str]:
    run, item = Run.objects.order_by("-pk")[0], Item.objects.order_by("pk")[0]
    return [
        "/desk/gathering/", "/desk/gathering/?view=new", f"/desk/gathering/?source={source.pk}",
        "/desk/gathering/sources/",
        source.get_absolute_url(), f"/desk/gathering/runs/{run.pk}/", f"/desk/gathering/items/{item.pk}/",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["manager", "supervisor", "senior", "knowledge_editor", "auditor", "administrator"])
def test_overseers_look_and_only_editors_have_buttons(client: Client, gatherer: Gatherer, who: str) -> None:
    source = filled(gatherer, 2)
    client.force_login(getattr(gatherer.library.people, who))
    edits = who in {"manager", "supervisor", "knowledge_editor"}
    for address in pages(source):
        answer = client.get(address)
        assert answer.status_code == 200, address
        forms = answer.content.decode().count('action="/desk/gathering/')
        assert bool(forms) <= edits, address
    assert (client.get("/desk/gathering/sources/new/").status_code == 200) is edits
    assert (client.post(f"/desk/gathering/sources/{source.pk}/run/").status_code == 303) is edits


@pytest.mark.parametrize("who", ["junior", "assistant", "customer_service"])
def test_others_see_no_source_but_where_their_article_comes_from(client: Client, gatherer: Gatherer, who: str) -> None:
    source = filled(gatherer, 1)
    article = gatherer.publish(gatherer.item())
    client.force_login(getattr(gatherer.library.people, who))
    assert [client.get(address).status_code for address in pages(source)] == [403] * 7
    block = client.get(f"/desk/gathering/articles/{article.pk}/origin/").content.decode()
    assert source.name in block
    assert "/desk/gathering/" not in block


def test_pages_cost_the_same_for_many_rows(client: Client, gatherer: Gatherer) -> None:
    source = filled(gatherer, 30)
    client.force_login(gatherer.library.people.knowledge_editor)
    for address in pages(source):
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as spent:
            assert client.get(address).status_code == 200
        assert len(spent) <= BUDGET, (address, len(spent))


def test_what_is_not_there_is_404(client: Client, gatherer: Gatherer) -> None:
    client.force_login(gatherer.library.people.knowledge_editor)
    for place in (
        "sources/99/",
        "sources/99/edit/",
        "runs/99/",
        "items/99/",
        "sources/new/none/",
        "articles/99/origin/",
    ):
        assert client.get(f"/desk/gathering/{place}").status_code == 404, place
    filled(gatherer, 1)
    item = Item.objects.get()
    assert client.post(f"/desk/gathering/items/{item.pk}/decide/", {"choice": "nonsense"}).status_code == 404
    assert client.get("/desk/gathering/?view=nonsense&source=x").status_code == 200


def test_a_refused_form_keeps_what_was_typed_and_never_shows_a_key(client: Client, gatherer: Gatherer) -> None:
    client.force_login(gatherer.library.people.knowledge_editor)
    data: dict[str, Any] = {
        "name": "接口", "option_address": "ftp://x", "option_title_field": "标题栏", "option_text_field": "b",
        "option_format": "html", "option_key": "Bearer s3cret", "language": "zh-hans", "article_type": "page",
        "visibility": "staff", "hours": "7",
    }  # fmt: skip
    answer = client.post("/desk/gathering/sources/new/rest/", data)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert [word for word in ("接口", "ftp://x", "标题栏") if word not in shown] == []
    assert "s3cret" not in shown
    answer = client.post("/desk/gathering/sources/new/rest/", {**data, "option_address": "http://wiki.example/api"})
    assert answer.status_code == 303
    source = Source.objects.get()
    assert (source.hours, source.is_active, source.options["title_field"]) == (7, False, "标题栏")
    page = client.get(f"{source.get_absolute_url()}edit/").content.decode()
    assert "s3cret" not in page
    assert source.secrets not in page
    kept = {**data, "option_address": "http://wiki.example/v2", "option_key": "", "revision": source.revision}
    assert client.post(f"{source.get_absolute_url()}edit/", kept).status_code == 303
    source.refresh_from_db()
    assert source.secrets
    assert client.post(f"{source.get_absolute_url()}edit/", kept).status_code == 422  # the revision is an old one


def test_several_new_drafts_are_submitted_at_once(client: Client, gatherer: Gatherer) -> None:
    filled(gatherer, 3)
    client.force_login(gatherer.library.people.knowledge_editor)
    chosen = [str(key) for key in Item.objects.values_list("pk", flat=True)[:2]]
    assert client.post("/desk/gathering/submit/", {"items": [*chosen, "x", "999"]}).status_code == 303
    assert sorted(Item.objects.values_list("state", flat=True)) == ["new", "review", "review"]
    assert (
        client.post("/desk/gathering/submit/", {"items": chosen}).status_code == 303
    )  # submitted already: said, no fault


def test_a_run_page_shows_itself_again_until_it_ends(client: Client, gatherer: Gatherer) -> None:
    source = gatherer.source()
    client.force_login(gatherer.library.people.knowledge_editor)
    address = client.post(f"/desk/gathering/sources/{source.pk}/run/", {"trial": "1"}).headers["Location"]
    assert 'hx-trigger="every 2s"' in client.get(address).content.decode()
    assert client.post(f"{address}stop/").status_code == 303
    assert "hx-trigger" not in client.get(address, headers={"hx-request": "true"}).content.decode()
    assert not Line.objects.exists()


def test_the_handbook_counts_the_ways_and_lists_the_articles(client: Client, gatherer: Gatherer) -> None:
    filled(gatherer, 3)
    gatherer.library.write()
    period = handbook.parse_period("")
    found = handbook.evidence_for("6.2.2", period)
    assert found.state == "kept"
    assert [figure.value for figure in found.figures][:2] == [1, 3]
    person = gatherer.library.people.auditor
    for figure in found.figures:
        assert figure.rows is not None
        source = row_sources.get(figure.rows.source)
        (part,) = source.parts(period, figure.rows.asked)
        rows = source.scope(person, part.rows)
        assert len(source.describe(list(rows), figure.rows.asked)) == figure.value
    client.force_login(person)
    assert client.get("/desk/handbook/rows/gathering.articles/?clause=6.2.2&way=folder").status_code == 200
    assert client.get("/desk/handbook/rows/gathering.articles/?clause=6.2.2&way=nonsense").status_code == 404


@pytest.fixture
def upstream(tmp_path: Path) -> Path:
    """A repository with one text."""
    if shutil.which("git") is None:
        pytest.fail("the tests need git")
    place = tmp_path / "upstream"
    place.mkdir()
    (place / "a.md").write_text(TEXT)
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "first"]):
        git(place, *words)
    return place


def git(place: Path, *words: str) -> None:
    names = ["-c", "user.name=tests", "-c", "user.email=tests@example.com"]
    subprocess.run(["git", *names, *words], cwd=place, check=True, capture_output=True)


def test_a_checkout_is_brought_up_to_date(
    gatherer: Gatherer, upstream: Path, settings: LazySettings, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "-q", str(upstream), "checkout")
    options = {"folder": str(tmp_path / "checkout"), "pull": True}
    source = gatherer.source(options=options)
    assert "ZHICHI_GATHER_GIT" in gatherer.run(source).words
    settings.GATHER_GIT = True
    assert gatherer.run(source).counts == {"new": 1}
    (upstream / "a.md").write_text(TEXT + "\n更多\n")
    git(upstream, "commit", "-qam", "second")
    assert gatherer.run(source).counts == {"changed": 1}
    shutil.rmtree(upstream)
    failed = gatherer.run(source)
    assert (failed.state, failed.words.startswith("Git")) == ("failed", True)
