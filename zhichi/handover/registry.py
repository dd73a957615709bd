"""What parts above have to say about tickets that are handed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from zhichi.core.registry import Registry

Remark = Callable[[Sequence[int]], Mapping[int, str]]
remarks: Registry[Remark] = Registry("remark beside a hand-over")


def register_remark(name: str, remark: Remark) -> None:
    """Let `remark(ticket ids)` say, in the reader's language, what whoever hands some of them over should know."""
    remarks.add(name, remark)


def remarks_on(ticket_ids: Sequence[int]) -> dict[int, list[str]]:
    """What there is to say about each ticket."""
    found: dict[int, list[str]] = {}
    for remark in remarks.values() if ticket_ids else ():
        for ticket_id, words in remark(ticket_ids).items():
            found.setdefault(ticket_id, []).append(words)
    return found
