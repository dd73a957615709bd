"""How the rows of the tables are put together: header lines, parts, and what must be read from them."""

from __future__ import annotations

import base64
import quopri
from typing import Any, NamedTuple


class Case(NamedTuple):
    """A message and what must be read from it. Of `expected` only what is named is compared.

    `files` are (name, type), `html_has` pieces of the HTML, `text_lacks` what must not stand in the text.
    """

    name: str
    raw: bytes
    expected: dict[str, Any]


def case(name: str, raw: bytes, **expected: Any) -> Case:
    """One row."""
    return Case(name, raw, expected)


def crlf(text: str | bytes, charset: str = "utf-8") -> bytes:
    """Bytes with the line ends of the wire."""
    data = text if isinstance(text, bytes) else text.encode(charset)
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def mail(*head: str | bytes, body: str | bytes = "x", charset: str = "utf-8") -> bytes:
    """A message: the header lines, then the body. From, To and Date come by themselves unless they are given."""
    lines = [line if isinstance(line, bytes) else line.encode(charset) for line in head]
    names = {line.partition(b":")[0].lower() for line in lines}
    usual = {
        b"from": b"From: kate@client.example",
        b"to": b"To: support@zhichi.example",
        b"date": b"Date: Tue, 02 Jun 2026 09:12:33 +0800",
    }
    lines = [line for name, line in usual.items() if name not in names] + lines
    return crlf(b"\n".join(lines)) + b"\r\n\r\n" + crlf(body, charset) + b"\r\n"


def text(words: str, charset: str = "utf-8", kind: str = "plain", encoding: str = "base64", more: str = "") -> bytes:
    """A text part with its own header."""
    data = words.encode(charset)
    head = f'Content-Type: text/{kind}; charset="{charset}"{more}\nContent-Transfer-Encoding: {encoding}\n\n'
    return head.encode() + encoded(data, encoding)


def file(name_line: str | bytes, data: bytes = b"data", kind: str = "application/octet-stream") -> bytes:
    """A file part; `name_line` is the whole Content-Disposition (or more header lines)."""
    line = name_line if isinstance(name_line, bytes) else name_line.encode()
    head = f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n".encode()
    return head + line + b"\n\n" + base64.encodebytes(data)


def encoded(data: bytes, encoding: str) -> bytes:
    """The data in a transfer encoding."""
    if encoding == "base64":
        return base64.encodebytes(data)
    return quopri.encodestring(data) if encoding == "quoted-printable" else data


def parts(kind: str, *each: bytes, boundary: str = "=_b", more: str = "") -> bytes:
    """A multipart with its header, to be a part or (through `whole`) a message."""
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"{more}\n\n'.encode()
    mark = f"--{boundary}".encode()
    return head + b"".join(mark + b"\n" + part.rstrip(b"\n") + b"\n" for part in each) + mark + b"--\n"


def whole(*head: str | bytes, content: bytes, charset: str = "utf-8") -> bytes:
    """A message whose content brings its own header fields."""
    inner_head, _, body = content.partition(b"\n\n")
    return mail(*head, *inner_head.split(b"\n"), body=body, charset=charset)


def word(words: str, charset: str = "utf-8", encoding: str = "B") -> str:
    """One encoded word (RFC 2047)."""
    data = words.encode(charset)
    if encoding == "B":
        return f"=?{charset}?B?{base64.b64encode(data).decode()}?="
    letters = "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"={byte:02X}" for byte in data)
    return f"=?{charset}?Q?{letters}?="
