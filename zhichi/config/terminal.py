"""Words for the terminal, in the language of the shell, without Django: commands must answer at once."""

from __future__ import annotations

import gettext as stdlib_gettext
import os
import sys
from functools import cache
from pathlib import Path

LOCALE_DIR = Path(__file__).resolve().parent / "locale"


def language() -> str:
    """ "zh-hans" when the shell speaks Chinese, else "en"."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh-hans" if spoken.lower().startswith("zh") else "en"


@cache
def _translations() -> stdlib_gettext.NullTranslations:
    names = ["zh_Hans"] if language() == "zh-hans" else []
    return stdlib_gettext.translation("django", LOCALE_DIR, languages=names, fallback=True)


def gettext(message: str) -> str:
    """The message in the shell's language."""
    return _translations().gettext(message)


def let_argparse_speak() -> None:
    """Let the standard library's command line speak the shell's language too, from the same catalogue.

    It asks `gettext` for its texts, which has none of its own; `_texts_of_argparse` lists them for translators.
    """
    if language() == "zh-hans":
        os.environ["LANGUAGE"] = "zh_Hans"
        stdlib_gettext.bindtextdomain("django", str(LOCALE_DIR))
        stdlib_gettext.textdomain("django")


def _texts_of_argparse() -> tuple[str, ...]:
    _ = gettext
    return (
        _("usage: "),
        _("options"),
        _("positional arguments"),
        _("show this help message and exit"),
        _("show program's version number and exit"),
        _("%(prog)s: error: %(message)s\n"),
        _("argument %(argument_name)s: %(message)s"),
        _("the following arguments are required: %s"),
        _("unrecognized arguments: %s"),
        _("expected one argument"),
        _("invalid choice: %(value)r (choose from %(choices)s)"),
        _("invalid %(type)s value: %(value)r"),
    )


def say(text: str = "") -> None:
    """A line on standard output, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """A line on standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
