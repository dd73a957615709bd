"""Where the files of messages hang, for parts that know only the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from zhichi.core.actors import spoken
from zhichi.files.registry import Place
from zhichi.tickets.models import Message

if TYPE_CHECKING:
    from collections.abc import Collection

    from zhichi.files.models import Attachment


def places_of_messages(files: Collection[Attachment]) -> dict[int, Place]:
    """The ticket of each file's message, by the file's key. One query."""
    messages = Message.objects.select_related("ticket").in_bulk({item.holder_id for item in files})
    return {item.pk: _place(messages[item.holder_id]) for item in files if item.holder_id in messages}


def _place(message: Message) -> Place:
    return Place(
        stream=message.ticket.stream,
        label=f"#{message.ticket.number}",
        url=reverse("tickets:detail", args=[message.ticket.number]) + f"#m{message.pk}",
        sender=spoken(message.author_label),
    )
