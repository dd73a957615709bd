"""What readers of a message should know about it, in words. Channels store codes: "code" or "code:detail"."""

from __future__ import annotations

from django.utils.translation import gettext as _


def notice_words(code: str) -> str:
    """The sentence for a notice code; an unknown code is shown as it is, so that nothing is hidden."""
    name, _separator, detail = code.partition(":")
    words = {
        "too-large": _("The file “%(detail)s” was too large and was not kept. The sender has been told."),
        "mail-too-large": _(
            "The mail (%(detail)s MB) was too large: only its header was kept. The sender has been told."
        ),
        "forged-number": _(
            "The sender named ticket #%(detail)s without having taken part in it, so this became a new one."
        ),
        "forged-sender": _(
            "The sender's address may be false: the receiving server's check failed: %(detail)s. Ask in another way "
            "before you trust it."
        ),
        "unproven-colleague": _(
            "It names a colleague (%(detail)s) as its sender, which the receiving server did not confirm, so this "
            "became a request of its own."
        ),
        "bounce": _("A mail of ours to %(detail)s came back. Check the address.")
        if detail
        else _("A mail of ours could not be delivered. Check the customer's address."),
        "bounce-delayed": _("A mail of ours to %(detail)s is late. The other server goes on trying."),
        "delivered": _("A mail of ours to %(detail)s arrived in the mailbox."),
        "read": _("A mail of ours to %(detail)s was opened."),
        "newcomer": _("%(detail)s had not taken part in this ticket before, but answers a mail of it."),
        "gone": _("It answers a mail about ticket #%(detail)s, which is not here any more."),
        "forwarded": _("Forwarded by %(detail)s: the sender was read from the forwarded letter. Is it the right one?"),
        "forward-unclear": _("A colleague forwarded this, but it does not say who wrote it. Name the customer."),
        "suspicious": _("The file “%(detail)s” is not what its name says. Do not open it before you have asked."),
        "unreadable": _(
            "This mail names no sender and holds nothing that can be read as text. The original shows what arrived."
        ),
        "encrypted": _(
            "The mail is encrypted (%(detail)s) and cannot be read here. Open the original with a mail program that has"
            " the key, or ask the sender to send it unencrypted."
        ),
        "signed": _("Signed mail (%(detail)s). What was signed is shown; the signature was not checked."),
        "problem": _("The mail was damaged (%(detail)s). The original shows what arrived."),
    }
    return words[name] % {"detail": detail} if name in words else code
