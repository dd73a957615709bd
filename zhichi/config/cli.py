"""The `zhichi` command. One module for each sub-command in `commands/`; Django is loaded only by those that need it."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
from typing import TYPE_CHECKING, Any

from zhichi import __version__
from zhichi.config import commands
from zhichi.config.env import BadSetting
from zhichi.config.terminal import complain, let_argparse_speak
from zhichi.config.terminal import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

USAGE_ERROR = 2
TRY_AGAIN = 75  # EX_TEMPFAIL


def main(argv: Sequence[str] | None = None) -> int:
    """Run one sub-command; its exit code.

    2 means that the command or a setting was not understood, 75 that the database cannot be used now.
    """
    let_argparse_speak()
    parser = _parser()
    options = parser.parse_args(argv)
    if options.run is None:
        parser.print_help()
        return USAGE_ERROR
    try:
        return int(options.run(options))
    except BadSetting as error:
        complain(str(error))
        return int(options.if_misconfigured)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if _is("django.core.exceptions", "ImproperlyConfigured", error):
            complain(str(error))
            return int(options.if_misconfigured)
        if _is("zhichi.config.ready", "NotReady", error):
            complain(str(error))
            return TRY_AGAIN
        raise


def load_with_database() -> None:
    """Like `load_django`; raises NotReady where the database is not there or not of this version."""
    load_django()
    from zhichi.config.prepare import refuse_unready

    refuse_unready()


def load_django() -> None:
    """Load settings and all parts; the shell's language is used for what commands print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhichi.config.settings")
    import django

    from zhichi.config.terminal import language
    from zhichi.core.messages import compile_changed

    compile_changed()
    django.setup()
    from django.utils import translation

    translation.activate(language())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zhichi", description=_("Zhichi, technical-support service management"))
    parser.add_argument("--version", action="version", version=f"zhichi {__version__}")
    parser.set_defaults(run=None, if_misconfigured=USAGE_ERROR)
    choices = parser.add_subparsers(title=_("commands"), metavar="COMMAND")
    for module in _commands():
        name = module.__name__.rpartition(".")[2].replace("_", "-")
        one = choices.add_parser(name, help=module.help_text(), description=module.help_text())
        module.add_arguments(one)
        one.set_defaults(run=module.run)
    return parser


def _commands() -> list[Any]:
    modules = [
        importlib.import_module(f"{commands.__name__}.{found.name}")
        for found in pkgutil.iter_modules(commands.__path__)
    ]
    return sorted(modules, key=lambda module: (module.ORDER, module.__name__))


def _is(module: str, name: str, error: Exception) -> bool:
    """Whether it is an error of this class; a module that was never loaded has raised nothing."""
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(error, getattr(loaded, name))


if __name__ == "__main__":
    sys.exit(main())
