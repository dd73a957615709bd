"""An authority that gives tokens, and an IMAP and an SMTP server that take them, on the loopback, for tests."""

from __future__ import annotations

import base64
import json
import socketserver
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from zhichi.channels.email.tests.dovecot import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "support@tenant.example"


class Authority:
    """Answers at `url`; what it was asked stands in `asked`, what it says next in `answers` (status, object)."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.answers: list[tuple[int, dict[str, Any]]] = []
        self.given = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.asked.append({name: values[0] for name, values in parse_qs(body).items()})
                status, answer = outer.answers.pop(0) if outer.answers else (200, outer.fresh())
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_args: Any) -> None:
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/token"

    def fresh(self) -> dict[str, Any]:
        """Tokens that were never given before."""
        self.given += 1
        return {"access_token": f"access-{self.given}", "refresh_token": f"refresh-{self.given}", "expires_in": 3600}

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()


class TokenImap:
    """An IMAP server of one empty folder that takes one token, by XOAUTH2 only; `heard` is what it was shown."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.heard: list[str] = []
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"* OK ready\r\n")
                for line in self.rfile:
                    tag, _space, rest = line.decode().strip().partition(" ")
                    for answer in outer.answers(tag, rest, self.rfile, self.wfile):
                        self.wfile.write(answer.encode() + b"\r\n")

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.port = int(self._server.server_address[1])

    def answers(self, tag: str, command: str, heard: Any, said: Any) -> Iterator[str]:
        """What to say to one command."""
        word = command.split(" ")[0].upper()
        if word == "CAPABILITY":
            yield "* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 IDLE"
        if word == "AUTHENTICATE":
            said.write(b"+ \r\n")
            shown = base64.b64decode(heard.readline()).decode()
            self.heard.append(shown)
            if shown != f"user={USER}\x01auth=Bearer {self.token}\x01\x01":
                said.write(b"+ eyJzdGF0dXMiOiI0MDEifQ==\r\n")  # reasons, which the other side acknowledges
                heard.readline()
                yield f"{tag} NO AUTHENTICATE failed."
                return
        if word == "SELECT":
            yield "* 0 EXISTS"
            yield "* OK [UIDVALIDITY 9] ok"
        if word == "UID":
            yield "* SEARCH"
        yield f"{tag} OK done"

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()


class TokenSmtp:
    """An SMTP server that takes one token by XOAUTH2."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, auth_require_tls=False)
        self._controller.start()

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:
        shown = base64.b64decode(args[1]).decode() if len(args) > 1 else ""
        return AuthResult(success=shown == f"user={USER}\x01auth=Bearer {self.token}\x01\x01", handled=False)

    def close(self) -> None:
        """Listen no more."""
        self._controller.stop()
