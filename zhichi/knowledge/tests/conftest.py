"""Builders for knowledge: articles that are complete, and their steps as one-liners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.people import SETUP
from zhichi.accounts import services as accounts
from zhichi.customers import services as customers
from zhichi.knowledge import services
from zhichi.knowledge.models import Article

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.accounts.models import User
    from zhichi.customers.models import Organisation, Product

PARTS = {
    "symptom": "<p>导出的 CSV 打开后中文乱码。</p>",
    "cause": "<p>文件没有 BOM。</p><aside><p>根因见 PRB-118。</p></aside>",
    "fix": "<ol><li><p>勾选“写入 BOM”。</p></li><li><p>重新导出。</p></li></ol>",
}


def text(title: str = "导出的 CSV 打开后中文乱码的处理", **given: Any) -> services.Text:
    """A complete fault article."""
    values: dict[str, Any] = {"summary": "升级后导出的文件显示为乱码。", "parts": PARTS}
    return services.Text(title=title, **values | given)


@dataclass
class Library:
    """Articles and their steps; `at` moves on with every step."""

    people: People
    at: datetime

    def tick(self, **step: float) -> datetime:
        """The present, a minute later unless told."""
        self.at += timedelta(**(step or {"minutes": 1}))
        return self.at

    def write(self, by: str = "junior", title: str = "导出的 CSV 打开后中文乱码的处理", **given: Any) -> Article:
        """A draft."""
        values: dict[str, Any] = {"kind": "fault", "language": "zh-hans", "text": text(title)} | given
        return services.create(by=self.people.actor(by), at=self.tick(), **values)

    def submit(self, article: Article, by: str = "junior", **given: Any) -> Article:
        """Ask for its review."""
        services.submit(article_id=article.pk, by=self.people.actor(by), at=self.tick(), **given)
        return self.now(article)

    def approve(self, article: Article, by: str = "senior") -> Article:
        """Find it right."""
        services.approve(article_id=article.pk, by=self.people.actor(by), at=self.tick())
        return self.now(article)

    def publish(self, article: Article, by: str = "knowledge_editor") -> Article:
        """Let readers see it."""
        services.publish(article_id=article.pk, by=self.people.actor(by), at=self.tick())
        return self.now(article)

    def published(self, visibility: str = "", **given: Any) -> Article:
        """A published article."""
        readers = {
            name: given.pop(name) for name in ("organisation_ids", "product_ids", "team_ids", "posts") if name in given
        }
        article = self.write(**given)
        if visibility:
            self.readers(article, visibility, **readers)
        return self.publish(self.approve(self.submit(article)))

    def readers(self, article: Article, visibility: str, by: str = "knowledge_editor", **readers: Any) -> Article:
        """Choose who may read it."""
        settings = services.Settings(readers=services.Readers(visibility=visibility, **readers))
        services.arrange(article_id=article.pk, settings=settings, by=self.people.actor(by), at=self.tick())
        return self.now(article)

    def rewrite(self, article: Article, by: str = "knowledge_editor", **given: Any) -> Article:
        """Save another text as the draft."""
        services.save_draft(article_id=article.pk, text=text(**given), by=self.people.actor(by), at=self.tick())
        return self.now(article)

    def now(self, article: Article) -> Article:
        """The article as it is stored."""
        return Article.objects.select_related("live").get(pk=article.pk)

    def product(self, code: str = "reports", name: str = "砚台报表") -> Product:
        """A product."""
        data = customers.ProductData(code=code, name=name, name_en=code.title(), versions=["8.2", "8.1"])
        return customers.create_product(data=data, by=SETUP, at=self.at)

    def organisation(self, name: str = "长谷示例制造", domain: str = "changgu.example") -> Organisation:
        """A customer company."""
        data = customers.OrganisationData(name=name, domains=[domain])
        return customers.create_organisation(data=data, by=SETUP, at=self.at)

    def customer(self, organisation: Organisation | None, mailbox: str = "he") -> User:
        """Somebody of a company with an account."""
        address = f"{mailbox}@changgu.example"
        user = accounts.create_customer_account(
            email=address, name="何青", language="zh-hans", password="correct horse battery", by=SETUP, at=self.at
        )
        data = customers.ContactData(
            display_name="何青", organisation_id=organisation.pk if organisation else None, addresses=[address]
        )
        contact = customers.create_contact(data=data, by=SETUP, at=self.at)
        customers.link_account(contact_id=contact.pk, user=user, by=SETUP, at=self.at)
        return user


@pytest.fixture
def library(people: People) -> Library:
    """The builder."""
    return Library(people, people.at)
