"""Steps that several journeys take. Found by structure, not by words, so that they serve both languages."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import make_msgid
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

from tests.journeys.product import PASSWORD
from zhichi.channels.email.tests.dovecot import PLAIN_PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

SUPPORT = "support@desk.example.com"
CLIENT = "he.qing@changgu.example.com"
MANAGER = "manager@staff.example.com"


def sign_in(page: Page, email: str = MANAGER, password: str = PASSWORD) -> None:
    """Through the sign-in page."""
    page.goto("/account/login/?next=/desk/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/desk/**")


def add_mailbox(page: Page, *, imap_port: int, smtp_port: int) -> None:
    """Point the product at the mail servers of the test, by its own pages."""
    page.goto("/desk/mail/mailboxes/new/other/")
    page.fill("input[name=address]", SUPPORT)
    page.fill("input[name=name]", "示例支持")
    for kind, port in (("imap", imap_port), ("smtp", smtp_port)):
        page.fill(f"input[name={kind}_host]", "127.0.0.1")
        page.fill(f"input[name={kind}_port]", str(port))
        page.select_option(f"select[name={kind}_security]", "none")
    page.fill("input[name=imap_user]", "support")
    page.fill("input[name=imap_password]", PLAIN_PASSWORD)
    page.check("input[name=smtp_open]")
    if page.locator("input[name=is_default]").is_visible():
        page.check("input[name=is_default]")
    page.locator("main form .btn-primary[type=submit]").click()
    page.wait_for_url("**/desk/mail/")


def add_product(page: Page, name: str = "砚台报表", code: str = "reports") -> None:
    """A product to choose from."""
    page.goto("/desk/customers/products/new/")
    page.fill("input[name=name]", name)
    page.fill("input[name=code]", code)
    page.fill("textarea[name=versions]", "8.2.1\n8.2.0")
    page.locator("main form .btn-primary[type=submit]").click()
    page.wait_for_url(lambda url: not url.endswith("/new/"))


def mail(subject: str, text: str, *, answers: EmailMessage | None = None, sender: str = CLIENT) -> bytes:
    """A customer's mail as it lies on the server."""
    message = EmailMessage()
    message["From"] = f"何青 <{sender}>"
    message["To"] = SUPPORT
    message["Subject"] = subject
    message["Message-ID"] = make_msgid(domain="changgu.example.com")
    if answers is not None:
        message["In-Reply-To"] = answers["Message-ID"]
        message["References"] = f"{answers['References'] or ''} {answers['Message-ID']}".strip()
    message.set_content(text)
    return message.as_bytes()


def refuse_barriers(page: Page) -> None:
    """Axe finds nothing that keeps people out (WCAG 2.2 AA rules it can check)."""
    found = Axe().run(page)
    serious = [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found.response["violations"]]
    assert not serious, f"{page.url}: " + "\n".join(serious)
