"""The `zhichi` command: quick help, clear refusals, JSON that programs can read."""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.accounts.choices import Post
from zhichi.accounts.models import User
from zhichi.config import cli
from zhichi.config.commands import createuser, doctor, handbook, verify
from zhichi.records.models import Verification
from zhichi.records.tests.conftest import append, unguarded

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
COMMANDS = ["serve", "demo", "createuser", "verify", "handbook", "doctor", "migrate", "manage"]


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ZHICHI_", "DJANGO_"))}
    command = [sys.executable, "-m", "zhichi", *arguments]
    return subprocess.run(command, env=clean | environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.one_database
def test_keeps_help_quick_and_without_django() -> None:
    done = _run("--help")
    assert done.returncode == 0
    assert all(f"    {name}" in done.stdout for name in COMMANDS)
    program = "import sys, zhichi.config.cli as c; c._parser(); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.one_database
def test_keeps_talking_chinese_to_a_chinese_shell() -> None:
    assert "启动" in _run("serve", "--help", LC_ALL="zh_CN.UTF-8").stdout


@pytest.mark.one_database
@pytest.mark.parametrize("command", ["serve", "doctor", "migrate"])
def test_refuses_to_start_without_a_secret_key(command: str, tmp_path: Path) -> None:
    done = _run(command, ZHICHI_DATA_DIR=str(tmp_path))
    assert (done.returncode, "ZHICHI_SECRET_KEY" in done.stderr) == (2, True)


@pytest.mark.one_database
def test_refuses_a_setting_that_cannot_be_read(tmp_path: Path) -> None:
    done = _run("serve", "--demo", ZHICHI_DATA_DIR=str(tmp_path), ZHICHI_PORT="eighty")
    assert (done.returncode, done.stderr.strip()) == (2, "ZHICHI_PORT must be a whole number, not 'eighty'")


@pytest.mark.one_database
def test_refuses_without_a_command(capsys: Capture) -> None:
    assert cli.main([]) == 2
    assert "serve" in capsys.readouterr().out


@pytest.mark.django_db
def test_keeps_the_verdict_of_verify_in_its_exit_code(capsys: Capture) -> None:
    events = append(count=3)
    assert verify.run(argparse.Namespace(json=False)) == 0
    with unguarded() as execute:
        execute("UPDATE records_event SET code = 'x' WHERE id = %s", events[1].id)
    assert verify.run(argparse.Namespace(json=False)) == 1
    assert f"event {events[1].id} (thing:1, number 2)" in capsys.readouterr().err
    assert verify.run(argparse.Namespace(json=True)) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["ok"], report["problems"][0]["event"], report["guards"]) == (False, events[1].id, True)
    assert Verification.objects.count() == 3


def _new_person(monkeypatch: pytest.MonkeyPatch, password: str, **values: Any) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
    given = {"email": "lin@example.com", "name": "林晓", "post": Post.MANAGER, "password_stdin": True}
    return createuser.run(argparse.Namespace(**(given | values)))


@pytest.mark.django_db
def test_keeps_the_first_account_one_command_away(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _new_person(monkeypatch, "a-long-odd-secret-26") == 0
    person = User.objects.get(email="lin@example.com")
    assert (person.post, person.check_password("a-long-odd-secret-26")) == (Post.MANAGER, True)
    assert verify.run(argparse.Namespace(json=False)) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "values", "code"),
    [("short", {}, 1), ("a-long-odd-secret-26", {"email": "no address"}, 1), ("x", {"post": "boss"}, 2)],
)
def test_refuses_accounts_that_cannot_be(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, password: str, values: dict[str, str], code: int
) -> None:
    assert _new_person(monkeypatch, password, **values) == code
    assert capsys.readouterr().err


@pytest.mark.django_db
def test_keeps_every_check_of_the_doctor_talking(capsys: Capture) -> None:
    code = doctor.run(argparse.Namespace(json=True))
    report = json.loads(capsys.readouterr().out)
    names = {finding["check"] for finding in report["findings"]}
    assert names >= {"settings", "database", "disk", "files", "record", "tails", "worker"}
    assert code == (0 if report["ok"] else 1)
    assert all(finding["what_to_do"] for finding in report["findings"] if finding["level"] == "bad")


@pytest.mark.django_db
def test_refuses_a_period_that_is_no_month(capsys: Capture) -> None:
    assert handbook.run(argparse.Namespace(period="2026-13x", json=True)) == 2
    assert "2026-13" in capsys.readouterr().err


@pytest.mark.django_db
def test_keeps_one_json_object_for_each_clause(capsys: Capture) -> None:
    assert handbook.run(argparse.Namespace(period="2026-11", json=True)) == 0
    clauses = json.loads(capsys.readouterr().out)
    assert {"3.4.2", "2.4"} <= {clause["id"] for clause in clauses}
