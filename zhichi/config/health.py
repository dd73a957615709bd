"""What `zhichi doctor` looks at outside the parts: settings, database, disk, files, clock."""

from __future__ import annotations

import os
import shutil
import time
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.utils.translation import gettext as _

from zhichi.config import env, prepare, ready
from zhichi.core import clock
from zhichi.core.checks import Finding, Level
from zhichi.core.messages import PACKAGE_DIR

KEY_LENGTH = 50
LOW_DISK_BYTES = 2 * 1024**3
VERY_LOW_DISK_BYTES = 200 * 1024**2
CLOCK_SECONDS = 5
OLDEST_POSTGRES = 150000


def check_settings() -> list[Finding]:
    """The secret key, the address under which people reach the product, its time zone."""
    return [_key(), *_addresses(), _zone()]


def _key() -> Finding:
    if settings.DEMO:
        return Finding("ok", _("Demo mode: no secret key needed. Not for real data."))
    if len(settings.SECRET_KEY) < KEY_LENGTH or len(set(settings.SECRET_KEY)) < 5:
        advice = _("Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'")
        return Finding("bad", _("ZHICHI_SECRET_KEY is short; it could be guessed."), advice)
    return Finding("ok", _("The secret key is set."))


def _addresses() -> list[Finding]:
    host = urlsplit(settings.BASE_URL).hostname or ""
    if not host:
        return [
            Finding(
                "bad",
                _("ZHICHI_BASE_URL is not an address: %s") % settings.BASE_URL,
                _("Example: https://support.example.com"),
            )
        ]
    if host not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        text = _("ZHICHI_ALLOWED_HOSTS does not contain %s: its pages would be refused.") % host
        return [Finding("bad", text, _("Add it to ZHICHI_ALLOWED_HOSTS."))]
    if not settings.SECURE_COOKIES and host not in {"127.0.0.1", "localhost", "::1"}:
        text = _("%s is not https: passwords travel in the clear.") % settings.BASE_URL
        return [Finding("warn", text, _("Put a proxy with https before it and set ZHICHI_BASE_URL=https://… ."))]
    return [Finding("ok", _("People reach it at %s") % settings.BASE_URL)]


def _zone() -> Finding:
    try:
        local = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE))
    except (ZoneInfoNotFoundError, ValueError):
        text = _("ZHICHI_TIME_ZONE is no known time zone: %s") % settings.TIME_ZONE
        return Finding("bad", text, _("Example: Asia/Shanghai"))
    return Finding(
        "ok", _("Time zone %(zone)s, now %(time)s") % {"zone": settings.TIME_ZONE, "time": f"{local:%Y-%m-%d %H:%M}"}
    )


def check_database() -> list[Finding]:
    """Reachable, new enough, migrated, and its clock near ours."""
    trouble = ready.trouble()
    if trouble is not None:
        return [Finding("bad", *trouble)]
    found = [_version()]
    missing = prepare.missing()
    if missing:
        found.append(Finding("bad", *ready.missing_steps(len(missing))))
    return [*found, *_database_clock()]


def _version() -> Finding:
    version = ".".join(str(number) for number in connection.get_database_version())
    if connection.vendor == "postgresql" and connection.pg_version < OLDEST_POSTGRES:  # type: ignore[attr-defined]
        return Finding("bad", _("PostgreSQL %s is too old.") % version, _("Use PostgreSQL 15 or newer."))
    return Finding("ok", _("%(kind)s %(version)s answers.") % {"kind": connection.display_name, "version": version})


def _database_clock() -> list[Finding]:
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        difference = abs(float(cursor.fetchone()[0]) - time.time())
    if difference <= CLOCK_SECONDS:
        return []
    text = _("The clock of the database server differs by %.0f seconds.") % difference
    return [Finding("warn", text, _("Let both machines follow a time server."))]


def check_cache() -> list[Finding]:
    """The shared cache answers, where one is named; several processes without one count each for itself."""
    url = env.text("CACHE_URL")
    if not url:
        if env.whole("WEB_PROCESSES", 1) > 1:
            text = _("Several web processes, and each counts limits for itself.")
            return [Finding("warn", text, _("Set ZHICHI_CACHE_URL=redis://… so that they count together."))]
        return [Finding("ok", _("No shared cache is needed: one web process."))]
    import redis  # noqa: PLC0415 – five megabytes of each process, and most installations have no shared cache

    server = urlsplit(url)
    place = f"{server.hostname or server.path}" + (f":{server.port}" if server.port else "")  # never the password
    try:
        version = redis.Redis.from_url(url, socket_connect_timeout=CLOCK_SECONDS, socket_timeout=CLOCK_SECONDS).info(
            "server"
        )
    except (redis.RedisError, ValueError) as error:
        text = _("The shared cache at %(place)s does not answer: %(error)s") % {"place": place, "error": error}
        return [Finding("bad", text, _("Start it or correct ZHICHI_CACHE_URL; until then limits are not counted."))]
    words = {"place": place, "version": version["redis_version"]}
    return [Finding("ok", _("The shared cache at %(place)s answers (%(version)s).") % words)]


def check_disk() -> list[Finding]:
    """The data folder can be written and has room."""
    folder = settings.DATA_DIR
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        text = _("The data folder %s cannot be written.") % folder
        return [Finding("bad", text, _("Create it and give it to the user that runs Zhichi, or set ZHICHI_DATA_DIR."))]
    free = shutil.disk_usage(folder).free
    words = {"folder": folder, "free": f"{free / 1024**3:.1f} GiB"}
    if free < LOW_DISK_BYTES:
        level: Level = "bad" if free < VERY_LOW_DISK_BYTES else "warn"
        return [
            Finding(level, _("Only %(free)s are free for %(folder)s.") % words, _("Make room before mail is refused."))
        ]
    return [Finding("ok", _("%(folder)s can be written, %(free)s free.") % words)]


def check_files() -> list[Finding]:
    """What pages are made of came with the installation: styles, scripts, translations."""
    needed = ("ui/js/main.js", "ui/css/tokens.css")
    found = [
        Finding("bad", _("The file %s is missing: pages would not work.") % name, _("Install Zhichi anew."))
        for name in needed
        if finders.find(name) is None
    ]
    stale = [
        source for source in PACKAGE_DIR.glob("**/locale/*/LC_MESSAGES/*.po") if not source.with_suffix(".mo").exists()
    ]
    if stale:
        text = _("%s translation files are not compiled: pages would be English only.") % len(stale)
        found.append(Finding("bad", text, _("Run “python -m zhichi.core.messages”.")))
    return found or [Finding("ok", _("Styles, scripts and translations are in place."))]
