"""The words around progress reports, by language (3.1.3)."""

from __future__ import annotations

from django.conf import settings

from zhichi.tickets.models import ReportTemplate
from zhichi.tickets.reports import SHIPPED


def report_template(language: str) -> str:
    """The words in this language: those that supervisors wrote, else those that are shipped. One query."""
    row = ReportTemplate.objects.filter(language=language).first()
    return row.text if row is not None else SHIPPED[language]


def report_templates() -> list[ReportTemplate]:
    """One for each language, in the order of the settings; those nobody changed are not stored. One query."""
    rows = {row.language: row for row in ReportTemplate.objects.all()}
    return [rows.get(code) or ReportTemplate(language=code, text=SHIPPED[code]) for code, _name in settings.LANGUAGES]
