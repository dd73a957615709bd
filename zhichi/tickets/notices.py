"""What readers of a message should know about it, in words. Channels store codes: "code" or "code:detail"."""

from __future__ import annotations

from django.utils.translation import gettext as _


def notice_words(code: str) -> str:
    """The sentence for a notice code; an unknown code is shown as it is, so that nothing is hidden."""
    name, _separator, detail = code.partition(":")
    words = {
        "too-large": _("The file “%(detail)s” was too large and was not kept. The sender has been told."),
        "told-kept": _("The sender was told by mail that files were kept back: %(detail)s."),
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
    words |= _careful()
    return words[name] % {"detail": detail} if name in words else code


def _careful() -> dict[str, str]:
    """What should make a reader careful about the sender or the links of a mail (5.2.1)."""
    return {
        "lookalike": _(
            "The sender's domain looks like one that is known here, but is another: %(detail)s. Compare it letter by "
            "letter, and ask on a way that you know already."
        ),
        "mixed-script": _(
            "A domain in it mixes letters of different alphabets that look alike: %(detail)s. Open no link of it."
        ),
        "name-address": _(
            "The sender's name shows another address than the mail came from: %(detail)s. Answers go to the second one."
        ),
        "name-colleague": _(
            "The sender bears the name of a colleague, but writes from outside: %(detail)s. Ask the colleague before "
            "you do what it asks for."
        ),
        "reply-elsewhere": _(
            "Answers are to go to another domain than the mail came from: %(detail)s. Check that this is meant."
        ),
        "link-elsewhere": _(
            "A link leads elsewhere than its text says: %(detail)s. Type an address yourself instead of clicking."
        ),
        "first-contact": _(
            "Nobody has written from this address before. Look twice at links and files before you open them."
        ),
    }
