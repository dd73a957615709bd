"""Who may look into the record itself and who may settle what got stuck.

Posts are compared as codes, because the record lies below accounts.
"""

from __future__ import annotations

from typing import Any

from zhichi.core.rights import define

LOOK_AFTER = frozenset({"manager", "administrator"})
LOOK_AT = LOOK_AFTER | {"supervisor", "auditor"}


def _has_post(person: Any, posts: frozenset[str]) -> bool:
    return bool(getattr(person, "is_active", False)) and getattr(person, "post", "") in posts


VIEW = define("record.view", lambda person, _row: _has_post(person, LOOK_AT))
VERIFY = define("record.verify", lambda person, _row: _has_post(person, LOOK_AT))
HOLD = define("record.hold", lambda person, _row: _has_post(person, LOOK_AFTER | {"auditor"}))  # 3.4.3
EXPORT = define("record.export", lambda person, _row: _has_post(person, LOOK_AFTER | {"auditor"}))  # 3.4.3
SETTLE = define("record.settle", lambda person, _row: _has_post(person, LOOK_AFTER))
