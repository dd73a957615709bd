"""Gate of signatures: whoever may see the visit sees who signed."""

from __future__ import annotations

from typing import Any

from zhichi.visits import selectors


def may_read_file(request: Any, attachment: Any) -> bool:
    """Whether the person behind the request may see the visit that the file hangs on."""
    return selectors.visit(request.user, attachment.holder_id) is not None
