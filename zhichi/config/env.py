"""Typed readers for `ZHICHI_*` settings: the environment first, then the settings file, then the default."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from zhichi.config.terminal import gettext as _

PREFIX = "ZHICHI_"
CACHE_SECONDS = 2  # a cache that is slower than this is treated as away


class BadSetting(RuntimeError):
    """A setting has a value that cannot be used; the message names it and says what is expected."""


def no_secret_key() -> BadSetting:
    """The refusal to run without a secret key outside the demo; it brings a fresh one."""
    import secrets  # noqa: PLC0415 - loads OpenSSL, which the small parent needs for nothing else

    lines = (
        _("ZHICHI_SECRET_KEY is not set; sessions, links in mails and stored passwords depend on it."),
        _("Set it once and keep it, for example: export ZHICHI_SECRET_KEY=%s") % secrets.token_urlsafe(50),
        _("Or look at the demo first: zhichi serve --demo (with other commands: ZHICHI_DEMO=1)"),
    )
    return BadSetting("\n".join(lines))


@cache
def _file_values() -> dict[str, str]:
    path = os.environ.get(f"{PREFIX}SETTINGS_FILE")
    if not path:
        return {}
    values: dict[str, str] = {}
    for number, line in enumerate(_read(f"{PREFIX}SETTINGS_FILE", path).splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, separator, value = stripped.partition("=")
        if not separator or not name.strip().startswith(PREFIX):
            raise BadSetting(
                _("Line %(number)s of the settings file is not ZHICHI_NAME=value: %(line)s")
                % {"number": number, "line": repr(stripped[:40])}
            )
        values[name.strip()] = value.strip().strip("\"'")
    return values


def _read(setting: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(
            _("%(setting)s names a file that cannot be read: %(path)s (%(reason)s)")
            % {"setting": setting, "path": path, "reason": getattr(error, "strerror", None) or error}
        ) from None


def text(name: str, default: str = "") -> str:
    """The value of `ZHICHI_<name>`; `ZHICHI_<name>_FILE` reads it from a file, for secrets."""
    key = PREFIX + name
    secret_file = os.environ.get(f"{key}_FILE")
    if secret_file:
        return _read(f"{key}_FILE", secret_file).strip()
    return os.environ.get(key, _file_values().get(key, default))


def flag(name: str, *, default: bool = False) -> bool:
    """A yes/no setting; anything but 1/0, true/false, yes/no, on/off raises BadSetting."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise BadSetting(_("%(name)s must be true or false, not %(value)s") % {"name": PREFIX + name, "value": repr(value)})


def whole(name: str, default: int) -> int:
    """A whole number; anything else raises BadSetting."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise BadSetting(
            _("%(name)s must be a whole number, not %(value)s") % {"name": PREFIX + name, "value": repr(value)}
        ) from None


def address(name: str) -> str:
    """A web address without a slash at its end, or nothing; anything but http and https raises BadSetting."""
    value = text(name).rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise BadSetting(f"{PREFIX}{name} must be an address that begins with https:// or http://")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, white space trimmed, empty items dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def _postgres_options(query: str) -> dict[str, object]:
    """Options of the address. Statements are prepared on the server after their third use: planning a page's dozen
    joins costs it more than answering them. `?prepare_threshold=none` for poolers that cannot."""
    options: dict[str, object] = dict(parse_qsl(query))
    threshold = str(options.pop("prepare_threshold", "3"))
    if threshold != "none" and not threshold.isdecimal():
        raise BadSetting(
            _("ZHICHI_DATABASE_URL: prepare_threshold must be a number or none, not %s") % repr(threshold[:12])
        )
    is_prepared = threshold != "none"
    return options | {"server_side_binding": is_prepared, "prepare_threshold": int(threshold) if is_prepared else None}


def database(name: str, default: str) -> dict[str, object]:
    """Django's connection settings from `sqlite:///path` or `postgres://user:password@host:port/name?option=value`."""
    url = text(name, default)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "zhichi.core.sqlite",
            "NAME": unquote(parts.path.removeprefix("/")) if parts.path != "/:memory:" else ":memory:",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-4000; "
                "PRAGMA temp_store=MEMORY;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": _postgres_options(parts.query),
        }
    raise BadSetting(
        _("%(name)s must start with sqlite:/// or postgres://, not %(value)s")
        % {"name": PREFIX + name, "value": repr(parts.scheme or url[:12])}
    )


def shared_cache(name: str) -> dict[str, object]:
    """Django's cache from `redis://host:6379/0`, `rediss://…` or `unix://…`; each process's own memory when unset."""
    url = text(name)
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    scheme = urlsplit(url).scheme
    if scheme not in {"redis", "rediss", "unix"}:
        raise BadSetting(
            _("%(name)s must start with redis://, rediss:// or unix://, not %(value)s")
            % {"name": PREFIX + name, "value": repr(scheme or url[:12])}
        )
    waiting = {"socket_connect_timeout": CACHE_SECONDS, "socket_timeout": CACHE_SECONDS}
    return {"BACKEND": "zhichi.config.shared_cache.SharedCache", "LOCATION": url, "OPTIONS": waiting}
