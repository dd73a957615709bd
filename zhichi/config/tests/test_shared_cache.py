"""ZHICHI_CACHE_URL: a real Redis that processes share; its absence costs no page."""

from __future__ import annotations

import shutil
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import caches
from django.test import Client, override_settings

from zhichi.channels.email.tests.dovecot import free_port
from zhichi.config import env, health
from zhichi.config.shared_cache import SharedCache
from zhichi.core.limits import Limit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.one_database
START_SECONDS = 15


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis that keeps nothing on the disk."""
    binary = shutil.which("redis-server")
    assert binary, "redis-server is missing: run scripts/system-packages redis"
    folder, port = tmp_path_factory.mktemp("redis"), free_port()
    options = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder))
    server = subprocess.Popen([binary, *options], stdout=subprocess.DEVNULL)
    url = f"redis://127.0.0.1:{port}/0"
    _wait_for(url, server)
    yield url
    server.terminate()
    server.wait(timeout=10)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    import redis

    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "redis-server ended at once"
        try:
            redis.Redis.from_url(url).ping()
        except redis.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("redis-server does not answer")


def named(monkeypatch: pytest.MonkeyPatch, url: str) -> dict[str, Any]:
    monkeypatch.setenv("ZHICHI_CACHE_URL", url)
    return {"default": env.shared_cache("CACHE_URL")}


def test_two_processes_count_together(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = Limit("test.shared", 2, 3600)
    with override_settings(CACHES=named(monkeypatch, address)):
        caches["default"].clear()
        assert [limit.wait("somebody") for _ in range(2)] == [0, 0]
        # Another process is another client of the same server: it has its own connections and no memory of ours.
        other = SharedCache(address, {})
        assert other.get(limit._counter("somebody")[0]) == 2
        assert limit.wait("somebody") > 0
        assert limit.is_spent("somebody")


def test_keeps_values_and_lets_them_expire(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with override_settings(CACHES=named(monkeypatch, address)):
        cache = caches["default"]
        cache.set("名", {"值": [1, 2]}, timeout=60)
        assert cache.get("名") == {"值": [1, 2]}
        assert cache.get_many(["名", "none"]) == {"名": {"值": [1, 2]}}
        assert cache.add("名", 1) is False
        assert cache.touch("名", 0) is True
        assert cache.has_key("名") is False
        cache.set("名", 1)
        assert cache.delete("名") is True
        with pytest.raises(ValueError, match="none"):
            cache.incr("none")


def test_a_server_that_is_away_costs_no_page(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    with override_settings(CACHES=named(monkeypatch, f"redis://127.0.0.1:{free_port()}/0")):
        cache = caches["default"]
        assert (cache.get("a", "other"), cache.add("a", 1), cache.get_many(["a"])) == ("other", False, {})
        assert (cache.has_key("a"), cache.delete("a"), cache.touch("a")) == (False, False, False)
        assert Limit("test.away", 1, 3600).wait("somebody") == 0
        assert Client().get("/requests/new/").status_code == 200


def test_the_doctor_asks_the_server(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, address)
    assert [finding.level for finding in health.check_cache()] == ["ok"]
    named(monkeypatch, f"redis://:geheim@127.0.0.1:{free_port()}/0")
    (finding,) = health.check_cache()
    assert finding.level == "bad"
    assert "ZHICHI_CACHE_URL" in str(finding.what_to_do)
    assert "geheim" not in str(finding.what)


def test_the_doctor_misses_a_cache_only_between_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHICHI_CACHE_URL", raising=False)
    assert [finding.level for finding in health.check_cache()] == ["ok"]
    monkeypatch.setenv("ZHICHI_WEB_PROCESSES", "2")
    assert [finding.level for finding in health.check_cache()] == ["warn"]


@pytest.mark.parametrize("url", ["memcached://127.0.0.1:11211", "127.0.0.1:6379", "http://cache/"])
def test_refuses_an_address_of_another_kind(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(env.BadSetting, match="CACHE_URL must start with redis://"):
        named(monkeypatch, url)


def test_the_settings_come_from_a_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    secret = tmp_path / "cache-url"
    secret.write_text(address + "\n", encoding="utf-8")
    monkeypatch.delenv("ZHICHI_CACHE_URL", raising=False)
    monkeypatch.setenv("ZHICHI_CACHE_URL_FILE", str(secret))
    assert env.shared_cache("CACHE_URL")["LOCATION"] == address
