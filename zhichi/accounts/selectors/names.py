"""Names that the record and notices kept, in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language

from zhichi.accounts.models import DutyRole, Skill, Team
from zhichi.core.remembered import Remembered

SECONDS = 5.0


def name_words(name: str) -> str:
    """The kept name of a team, a duty role or a skill in the reader's language; any other name as it is.

    At most one query, and that for readers of English alone.
    """
    return english_names().get(name, name) if name and get_language() == "en" else name


def _read() -> dict[str, str]:
    found: dict[str, str] = {}
    for rows in (Skill.objects.all(), DutyRole.objects.all(), Team.objects.all()):
        found |= dict(rows.exclude(name_en="").order_by("-pk").values_list("name", "name_en"))
    return found


english_names = Remembered(_read, seconds=SECONDS)
