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
from zhichi.config.commands import createuser, doctor, export, handbook, verify
from zhichi.records import selectors as records
from zhichi.records.models import Verification
from zhichi.records.tests.conftest import append, unguarded

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
COMMANDS = ["serve", "demo", "createuser", "mail-in", "verify", "export", "handbook", "search", "reindex", "doctor"]
COMMANDS += ["migrate", "manage"]


def _run(*arguments: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ZHICHI_", "DJANGO_"))}
    command = [sys.executable, "-m", "zhichi", *arguments]
    return subprocess.run(
        command, env=clean | environment, input=given, capture_output=True, text=True, check=False, timeout=60
    )


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


KEY = "only-for-the-tests-" * 4


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("ZHICHI_SECRET_KEY_FILE", "/nowhere/key", "ZHICHI_SECRET_KEY_FILE names a file that cannot be read"),
        ("ZHICHI_SETTINGS_FILE", "/nowhere/zhichi.conf", "ZHICHI_SETTINGS_FILE names a file that cannot be read"),
        ("ZHICHI_DATA_DIR", "/proc/nowhere", "ZHICHI_DATA_DIR names a folder that cannot be made"),
        ("ZHICHI_PORT", "99999", "from 1 to 65535"),
        ("ZHICHI_PORT", "0", "from 1 to 65535"),
    ],
)
def test_refuses_files_folders_and_ports_that_cannot_be(setting: str, value: str, said: str, tmp_path: Path) -> None:
    done = _run("serve", **({"ZHICHI_DATA_DIR": str(tmp_path), "ZHICHI_SECRET_KEY": KEY} | {setting: value}))
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (2, True, False)


@pytest.mark.one_database
@pytest.mark.parametrize(
    "command", ["verify", "handbook --json", "reindex", "search x", "mail-in", "createuser --email a@b.cn --name x"]
)
def test_says_that_there_is_no_database_and_makes_none(command: str, tmp_path: Path) -> None:
    """Not with the exit code of a record that was changed, nor with one that lets a mail server give a mail up."""
    done = _run(*command.split(), given="Subject: x", ZHICHI_DATA_DIR=str(tmp_path), ZHICHI_SECRET_KEY=KEY)
    assert (done.returncode, "zhichi migrate" in done.stderr, "Traceback" in done.stderr) == (75, True, False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.one_database
@pytest.mark.parametrize("command", ["verify", "migrate"])
def test_says_that_the_database_server_is_away(command: str, tmp_path: Path) -> None:
    away = {"ZHICHI_DATABASE_URL": "postgres://x@127.0.0.1:1/x", "ZHICHI_DATA_DIR": str(tmp_path)}
    done = _run(command, ZHICHI_SECRET_KEY=KEY, **away)
    assert (done.returncode, "ZHICHI_DATABASE_URL" in done.stderr, "Traceback" in done.stderr) == (75, True, False)


@pytest.mark.one_database
def test_the_doctor_names_the_missing_database_first_and_what_could_not_be_checked(tmp_path: Path) -> None:
    done = _run("doctor", "--json", ZHICHI_DATA_DIR=str(tmp_path), ZHICHI_SECRET_KEY=KEY)
    bad = [one for one in json.loads(done.stdout)["findings"] if one["level"] == "bad"]
    assert done.returncode == 1
    assert (bad[0]["check"], "zhichi migrate" in bad[0]["what_to_do"]) == ("database", True)
    assert {one["check"] for one in bad} >= {"record", "tails", "worker", "mail"}
    assert all(one["what_to_do"] for one in bad)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.one_database
def test_nothing_on_standard_input_is_no_mail(tmp_path: Path) -> None:
    done = _run("mail-in", ZHICHI_DATA_DIR=str(tmp_path), ZHICHI_SECRET_KEY=KEY)
    assert (done.returncode, "zhichi mail-in < message.eml" in done.stderr, done.stdout) == (2, True, "")


@pytest.mark.one_database
def test_a_mail_server_tries_again_while_settings_are_wrong(tmp_path: Path) -> None:
    """Any other code but 75 would send the mail back to the customer."""
    done = _run("mail-in", given="Subject: x", ZHICHI_DATA_DIR=str(tmp_path))
    assert (done.returncode, "ZHICHI_SECRET_KEY" in done.stderr) == (75, True)


@pytest.mark.one_database
def test_refuses_words_that_it_does_not_know_in_the_language_of_the_shell() -> None:
    done = _run("nonsense", LC_ALL="zh_CN.UTF-8")
    assert (done.returncode, "没有 'nonsense' 这个选项" in done.stderr, "用法" in done.stderr) == (2, True, True)
    assert "invalid choice: 'nonsense'" in _run("nonsense", LC_ALL="C.UTF-8").stderr


@pytest.mark.one_database
def test_refuses_without_a_command(capsys: Capture) -> None:
    assert cli.main([]) == 2
    assert "serve" in capsys.readouterr().out


def _verify(**asked: Any) -> int:
    return verify.run(argparse.Namespace(**({"json": False, "bundle": None, "key": "", "heads": None} | asked)))


@pytest.mark.django_db
def test_exports_a_bundle_and_checks_it_and_heads_kept_elsewhere(capsys: Capture, tmp_path: Path) -> None:
    append(count=3)
    out, kept = tmp_path / "record.zip", tmp_path / "heads.json"
    asked = {"out": out, "start": "2026-11-24", "end": "2026-11-24", "stream": ""}
    assert export.run(argparse.Namespace(**asked)) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["record.zip"]
    assert _verify(bundle=str(out)) == 0
    assert "Events: 3; signed heads: 1." in capsys.readouterr().out
    assert _verify(bundle=str(out), key="ab", json=True) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["ok"], report["problems"][0]["file"]) == (False, "manifest.sig")
    kept.write_text("".join(records.heads_file()), "utf-8")
    assert _verify(heads=kept) == 0
    with unguarded() as execute:
        execute("DELETE FROM records_payload")
        execute("DELETE FROM records_event")
    assert _verify(heads=kept) == 1
    assert "signed head 1: of the events 1 to " in capsys.readouterr().err
    assert _verify(heads=out) == 2


@pytest.mark.django_db
def test_refuses_an_export_that_is_none_and_leaves_nothing(capsys: Capture, tmp_path: Path) -> None:
    append()
    for asked, code in (
        ({"start": "yesterday"}, 2),
        ({"end": "9999-12-31"}, 2),
        ({"start": "2030-01-01"}, 1),
        ({"stream": "thing:7"}, 1),
        ({"out": tmp_path / "none" / "x.zip"}, 1),
    ):
        given = {"out": tmp_path / "x.zip", "start": None, "end": None, "stream": ""} | asked
        assert export.run(argparse.Namespace(**given)) == code
        assert capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.django_db
def test_keeps_the_verdict_of_verify_in_its_exit_code(capsys: Capture) -> None:
    events = append(count=3)
    assert _verify() == 0
    with unguarded() as execute:
        execute("UPDATE records_event SET code = 'x' WHERE id = %s", events[1].id)
    assert _verify() == 1
    assert f"event {events[1].id} (thing:1, number 2)" in capsys.readouterr().err
    assert _verify(json=True) == 1
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
    assert _verify() == 0


@pytest.mark.django_db
def test_refuses_to_ask_for_a_password_where_nobody_can_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert _new_person(monkeypatch, "", password_stdin=False) == 2
    assert "--password-stdin" in capsys.readouterr().err


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
