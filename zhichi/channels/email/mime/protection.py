"""Signed and encrypted mail: recognised, and what is signed made readable. Nothing is decrypted or checked."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from zhichi.channels.email.mime import cms
from zhichi.channels.email.mime.content import content_of
from zhichi.channels.email.mime.notes import MAX_PARTS, Notes, Problem
from zhichi.channels.email.mime.structure import read_tree

if TYPE_CHECKING:
    from zhichi.channels.email.mime.structure import Part, Tree

SMIME, PGP = "smime", "pgp"
_ENVELOPES = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))
_MAX_ENVELOPES = 5  # opened in one message, inside each other or beside
_SIGNATURES = {
    "application/pkcs7-signature": SMIME,
    "application/x-pkcs7-signature": SMIME,
    "application/pgp-signature": PGP,
}
_ARMOUR = "-----BEGIN PGP "
_MAX_ARMOURED = 20
_SIGNED_TEXT = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n", re.MULTILINE)
_SIGNATURE = re.compile(r"^-----BEGIN PGP SIGNATURE-----[ \t]*$", re.MULTILINE)
_SIGNATURE_END = re.compile(r"^-----END PGP SIGNATURE-----[ \t]*\n?", re.MULTILINE)
_ENCRYPTED_TEXT = re.compile(r"^-----BEGIN PGP MESSAGE-----[ \t]*$", re.MULTILINE)
_ARMOUR_HEADERS = re.compile(r"(?:[A-Za-z]{1,30}: [^\n]*\n)*+[ \t]*\n")
_DASH_ESCAPE = re.compile(r"^- ", re.MULTILINE)


@dataclass(slots=True)
class Protection:
    """Which kind of signature or encryption a message bears: "smime", "pgp" or "" for none."""

    signed: str = ""
    encrypted: str = ""


def open_envelopes(tree: Tree, notes: Notes) -> Protection:
    """Put what is in signed envelopes in their place among the parts, and say what protects the message."""
    found = Protection()
    opened: list[Part] = []
    waiting = list(reversed(tree.parts))
    left = _MAX_ENVELOPES
    while waiting:
        part = waiting.pop()
        _recognise(part, found)
        inner: list[Part] | None = None
        if left and part.content_type in _ENVELOPES:
            left -= 1
            inner = _inside(part, found, notes, shift=left * MAX_PARTS)
        if inner is None:
            opened.append(part)
        else:
            waiting.extend(reversed(inner))
    tree.parts = opened
    return found


def _recognise(part: Part, found: Protection) -> None:
    if part.around == "multipart/signed":
        found.signed = found.signed or _SIGNATURES.get(part.content_type, "")
    elif part.content_type == "application/pgp-encrypted":
        found.encrypted = found.encrypted or PGP


def _inside(part: Part, found: Protection, notes: Notes, *, shift: int) -> list[Part] | None:
    """The parts in an envelope; None when it cannot be opened and stays the file that it is."""
    envelope = cms.read_envelope(content_of(part, notes))
    declared = part.params.get("smime-type", "").lower()
    if envelope.kind == cms.ENCRYPTED or (not envelope.kind and declared == "enveloped-data"):
        found.encrypted = found.encrypted or SMIME
    if envelope.content is None:
        if declared == "signed-data":
            notes.add(Problem.ENVELOPE_DAMAGED)
        return None
    found.signed = found.signed or SMIME
    parts = read_tree(envelope.content, notes).parts
    return [replace(each, alternative=each.alternative and each.alternative + shift, is_root=False) for each in parts]


def without_armour(text: str, found: Protection) -> str:
    """The text of clear-signed PGP mail without the lines of the signature; encrypted text stays as it is."""
    if _ARMOUR not in text:
        return text
    if _ENCRYPTED_TEXT.search(text):
        found.encrypted = found.encrypted or PGP
    for _ in range(_MAX_ARMOURED):
        begin = _SIGNED_TEXT.search(text)
        signature = _SIGNATURE.search(text, begin.end()) if begin else None
        end = _SIGNATURE_END.search(text, signature.end()) if signature else None
        if begin is None or signature is None or end is None:
            return text
        headers = _ARMOUR_HEADERS.match(text, begin.end())
        words = text[headers.end() if headers else begin.end() : signature.start()]
        found.signed = found.signed or PGP
        text = text[: begin.start()] + _DASH_ESCAPE.sub("", words) + text[end.end() :]
    return text
