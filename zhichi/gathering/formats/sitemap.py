"""Lists of pages that sites offer (sitemap.xml)."""

from __future__ import annotations

import zlib

from lxml import etree

MOST_UNPACKED = 50 * 1024 * 1024
MOST_PLACES = 50_000


def read(body: bytes) -> tuple[list[str], list[str]]:
    """Addresses of pages, and of further lists; nothing for what is no such list."""
    if body.startswith(b"\x1f\x8b"):
        try:
            body = zlib.decompressobj(wbits=31).decompress(body, MOST_UNPACKED)
        except zlib.error:
            return [], []
    # No document type, no entities, nothing from the network: a list of pages needs none of them.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return [], []
    if root is None or not isinstance(root.tag, str):
        return [], []
    places = [(one.text or "").strip() for one in root.iter("{*}loc")][:MOST_PLACES]
    return ([], places) if root.tag.endswith("sitemapindex") else (places, [])
