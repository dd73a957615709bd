"""Signed, encrypted and checked mail, and invitations, in the manner of the programs that make them."""

from __future__ import annotations

import base64

from zhichi.channels.email.tests.reading.building import case, crlf, file, mail, parts, text, whole

OID_DATA = bytes.fromhex("06092a864886f70d010701")


def tlv(tag: int, *inner: bytes) -> bytes:
    """A DER value."""
    data = b"".join(inner)
    size = len(data)
    length = bytes((size,)) if size < 128 else b"\x84" + size.to_bytes(4, "big")
    return bytes((tag,)) + length + data


def oid(last: int) -> bytes:
    """pkcs-7 and the last number."""
    return bytes.fromhex("06092a864886f70d0107") + bytes((last,))


def signed_data(content: bytes | None) -> bytes:
    """SignedData as OpenSSL writes it: definite lengths, the content in one piece."""
    wrapped = b"" if content is None else tlv(0xA0, tlv(0x04, content))
    inner = tlv(0x30, tlv(0x02, b"\x01"), tlv(0x31), tlv(0x30, OID_DATA, wrapped), tlv(0x31))
    return tlv(0x30, oid(2), tlv(0xA0, inner))


def signed_data_streamed(content: bytes) -> bytes:
    """SignedData as Outlook and Java write it: indefinite lengths, the content in pieces."""
    pieces = b"".join(tlv(0x04, content[start : start + 100]) for start in range(0, len(content), 100))
    octets = b"\x24\x80" + pieces + b"\0\0"
    inner = b"\x30\x80" + OID_DATA + b"\xa0\x80" + octets + b"\0\0" + b"\0\0"
    algorithms = b"\x31\x80" + tlv(0x30, tlv(0x06, b"\x60\x86\x48\x01\x65\x03\x04\x02\x01")) + b"\0\0"
    signed = b"\x30\x80" + tlv(0x02, b"\x01") + algorithms + inner + b"\0\0"
    return b"\x30\x80" + oid(2) + b"\xa0\x80" + signed + b"\0\0" + b"\0\0"


def p7m(data: bytes, smime_type: str = "signed-data", kind: str = "application/pkcs7-mime") -> bytes:
    """A message that is one envelope."""
    declared = f"; smime-type={smime_type}" if smime_type else ""
    head = f"{kind}{declared}; name=smime.p7m"
    return whole(content=file("Content-Disposition: attachment; filename=smime.p7m", data, head))


def calendar(*lines: str, method: str = "REQUEST", zone: str = "") -> str:
    """An iCalendar file with one event."""
    event = "\n".join(("BEGIN:VEVENT", "UID:1@x", *lines, "END:VEVENT"))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:{method}\n{zone}{event}\nEND:VCALENDAR\n"


LETTER = crlf(text("签名的来信", "gb2312"))
INVITATION = calendar(
    "SUMMARY:故障复盘",
    "DTSTART;TZID=China Standard Time:20260603T100000",
    "DTEND;TZID=China Standard Time:20260603T110000",
)
CLEAR = (
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nThe words\n- - a dash\n"
    "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCgAd\n=abcd\n-----END PGP SIGNATURE-----\nA footer\n"
)
ENCRYPTED = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n=abcd\n-----END PGP MESSAGE-----\n"

