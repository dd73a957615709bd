"""Queue page and ticket page, whole, as a browser gets them: `python -m bench.pages`. Needs a seeded database.

Machines differ: figures of two days are compared by what the bare page of `bench.bare` took in the same run.
"""

from __future__ import annotations

import os


def main() -> int:
    """Print queries, CPU and median of both pages, beside two that tell how quick the machine is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhichi.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client, override_settings

    from bench.cost import measure
    from zhichi.accounts.models import User
    from zhichi.tickets.models import Ticket

    settings.ALLOWED_HOSTS.append("testserver")
    engineer = User.objects.get(email="bench1@example.com")
    client = Client()
    client.force_login(engineer, backend="zhichi.accounts.backends.MailAddressBackend")
    ticket = Ticket.objects.filter(team__in=engineer.teams.all(), is_open=True).order_by("-pk")[5]
    print(f"{connection.vendor}, {Ticket.objects.count()} tickets")
    pages = {
        "queue page": "/desk/tickets/?view=open",
        "ticket page": f"/desk/tickets/{ticket.number}/",
        "sign-in (for scale)": "/account/login/",
    }
    for name, address in pages.items():
        visitor = Client() if "sign-in" in name else client

        def visit(address: str = address, visitor: Client = visitor) -> None:
            response = visitor.get(address)
            assert response.status_code == 200, (address, response.status_code)

        print(f"  {name:20} {measure(visit, runs=60)}")
    with override_settings(ROOT_URLCONF="bench.bare", MIDDLEWARE=[]):
        print(f"  {'bare page of 25 rows':20} {measure(lambda: Client().get('/'), runs=60)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
