"""Bytes to text, whatever the server claims: a page in GBK that says it is UTF-8, a table from an old spreadsheet."""

from __future__ import annotations

import codecs
import re

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,30})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_\-]{2,30})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "iso8859-1": "cp1252", "ascii": "utf-8"}
HEAD = 4_096


def text_of(body: bytes, content_type: str = "") -> str:
    """The text. What is claimed is believed only where it fits; then UTF-8, GB 18030, and at last a guess."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    for name in _candidates(body, content_type):
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return _guess(body)


def _candidates(body: bytes, content_type: str) -> list[str]:
    claimed = re.search(r"charset\s*=\s*[\"']?([A-Za-z0-9_\-]{2,30})", content_type, re.IGNORECASE)
    found = [claimed[1]] if claimed else []
    inside = (pattern.search(body[:HEAD]) for pattern in (_XML, _META))
    found += [match[1].decode("ascii") for match in inside if match]
    names = [_known(name) for name in found]
    wide = [name for name in names if name and name != "cp1252"]  # every byte is a letter in Latin-1: believed last
    return [*wide, "utf-8", *(["cp1252"] if "cp1252" in names else []), "gb18030"]


def _known(name: str) -> str:
    try:
        plain = codecs.lookup(name).name
    except LookupError:
        return ""
    return _WIDER.get(plain, plain)


def _guess(body: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - large tables; only what fits nothing else needs them

    best = from_bytes(body[:200_000]).best()
    return body.decode(best.encoding if best else "utf-8", "replace")
