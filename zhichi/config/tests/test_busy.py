"""A locked database: nothing is saved by half, nothing typed is lost, everybody is told to send it again."""

from __future__ import annotations

import html
import re
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client

from zhichi.channels.email import services as mail
from zhichi.core import clock
from zhichi.core.trouble import is_passing_trouble
from zhichi.customers.models import Contact
from zhichi.files.selectors import new_upload_token
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/requests/new/"
MAIL = b"From: he.qing@client.example.com\r\nTo: us@zhichi.example\r\nMessage-ID: <1@x>\r\nSubject: S\r\n\r\nwords\r\n"


@contextmanager
def locked() -> Iterator[None]:
    """Somebody else writes and does not finish; we wait a tenth of a second instead of twenty."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout=100")
            other: Any = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
        else:
            import psycopg

            cursor.execute("SET lock_timeout = '100ms'")
            other = psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor})
            tables = "records_event, portal_submission, channels_email_maillog, records_stream"
            other.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
    yield
    other.rollback() if connection.vendor == "postgresql" else other.execute("ROLLBACK")
    other.close()
    connection.close()


@pytest.fixture
def form(people: People) -> dict[str, str]:
    """A guest's request with everything that could break out of a page."""
    cache.clear()
    assert people.duty.is_intake
    return {
        "form_token": new_upload_token(), "name": "何青", "address": "he.qing@client.example.com", "impact": "me",
        "subject": "导出的报表打开是乱码", "text": '多行\n"引号" <script>alert(1)</script>', "version": "8.2",
    }  # fmt: skip


def test_keeps_a_guests_words_on_the_page_and_takes_them_afterwards(form: dict[str, str]) -> None:
    client = Client()
    with locked():
        answer = client.post(NEW, form)
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert not Ticket.objects.exists()
    assert not Contact.objects.exists()  # nothing by half
    assert "<script>alert" not in answer.text
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text, re.DOTALL)
    typed = {name: html.unescape(value) for name, value in fields}
    assert typed.pop("csrfmiddlewaretoken")
    assert typed == form
    assert client.post(NEW, typed).status_code == 302  # the button of that page
    assert Ticket.objects.get().subject == form["subject"]


def test_tells_htmx_in_words_and_swaps_nothing(form: dict[str, str]) -> None:
    with locked():
        answer = Client().post(NEW, form, headers={"HX-Request": "true", "accept-language": "zh-CN"})
    assert answer.status_code == 503
    assert not answer.text.lstrip().startswith("<")
    assert "toast" in answer["HX-Trigger"]


def test_writes_no_password_into_a_page(form: dict[str, str]) -> None:
    from django.test import RequestFactory

    from zhichi.config.busy import DatabaseBusy

    error = OperationalError("database is locked")
    if connection.vendor == "postgresql":
        error = OperationalError("the server closed the connection")
    typed = {"login": "a@example.com", "password": "geheim", "new_password1": "geheim"}
    for path in ("/account/login/", "/elsewhere/"):
        request = RequestFactory().post(path, typed)
        answer = DatabaseBusy(lambda _request: HttpResponse()).process_exception(request, error)
        assert answer is not None
        assert "geheim" not in answer.content.decode()


def test_mail_is_neither_taken_nor_lost(form: dict[str, str]) -> None:
    with locked(), pytest.raises(OperationalError) as refusal:
        mail.receive(raw=MAIL, at=clock.now())
    assert is_passing_trouble(refusal.value)
    assert not Ticket.objects.exists()
    assert mail.receive(raw=MAIL, at=clock.now()).ticket is not None  # the mailbox still has it and it is read again


def test_leaves_other_errors_to_django() -> None:
    from zhichi.config.busy import DatabaseBusy

    middleware = DatabaseBusy(lambda _request: HttpResponse())
    assert middleware.process_exception(HttpRequest(), ValueError("x")) is None
