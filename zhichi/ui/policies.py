"""Who may see the pages of ui itself."""

from __future__ import annotations

from typing import Any

from zhichi.core.rights import define


def _is_staff(person: Any, _row: Any) -> bool:
    return bool(getattr(person, "is_staff_member", False) and person.is_active)


STYLEGUIDE = define("ui.styleguide", _is_staff)
