"""Settings: typed readers that fail loudly, the documentation names every variable with its default."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zhichi.config import env

pytestmark = pytest.mark.one_database
ROOT = Path(__file__).resolve().parents[3]
READER = re.compile(r"\benv\.(?:text|flag|whole|words|address|database|shared_cache)\(\s*\"([A-Z_]+)\"")
OUTSIDE = {"SETTINGS_FILE", "PYTHON"}  # read by env.py itself, and by scripts/bootstrap


def _read_in_code() -> set[str]:
    sources = [path for path in (ROOT / "zhichi").rglob("*.py") if "tests" not in path.parts]
    return {name for path in sources for name in READER.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", ["settings.md", "settings.zh.md"])
def test_keeps_every_variable_documented(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `ZHICHI_([A-Z_]+)`", text, flags=re.MULTILINE))
    assert documented == _read_in_code() | OUTSIDE


def test_refuses_odd_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHICHI_X", "maybe")
    with pytest.raises(env.BadSetting, match="ZHICHI_X must be true or false"):
        env.flag("X")
    with pytest.raises(env.BadSetting, match="whole number"):
        env.whole("X", 1)
    with pytest.raises(env.BadSetting, match="must start with sqlite"):
        env.database("X", "")


def test_keeps_secrets_in_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("a secret\n", encoding="utf-8")
    monkeypatch.setenv("ZHICHI_X_FILE", str(tmp_path / "key"))
    assert env.text("X") == "a secret"


def test_keeps_database_addresses_whole() -> None:
    values = env.database("NONE", "postgres://zc:p%40ss@db.example:5433/zhichi?sslmode=require")
    assert (values["USER"], values["PASSWORD"], values["HOST"], values["PORT"]) == ("zc", "p@ss", "db.example", "5433")
    assert values["OPTIONS"] == {"sslmode": "require", "server_side_binding": True, "prepare_threshold": 3}
    pooled = env.database("NONE", "postgres://db.example/zhichi?prepare_threshold=none")
    assert pooled["OPTIONS"] == {"server_side_binding": False, "prepare_threshold": None}
    with pytest.raises(env.BadSetting, match="prepare_threshold must be a number or none, not 'often'"):
        env.database("NONE", "postgres://db.example/zhichi?prepare_threshold=often")
    assert env.database("NONE", "sqlite:////var/lib/zc.sqlite3")["NAME"] == "/var/lib/zc.sqlite3"


def test_keeps_the_settings_file_below_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "zhichi.env"
    path.write_text("# our site\nZHICHI_A='from file'\nZHICHI_B=file\n", encoding="utf-8")
    monkeypatch.setenv("ZHICHI_SETTINGS_FILE", str(path))
    monkeypatch.setenv("ZHICHI_B", "environment")
    env._file_values.cache_clear()
    assert (env.text("A"), env.text("B")) == ("from file", "environment")
    path.write_text("NAME=x\n", encoding="utf-8")
    env._file_values.cache_clear()
    with pytest.raises(env.BadSetting, match="Line 1"):
        env.text("A")
    monkeypatch.delenv("ZHICHI_SETTINGS_FILE")
    env._file_values.cache_clear()
