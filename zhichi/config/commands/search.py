"""`zhichi search "…"`: ask the search index as somebody would see it (6.3.1)."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from zhichi.config.terminal import complain, say
from zhichi.config.terminal import gettext as _

if TYPE_CHECKING:
    import argparse

ORDER = 46
MOST = 200


def help_text() -> str:
    """One line for the list of commands."""
    return _("find words as a member of staff would find them")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to look for, and as whom."""
    parser.add_argument("query", help=_("words, “phrases”, -exclusions"))
    parser.add_argument(
        "--as", dest="email", default="", metavar="EMAIL", help=_("by whose rights (default: an administrator's)")
    )
    parser.add_argument("--kind", action="append", default=[], help=_("only this kind, as “ticket”; may be repeated"))
    parser.add_argument(
        "--mode", choices=("hybrid", "words", "meaning"), default="hybrid",
        help=_("by words, by meaning, or both (default: hybrid, both)"),
    )  # fmt: skip
    parser.add_argument("--limit", type=int, default=20, help=_("at most so many hits (default: 20)"))
    parser.add_argument("--json", action="store_true", help=_("one JSON object on standard output"))


def run(options: argparse.Namespace) -> int:
    """Print the hits; 1 when there are none, 2 when there is no such person or kind."""
    from zhichi.config.cli import load_with_database

    load_with_database()
    from zhichi.search import registry, selectors

    person = _person(options.email)
    unknown = [name for name in options.kind if name not in registry.kinds]
    if person is None or unknown:
        complain(
            _("No active member of staff has this address.") if person is None else _("No such kind: %s") % unknown[0]
        )
        return 2
    limit = max(1, min(options.limit, MOST))
    hits = selectors.find(options.query, for_user=person, kinds=options.kind, limit=limit, mode=options.mode)
    meant = (
        None
        if options.mode == "meaning" or any(hit.is_whole for hit in hits)
        else selectors.suggest(options.query, for_user=person, kinds=options.kind)
    )
    shown = selectors.shown(hits, for_user=person)
    if options.json:
        say(
            json.dumps(
                {"query": options.query, "meant": meant, "hits": [_plain(one) for one in shown]}, ensure_ascii=False
            )
        )
        return 0 if shown else 1
    for one in shown:
        say(f"{one.row.title}  {one.row.subtitle}")
        for place in one.hit.highlights[:2]:
            say("  " + "".join(f"[{text}]" if mark else text for text, mark in place))
    if meant:
        say(_("Did you mean: %s") % meant)
    return 0 if shown else 1


def _person(email: str) -> Any:
    """The member of staff, None when there is none; without an address one who sees as administrators do.

    Whoever has the shell has the database, so nobody signs in for it.
    """
    from zhichi.accounts import selectors as accounts
    from zhichi.accounts.choices import Post

    if not email:
        return SimpleNamespace(
            pk=0, post=Post.ADMINISTRATOR, is_active=True, is_authenticated=True, is_staff_member=True
        )
    found = accounts.staff_by_email(email)
    return found if found is not None and found.is_active else None


def _plain(one: Any) -> dict[str, Any]:
    hit = one.hit
    return {
        "kind": hit.kind,
        "object_id": hit.object_id,
        "score": hit.score,
        "is_whole": hit.is_whole,
        "by_meaning": hit.by_meaning,
        "title": one.row.title,
        "subtitle": one.row.subtitle,
        "url": one.row.url,
        "highlights": [[{"text": text, "mark": mark} for text, mark in place] for place in hit.highlights],
    }
