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
from zhichi.config.terminal import complain
from zhichi.config.terminal import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

USAGE_ERROR = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one sub-command; its exit code. 2 means that the command or a setting was not understood."""
    parser = _parser()
    options = parser.parse_args(argv)
    if options.run is None:
        parser.print_help()
        return USAGE_ERROR
    try:
        return int(options.run(options))
    except BadSetting as error:
        complain(str(error))
        return USAGE_ERROR
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if not _is_configuration_error(error):
            raise
        complain(str(error))
        return USAGE_ERROR


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
    parser.set_defaults(run=None)
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


def _is_configuration_error(error: Exception) -> bool:
    if "django" not in sys.modules:
        return False
    from django.core.exceptions import ImproperlyConfigured

    return isinstance(error, ImproperlyConfigured)


if __name__ == "__main__":
    sys.exit(main())
