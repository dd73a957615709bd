"""Change the words of letters to customers (5.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.outbound import services as outbound
from zhichi.tickets import letters, policies

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


def set_letter(*, kind: str, language: str, text: str, reason: str, by: Actor, at: datetime) -> None:
    """Put words of a letter in force; the shipped words again when they are typed. Appends outbound.letter_changed.

    For the signature of a team (`letters.signature_kind`) the words of all teams take the place of the shipped ones.

    Raises DomainError that names an unknown placeholder or one that is missing, and without a reason.
    """
    policies.EDIT_TEMPLATES.check(by.user)
    if not letters.is_known(kind, language):
        raise DomainError("letter", _("This letter does not exist."))
    text = letters.checked(kind, text)
    if text == letters.shipped(kind, language):
        text = ""
    outbound.set_words(kind=kind, language=language, text=text, reason=reason, by=by, at=at)
