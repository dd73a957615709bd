"""What a clause is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Clause:
    """One rule of the handbook in both languages.

    A rule text may name policy values: `{2.4.reopen_days}`, or `{3.1.2.urgent_hours:2:hours}` with the shipped value
    and unit for a rule whose part does not exist yet. `section` is the row of the handbook's table when several
    clauses share one ("7.4.1–7.4.4"), else the id itself.
    """

    id: str
    title_zh: str
    title_en: str
    rule_zh: str
    rule_en: str
    row: str = ""

    @property
    def chapter(self) -> int:
        """The chapter's number: 2 for "2.4"."""
        return int(self.id.partition(".")[0])

    @property
    def section(self) -> str:
        """The row of the handbook's table."""
        return self.row or self.id

    def title(self, language: str) -> str:
        """The title in "zh-hans" or "en"."""
        return self.title_en if language.startswith("en") else self.title_zh

    def rule(self, language: str) -> str:
        """The rule with its placeholders, in "zh-hans" or "en"."""
        return self.rule_en if language.startswith("en") else self.rule_zh


@dataclass(frozen=True)
class Chapter:
    """A chapter of the handbook."""

    number: int
    title_zh: str
    title_en: str

    def title(self, language: str) -> str:
        """The title in "zh-hans" or "en"."""
        return self.title_en if language.startswith("en") else self.title_zh
