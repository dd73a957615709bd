"""What the soak looks at when it is over: every message once, from the right mailbox, in the right request."""

from __future__ import annotations

import re
from collections import Counter

NUMBER = re.compile(r"<soak\.(\d+)@")


def verdict(count: int, places: list[int], *, left_on_server: int) -> int:
    """Print what is wrong; 0 when nothing is. `places` are the mailboxes of the messages."""
    from zhichi.channels.email.models import MailLog, PopMessage
    from zhichi.tickets.models import Message

    rows = Message.objects.filter(kind="customer", mail_id__startswith="<soak.")
    found = [(_number(mail_id), ticket) for mail_id, ticket in rows.values_list("mail_id", "ticket_id")]
    tickets = dict(found)
    times = Counter(number for number, _ticket in found)
    logged = MailLog.objects.filter(mail_id__startswith="<soak.", fingerprint__isnull=False)
    read_from = {_number(mail_id): box for mail_id, box in logged.values_list("mail_id", "mailbox_id")}
    wrong = {
        "lost": [number for number in range(count) if not times[number]],
        "taken twice": [number for number, seen in times.items() if seen > 1],
        "from a wrong mailbox": [number for number in range(count) if read_from.get(number) != places[number]],
        "answers in a wrong request": [
            number for number in range(3, count, 4) if tickets.get(number) != tickets.get(number - 3)
        ],
        "requests in common": _shared(tickets),
        "needing a look": list(MailLog.objects.filter(look_since__isnull=False).values_list("pk", flat=True)),
    }
    duplicates = MailLog.objects.filter(done="duplicate").count()
    kept = PopMessage.objects.filter(mailbox_id=left_on_server).count()
    print(
        f"{len(found)} messages in {len(set(tickets.values()))} requests; {duplicates} came again and were recognised;"
    )
    print(f"{kept} names of messages that stay on the POP3 server are known")
    for what, numbers in wrong.items():
        print(f"  {what}: {len(numbers)}", *numbers[:10])
    return int(any(wrong.values()))


def _number(mail_id: str) -> int:
    match = NUMBER.match(mail_id)
    return int(match[1]) if match else -1


def _shared(tickets: dict[int, int]) -> list[int]:
    """First messages that stand in the request of another one."""
    first = Counter(ticket for number, ticket in tickets.items() if number % 4 != 3)
    return [number for number, ticket in tickets.items() if number % 4 != 3 and first[ticket] > 1]
