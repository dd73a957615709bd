"""Types of articles as data: each with its own parts, some of them required (6.1.3). Other parts may add types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.core.registry import Registry


@dataclass(frozen=True)
class PartKind:
    """One part of an article. `label` is its heading, `hint` says what belongs there; both lazy."""

    code: str
    label: Any
    hint: Any
    is_required: bool = True


@dataclass(frozen=True)
class ArticleType:
    """A type of article. `for_staff` keeps it from customers, whatever visibility somebody chooses.

    Without `is_written` it is for what comes from elsewhere: nobody begins one by hand.
    """

    code: str
    label: Any
    hint: Any
    icon: str
    parts: tuple[PartKind, ...]
    for_staff: bool = False
    is_written: bool = True

    def part(self, code: str) -> PartKind | None:
        """The part with this code."""
        return next((part for part in self.parts if part.code == code), None)


@dataclass(frozen=True)
class Block:
    """A piece of an article's page that a part above brings, loaded by its own request so that it fails alone.

    `url_name` takes the article's key; `title` (lazy) names it, and is the link to it where there is no script.
    """

    name: str
    title: Any
    order: int
    url_name: str


reader_blocks: Registry[Block] = Registry("block of the readers' page")
desk_blocks: Registry[Block] = Registry("block of the article's page on the desk")


def register_reader_block(block: Block) -> None:
    """Add a block below an article as readers see it; raises DuplicateName when its name is taken."""
    reader_blocks.add(block.name, block)


def register_desk_block(block: Block) -> None:
    """Add a block beside an article on the desk; raises DuplicateName when its name is taken."""
    desk_blocks.add(block.name, block)


def shown_blocks(blocks: Registry[Block], article_id: int) -> list[dict[str, Any]]:
    """The blocks in order, each with its title and the address that it is loaded from."""
    ordered = sorted(blocks.values(), key=lambda block: block.order)
    return [
        {"name": block.name, "title": block.title, "url": reverse(block.url_name, args=[article_id])}
        for block in ordered
    ]


types: Registry[ArticleType] = Registry("article type")


def register_type(kind: ArticleType) -> ArticleType:
    """Add a type; raises DuplicateName when its code is taken."""
    return types.add(kind.code, kind)


SHIPPED = (
    ArticleType(
        "how_to",
        _("How-to"),
        _("Leads to one result, step by step."),
        "list-checks",
        (
            PartKind("purpose", _("What this is for"), _("When somebody needs this, and what they have afterwards.")),
            PartKind(
                "before", _("Before you begin"), _("Rights, versions, backups that are needed."), is_required=False
            ),
            PartKind(
                "steps", pgettext_lazy("article", "Steps"), _("One deed each, in order, with what is seen after it.")
            ),
            PartKind("result", _("How to tell that it worked"), _("What to look at when all steps are done.")),
        ),
    ),
    ArticleType(
        "fault",
        _("Fault, cause and fix"),
        _("What goes wrong, why, and what helps."),
        "bug",
        (
            PartKind("symptom", _("What is seen"), _("The message or behaviour, in the words of those who see it.")),
            PartKind("where", _("Where it happens"), _("Versions, systems, settings."), is_required=False),
            PartKind("cause", pgettext_lazy("article", "Cause"), _("Why it happens.")),
            PartKind("fix", _("Fix"), _("What removes it, and a way around until then.")),
            PartKind("prevention", _("So that it does not come back"), _("Settings, updates."), is_required=False),
        ),
    ),
    ArticleType(
        "faq",
        _("Question and answer"),
        _("One question that is asked again and again."),
        "circle-question-mark",
        (
            PartKind(
                "answer",
                pgettext_lazy("article", "Answer"),
                _("The answer in the first sentence, the reasons after it."),
            ),
            PartKind("more", _("Good to know"), _("Exceptions, limits."), is_required=False),
        ),
    ),
    ArticleType(
        "reference",
        _("Reference"),
        _("Facts to look up: settings, limits, error codes."),
        "table",
        (
            PartKind(
                "overview", pgettext_lazy("article", "Overview"), _("What is listed here, and for which versions.")
            ),
            PartKind("details", pgettext_lazy("article", "Details"), _("Tables, lists, examples.")),
        ),
    ),
    ArticleType(
        "procedure",
        _("Internal procedure"),
        _("How we work; customers never see it."),
        "clipboard-list",
        (
            PartKind("purpose", _("Purpose"), _("Why we do this, and which clause asks for it.")),
            PartKind("duties", _("Who does what"), _("Posts and their duties.")),
            PartKind("procedure", _("Procedure"), _("The steps in order, with their times.")),
            PartKind("records", _("Records"), _("What is written down, and where."), is_required=False),
        ),
        for_staff=True,
    ),
)
