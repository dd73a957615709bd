"""Brings the translation files up to date with the code: `make messages`; the test about translations uses it too.

The work is done in a copy, because extraction writes files beside the templates it reads.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

from zhichi.core.messages import compile_changed

if TYPE_CHECKING:
    from babel.messages.catalog import Message

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "zhichi"
LANGUAGE = "zh_Hans"
# A new file starts with its plural rule; without it gettext gives Chinese two plural forms.
NEW_CATALOG = """msgid ""
msgstr ""
"Project-Id-Version: zhichi\\n"
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""
CATALOG = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"


@dataclass(frozen=True, order=True)
class Gap:
    """One message that a reader of the language would not get right."""

    catalog: str
    why: str
    msgid: str

    def __str__(self) -> str:
        return f"{self.catalog}: {self.why}: {self.msgid!r}"


def parts(root: Path = PACKAGE) -> list[Path]:
    """The folders that keep a translation file of their own: every app, channels one by one."""
    return sorted(path.parent for path in root.rglob("apps.py") if "tests" not in path.parts)


def extract(into: Path) -> dict[str, Path]:
    """Copy the package to `into`, merge the strings of today's code there; part (relative path) → its catalogue."""
    copy = into / PACKAGE.name
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "tests", "*.mo", "bench", "migrations"))
    for part in parts(copy):
        if not (part / CATALOG).exists():
            (part / CATALOG).parent.mkdir(parents=True, exist_ok=True)
            (part / CATALOG).write_text(NEW_CATALOG, "utf-8")
    # makemessages files each string under the nearest folder named locale above it.
    subprocess.run(
        [
            sys.executable,
            "-m",
            "django",
            "makemessages",
            "--locale",
            LANGUAGE,
            "--no-obsolete",
            "--add-location",
            "file",
        ],
        cwd=copy,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "zhichi.config.settings", "ZHICHI_DEMO": "1", "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
    )
    return {path.relative_to(copy).as_posix(): path / CATALOG for path in parts(copy) if _messages(path / CATALOG)}


def gaps() -> list[Gap]:
    """What is missing, doubtful, broken or left over in the translation files, against the strings of today's code."""
    found: list[Gap] = []
    with tempfile.TemporaryDirectory() as folder:
        wanted = extract(Path(folder))
        for part, catalog in wanted.items():
            found += _incomplete(part, catalog)
            found += _left_over(part, catalog)
    kept = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("locale")}
    found += [
        Gap(name, "no string belongs to this folder", "") for name in kept if name.removesuffix("/locale") not in wanted
    ]
    return sorted(found)


def _messages(catalog: Path) -> dict[str, Message]:
    with catalog.open("rb") as lines:
        return {_name(message): message for message in read_po(lines, locale=LANGUAGE) if message.id}


def _name(message: Message) -> str:
    msgid = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context}|{msgid}" if message.context else msgid


def _incomplete(part: str, catalog: Path) -> list[Gap]:
    found = []
    for name, message in _messages(catalog).items():
        texts = [message.string] if isinstance(message.string, str) else list(message.string or [""])
        if message.fuzzy:
            found.append(Gap(part, "only guessed (fuzzy)", name))
        elif not all(texts):
            found.append(Gap(part, f"no {LANGUAGE}", name))
        else:
            found += [Gap(part, str(error), name) for error in message.check()]
    return found


def _left_over(part: str, catalog: Path) -> list[Gap]:
    kept = PACKAGE / part / CATALOG
    if not kept.exists():
        return []
    wanted = _messages(catalog)
    return [Gap(part, "not in the code any more", name) for name in _messages(kept) if name not in wanted]


def update() -> None:
    """Write the merged translation files back into the tree and compile them."""
    with tempfile.TemporaryDirectory() as folder:
        for part, catalog in extract(Path(folder)).items():
            target = PACKAGE / part / CATALOG
            target.parent.mkdir(parents=True, exist_ok=True)
            # The date of extraction would change every file each time.
            lines = catalog.read_text("utf-8").splitlines(keepends=True)
            target.write_text("".join(line for line in lines if not line.startswith('"POT-Creation-Date')), "utf-8")
    compile_changed()


def main() -> int:
    """Update, then list what a translator still has to do."""
    update()
    remaining = gaps()
    for gap in remaining:
        print(gap)
    print(f"{len(remaining)} to translate" if remaining else "translations are complete")
    return 1 if remaining else 0


if __name__ == "__main__":
    sys.exit(main())
