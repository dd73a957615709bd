"""A real Dovecot for the tests: own folder, free ports, any user name with one password; 2.3 and 2.4, root or not."""

from __future__ import annotations

import getpass
import grp
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.servers import end
from zhichi.channels.email.transport import ImapConfig, Security

PASSWORD = "geheim-口令"
PLAIN_PASSWORD = "geheim-1"
_START_SECONDS = 15
_MISSING = "Dovecot is missing: run scripts/system-packages, or apt-get install dovecot-imapd dovecot-pop3d"

_SHARED = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
listen = 127.0.0.1
auth_mechanisms = plain login
auth_failure_delay = 0
# All come from one address, and a session whose client was killed may be counted for a while: 10 would be the end.
mail_max_userip_connections = 0
first_valid_uid = 1
mail_uid = {user}
mail_gid = {group}
service imap-login {{
  {chroot}
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service pop3-login {{
  {chroot}
  inet_listener pop3 {{
    port = {pop_port}
  }}
  inet_listener pop3s {{
    port = {pop_tls_port}
    ssl = yes
  }}
}}
service anvil {{
  {chroot}
}}
"""

# Without root, Dovecot can neither change user nor chroot: all its parts then run as the one who starts it.
_WITHOUT_ROOT = """
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
"""

_TWO_THREE = """
service anvil {{
  # No growing delay after wrong passwords: all tests come from one address.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
protocols = imap pop3
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
passdb {{
  driver = static
  args = password={plain_password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
"""

_TWO_FOUR = """
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols = imap pop3
auth_allow_cleartext = yes
ssl = yes
ssl_server_cert_file = {certificate}
ssl_server_key_file = {key}
mail_driver = maildir
mail_home = {folder}/mail/%{{user}}
mail_path = ~
passdb static {{
  password = {password}
}}
passdb second {{
  driver = static
  passdb_static_password = {plain_password}
}}
userdb static {{
  fields {{
    uid = {user}
    gid = {group}
    home = {folder}/mail/%{{user}}
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
"""


class Dovecot:
    """A running server; `stop` ends it and removes its folder."""

    def __init__(self, certificate: Path, key: Path) -> None:
        binary = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
        if binary is None:
            raise RuntimeError(_MISSING)
        self.certificate = certificate
        # Socket paths may have 108 characters, and other users must get in: not pytest's deep and private folder.
        self.folder = Path(tempfile.mkdtemp(prefix="zhichi-dovecot-"))
        self.folder.chmod(0o755)
        self.port, self.tls_port = free_port(), free_port()
        self.pop_port, self.pop_tls_port = free_port(), free_port()
        self._configure(binary, certificate, key)
        self.process = subprocess.Popen([binary, "-F", "-c", str(self.folder / "dovecot.conf")])
        self._wait()

    def config(self, username: str, **changes: object) -> ImapConfig:
        """Settings for a mailbox of its own; every name is one."""
        values: dict[str, object] = {
            "host": "127.0.0.1",
            "port": self.port,
            "username": username,
            "password": PASSWORD,
            "security": Security.NONE,
            "timeout": 10.0,
        }
        return ImapConfig(**values | changes)  # type: ignore[arg-type]

    def kick(self, username: str) -> None:
        """Cut all connections of a user."""
        command = ["doveadm", "-c", str(self.folder / "dovecot.conf"), "kick", username]
        subprocess.run(command, check=True, capture_output=True, timeout=10)

    def stop(self) -> None:
        """End the server and remove its folder."""
        end(self.process, self.folder)

    def _configure(self, binary: str, certificate: Path, key: Path) -> None:
        is_root = os.geteuid() == 0
        owner = pwd.getpwnam("nobody" if is_root else getpass.getuser())
        group = grp.getgrgid(owner.pw_gid).gr_name
        mail = self.folder / "mail"
        mail.mkdir()
        if is_root:
            os.chown(mail, owner.pw_uid, owner.pw_gid)
        is_new = _version(binary) >= (2, 4)
        template = (_TWO_FOUR + _SHARED) if is_new else (_SHARED + _TWO_THREE)
        template += "" if is_root else _WITHOUT_ROOT
        values = {
            "folder": self.folder,
            "user": owner.pw_name,
            "group": group,
            "port": self.port,
            "tls_port": self.tls_port,
            "pop_port": self.pop_port,
            "pop_tls_port": self.pop_tls_port,
            "certificate": certificate,
            "key": key,
            "password": PASSWORD,
            "plain_password": PLAIN_PASSWORD,
            "chroot": "" if is_root else "chroot =",
        }
        (self.folder / "dovecot.conf").write_text(template.format(**values), encoding="utf-8")

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                    if line.recv(4) == b"* OK":
                        return
            except OSError:
                time.sleep(0.05)
        log = self.folder / "dovecot.log"
        words = log.read_text(encoding="utf-8", errors="replace") if log.exists() else "no log"
        self.stop()
        raise RuntimeError(f"Dovecot did not start: {words[-2_000:]}")


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _version(binary: str) -> tuple[int, int]:
    answer = subprocess.run([binary, "--version"], check=True, capture_output=True, text=True, timeout=10).stdout
    match = re.match(r"(\d+)\.(\d+)", answer)
    if match is None:
        raise RuntimeError(f"Dovecot says no version: {answer!r}")
    return int(match[1]), int(match[2])