SEALED = (
    case("smime_opaque", p7m(signed_data(LETTER)), text="签名的来信", signed="smime", encrypted="", files=[]),
    case("smime_opaque_streamed", p7m(signed_data_streamed(LETTER)), text="签名的来信", signed="smime", files=[]),
    case(
        "smime_opaque_old_type",
        p7m(signed_data(LETTER), "", "application/x-pkcs7-mime"),
        text="签名的来信",
        signed="smime",
    ),
    case(
        "smime_opaque_with_files",
        p7m(signed_data(crlf(parts("mixed", text("见附件"), file("Content-Disposition: attachment; filename=a.txt"))))),
        text="见附件",
        files=[("a.txt", "application/octet-stream")],
    ),
    case(
        "smime_signed_twice",
        p7m(
            signed_data(
                b"Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n"
                b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(signed_data(LETTER))
            )
        ),
        text="签名的来信",
        signed="smime",
    ),
    case(
        "smime_opaque_below_a_list",
        whole(
            content=parts(
                "mixed",
                file(
                    "Content-Disposition: attachment; filename=smime.p7m", signed_data(LETTER), "application/pkcs7-mime"
                ),
                text("_____\nlist footer"),
            )
        ),
        text="签名的来信\n\n_____\nlist footer",
        signed="smime",
    ),
    case(
        "smime_opaque_cut_off",
        p7m(signed_data(LETTER)[:60]),
        text="",
        files=[("smime.p7m", "application/pkcs7-mime")],
        problems=("envelope_damaged", "message_id_missing"),
    ),
    case(
        "smime_certificates_only",
        p7m(signed_data(None), "certs-only"),
        signed="",
        files=[("smime.p7m", "application/pkcs7-mime")],
    ),
    case(
        "smime_encrypted",
        p7m(tlv(0x30, oid(3), tlv(0xA0, b"secret")), "enveloped-data"),
        text="",
        encrypted="smime",
        signed="",
        files=[("smime.p7m", "application/pkcs7-mime")],
    ),
    case("smime_encrypted_undeclared", p7m(tlv(0x30, oid(3), tlv(0xA0, b"secret")), ""), encrypted="smime"),
    case(
        "smime_encrypted_authenticated",
        p7m(tlv(0x30, bytes.fromhex("060b2a864886f70d0109100117")), ""),
        encrypted="smime",
    ),
    case(
        "smime_clear_signed",
        whole(
            content=parts(
                "signed",
                text("读得到"),
                file("Content-Disposition: attachment; filename=smime.p7s", b"0", "application/pkcs7-signature"),
                more="; protocol=application/pkcs7-signature",
            )
        ),
        text="读得到",
        signed="smime",
        files=[("smime.p7s", "application/pkcs7-signature")],
    ),
    case(
        "a_signature_that_somebody_attached",
        whole(
            content=parts(
                "mixed",
                text("why is it invalid?"),
                file("Content-Disposition: attachment; filename=a.p7s", b"0", "application/pkcs7-signature"),
            )
        ),
        signed="",
    ),
    case(
        "pgp_mime_signed",
        whole(
            content=parts(
                "signed",
                text("words"),
                file(
                    "Content-Disposition: attachment; filename=signature.asc",
                    b"-----BEGIN",
                    "application/pgp-signature",
                ),
                more="; micalg=pgp-sha512",
            )
        ),
        text="words",
        signed="pgp",
        files=[("signature.asc", "application/pgp-signature")],
    ),
    case(
        "pgp_mime_encrypted",
        whole(
            content=parts(
                "encrypted",
                b"Content-Type: application/pgp-encrypted\n\nVersion: 1",
                b"Content-Type: application/octet-stream; name=encrypted.asc\n\n" + ENCRYPTED.encode(),
            )
        ),
        text="",
        encrypted="pgp",
    ),
    case(
        "pgp_clear_signed",
        mail(body=CLEAR),
        text="The words\n- a dash\nA footer",
        signed="pgp",
        problems=("message_id_missing",),
    ),
    case(
        "pgp_clear_signed_twice",
        mail(body=CLEAR + CLEAR),
        text="The words\n- a dash\nA footer\nThe words\n- a dash\nA footer",
    ),
    case("pgp_clear_signed_cut_off", mail(body=CLEAR[:100]), text=CLEAR[:100].rstrip("\n"), signed=""),
    case("pgp_quoted", mail(body="> " + CLEAR.replace("\n", "\n> ")), signed=""),
    case("pgp_inline_encrypted", mail(body=ENCRYPTED), text=ENCRYPTED.strip(), encrypted="pgp"),
)

CHECKED = (
    case(
        "checked_by_postfix",
        mail(
            "Authentication-Results: mx.zhichi.example;\n\tdkim=pass (2048-bit key) header.d=client.example;\n"
            "\tspf=pass smtp.mailfrom=kate@client.example;\n dmarc=pass (p=none dis=none) header.from=client.example"
        ),
        answers={("dkim", "pass"), ("spf", "pass"), ("dmarc", "pass")},
    ),
    case(
        "checked_by_microsoft",
        mail(
            "Authentication-Results: spf=softfail (sender IP is 192.0.2.1)\n smtp.mailfrom=client.example; dkim=none"
            " (message not signed)\n header.d=none;dmarc=fail action=quarantine header.from=client.example;"
            "compauth=fail reason=000"
        ),
        answers={("spf", "softfail"), ("dkim", "none"), ("dmarc", "fail"), ("compauth", "fail")},
    ),
    case(
        "checked_by_spf_alone",
        mail("Received-SPF: Fail (mx.example: domain does not designate) client-ip=192.0.2.1;"),
        answers={("spf", "fail")},
    ),
    case("checked_and_found_nothing", mail("Authentication-Results: mx.example 1; none"), answers=set()),
    case("checked_in_broken_words", mail('Authentication-Results: ((;;;==;spf=;=pass;"dkim=fail'), answers=set()),
    case("unchecked", mail(), auth_results=()),
)

INVITED = (
    case(
        "invited_by_outlook",
        whole(
            content=parts(
                "alternative",
                text("复盘会", "gb2312"),
                text("<p>复盘会</p>", "gb2312", "html"),
                text(INVITATION, kind="calendar", more="; method=REQUEST"),
            )
        ),
        text="复盘会",
        files=[("invitation-1.ics", "text/calendar")],
    ),
    case(
        "invited_by_google",
        whole(
            content=parts(
                "mixed",
                parts(
                    "alternative", text("hi"), text(INVITATION, kind="calendar", more="; method=REQUEST"), boundary="a"
                ),
                file(
                    'Content-Disposition: attachment; filename="invite.ics"',
                    INVITATION.encode(),
                    'application/ics; name="invite.ics"',
                ),
            )
        ),
        files=[("invitation-1.ics", "text/calendar"), ("invite.ics", "application/ics")],
    ),
    case(
        "invited_by_nothing_else",
        whole(content=text(INVITATION, kind="calendar", more="; method=REQUEST")),
        text="",
        files=[("invitation-1.ics", "text/calendar")],
    ),
    case(
        "an_ics_that_is_none",
        whole(content=parts("mixed", text("x"), file("Content-Disposition: attachment; filename=a.ics", b"\x00\xff"))),
        calendar=None,
    ),
)

CASES = (*SEALED, *CHECKED, *INVITED)
