"""One article as one Markdown file: front matter of all its properties, then its parts below headings."""

from __future__ import annotations

import itertools
import json
import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from zhichi.core.errors import DomainError
from zhichi.gathering.exchange.writing import back, to_markdown
from zhichi.gathering.formats.markdown import split_front, tokens_of
from zhichi.knowledge.registry import types

if TYPE_CHECKING:
    from collections.abc import Mapping

_CODE = re.compile(r"\{#([a-z_0-9]{1,40})\}\s*$")
NEEDED = ("title", "type", "language", "family")


def write(front: Mapping[str, Any], parts: Mapping[str, str]) -> str:
    """The file. Front matter is YAML whose values are JSON, so any reader of front matter understands it."""
    lines = [f"{name}: {_value(value)}" for name, value in front.items()]
    kind = types.find(str(front["type"]))
    order = [part.code for part in kind.parts] if kind else []
    codes = [*(code for code in order if code in parts), *sorted(code for code in parts if code not in order)]
    pieces = [
        f"## {_label(str(front['type']), code, str(front['language']))} {{#{code}}}\n\n{to_markdown(parts[code])}"
        for code in codes
    ]
    return "\n".join(["---", *lines, "---", ""]) + "\n" + "\n".join(pieces)


def read(text: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Front matter and parts. Raises DomainError in words for what is no such file."""
    front, body = split_front(text)
    missing = [name for name in NEEDED if not isinstance(front.get(name), str) or not front[name]]
    if missing:
        raise DomainError("front", _("Its head lacks: %s") % ", ".join(missing))
    lines, tokens = body.split("\n"), tokens_of(body)
    heads = [
        (token.map[0], token.map[1], found[1])
        for token, inner in itertools.pairwise(tokens)
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0
        if (found := _CODE.search(inner.content))
    ]
    parts = {}
    for number, (_start, begins, code) in enumerate(heads):
        ends = heads[number + 1][0] if number + 1 < len(heads) else len(lines)
        parts[code] = back("\n".join(lines[begins:ends]))
    return front, parts


def _value(value: Any) -> str:
    """JSON is YAML, but for line ends of Unicode, which YAML folds."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)


def _label(kind: str, code: str, language: str) -> str:
    found = types.find(kind)
    part = found.part(code) if found else None
    with override(language):
        return str(part.label) if part else code
