"""5.2.1: a file that was too large for a letter is fetched by a signed link: expiring, revocable, counted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zhichi.core.actors import Actor
from zhichi.core.clock import now
from zhichi.files import links, selectors, services
from zhichi.files.models import Attachment, Blob, FileLink
from zhichi.records.selectors import history, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.test import Client

BY = Actor.system("tests")


def sized(sizes: Sequence[int]) -> list[Attachment]:
    return [Attachment(pk=place, blob=Blob(size=size)) for place, size in enumerate(sizes, 1)]


@given(st.lists(st.integers(0, 100), max_size=8), st.integers(0, 150))
def test_the_largest_go_as_links_until_the_rest_fits(sizes: list[int], most: int) -> None:
    files = sized(sizes)
    mailed, linked = selectors.apart(files, most)
    assert sorted(item.pk for item in (*mailed, *linked)) == [item.pk for item in files]
    assert sum(item.blob.size for item in mailed) <= most
    if linked:
        assert min(item.blob.size for item in linked) >= max((item.blob.size for item in mailed), default=0)
        # None of them is a link for nothing.
        assert sum(item.blob.size for item in mailed) + min(item.blob.size for item in linked) > most


def test_what_fits_exactly_is_carried() -> None:
    assert selectors.apart(sized([7, 3]), 10)[1] == []
    assert [item.blob.size for item in selectors.apart(sized([3, 8]), 10)[1]] == [8]


def a_link(content: bytes = b"report", name: str = "报表.txt") -> FileLink:
    item = services.store(
        content=content, filename=name, claimed_type="text/plain", by=BY, at=now(), holder=("message", 1)
    )
    return services.share(attachment=item, stream="", at=now())


def fetch(client: Client, link: FileLink, token: str = "") -> int:
    address = reverse("files:shared", args=[token or selectors.link_token(link), "x.txt"])
    return client.get(address).status_code


@pytest.mark.django_db
def test_whoever_holds_the_link_fetches_the_file_as_safely_as_any(client: Client) -> None:
    link = a_link(b"<script>alert(1)</script>", "page.html")
    page = client.get(reverse("portal:shared", args=[selectors.link_token(link)]))
    assert "page.html" in page.text
    answer = client.get(reverse("files:shared", args=[selectors.link_token(link), "page.html"]))
    assert answer.content == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.django_db
def test_downloads_are_counted_looking_is_not(client: Client) -> None:
    link = a_link()
    token = selectors.link_token(link)
    client.get(reverse("portal:shared", args=[token]))  # what scanners of mail servers do
    client.head(reverse("files:shared", args=[token, "x"]))
    link.refresh_from_db()
    assert (link.downloads, link.downloaded_at) == (0, None)
    assert [fetch(client, link), fetch(client, link)] == [200, 200]
    link.refresh_from_db()
    assert link.downloads == 2
    assert link.downloaded_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["expired", "revoked"])
def test_a_link_that_does_not_hold_leads_to_a_page_that_says_so(client: Client, what: str) -> None:
    link = a_link()
    past = now() - timedelta(seconds=1)
    FileLink.objects.update(**{"expires_at" if what == "expired" else "revoked_at": past})
    token = selectors.link_token(link)
    page = reverse("portal:shared", args=[token])
    assert client.get(reverse("files:shared", args=[token, "x"])).headers["Location"] == page
    answer = client.get(page)
    assert answer.status_code == 410
    assert ("已过期" if what == "expired" else "已失效") in answer.text
    assert "下载文件" not in answer.text
    link.refresh_from_db()
    assert link.downloads == 0


@pytest.mark.django_db
def test_forged_links_are_not_there(client: Client) -> None:
    link = a_link()
    token = selectors.link_token(link)
    other = links.token_of(link.pk + 1)
    swapped = f"{link.pk}.{other.partition('.')[2]}"
    for forged in (swapped, token[:-1], f"{token}x", str(link.pk), f"{link.pk}.", "文件.文件", "9" * 200, "-1.x"):
        assert fetch(client, link, forged) == 404
        assert client.get(reverse("portal:shared", args=[forged])).status_code == 404


@pytest.mark.django_db
def test_links_outlive_a_change_of_the_secret_key(client: Client) -> None:
    link = a_link()
    token = selectors.link_token(link)
    with override_settings(SECRET_KEY="another" * 8):
        assert fetch(client, link, token) == 404
    from django.conf import settings

    with override_settings(SECRET_KEY="another" * 8, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert fetch(client, link, token) == 200


@pytest.mark.django_db
def test_revoking_and_renewing_are_in_the_record(client: Client) -> None:
    link = a_link()
    FileLink.objects.update(stream="mailbox:1")
    at = now()
    assert services.revoke_link(link_id=link.pk, by=BY, at=at)
    assert not services.revoke_link(link_id=link.pk, by=BY, at=at)
    assert fetch(client, link) == 302
    renewed = services.renew_link(link_id=link.pk, by=BY, at=at)
    assert renewed.expires_at == at + timedelta(days=14)
    assert fetch(client, link) == 200
    told = history("mailbox:1")
    assert [item.code for item in told] == ["files.link_revoked", "files.link_renewed"]
    assert "报表.txt" in sentence(told[0])
