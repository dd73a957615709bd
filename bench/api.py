"""Creating a ticket by API, whole, in this process: `python -m bench.api`. Needs a seeded database."""

from __future__ import annotations

import json
import os
import uuid


def main() -> int:
    """Print what one created ticket costs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhichi.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from bench.cost import measure
    from zhichi.accounts.models import User
    from zhichi.api import services
    from zhichi.core.actors import Actor
    from zhichi.core.clock import now

    settings.ALLOWED_HOSTS.append("testserver")
    owner = User.objects.get(email="bench0@example.com")
    token = services.create_token(
        name="bench", scopes=["tickets:write"], by=Actor.of(owner), at=now(), expires_at=None
    )[1]
    client = Client(headers={"authorization": f"Bearer {token}"})

    def create() -> None:
        body = {"subject": "导出乱码", "text": "昨晚升级后导出的文件是乱码。"}
        answer = client.post(
            "/api/v1/tickets",
            json.dumps(body),
            content_type="application/json",
            headers={"idempotency-key": str(uuid.uuid4())},
        )
        assert answer.status_code == 201, answer.content

    print(f"  create by API        {measure(create, runs=200)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
