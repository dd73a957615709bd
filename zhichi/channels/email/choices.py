"""Codes of the mail channel."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What raw messages hang on; its gate lets only staff who see the ticket read them.
ORIGINAL = "mail_original"


class Security(models.TextChoices):
    """How the connection to a mail server is protected."""

    TLS = "tls", _("TLS")
    STARTTLS = "starttls", _("STARTTLS")
    NONE = "none", _("None (only inside a trusted network)")


class Incoming(models.TextChoices):
    """How mail is read from a server."""

    IMAP = "imap", _("IMAP")
    POP3 = "pop3", _("POP3")


class SignIn(models.TextChoices):
    """What a mailbox shows to its servers."""

    PASSWORD = "password", _("Password or authorisation code")
    OAUTH = "oauth2", _("Permission of the provider (OAuth 2.0)")


class Authority(models.TextChoices):
    """Who gives permission to read a mailbox without its password."""

    MICROSOFT = "microsoft", _("Microsoft 365")
    GOOGLE = "google", _("Google")
    OTHER = "other", _("Another authority")


class Done(models.TextChoices):
    """What was done with a message that came in."""

    NEW = "new", _("New request")
    ADDED = "added", _("Added to its request")
    REOPENED = "reopened", _("Reopened its request")
    FOLLOWS = "follows", _("New request that follows a closed one")
    NOTED = "noted", _("Added as an internal note of a colleague")
    BOUNCE = "bounce", _("Notice of a mail server, added to its request")
    DUPLICATE = "duplicate", _("Already here")
    OWN = "own", _("Our own mail came back")
    UNMATCHED = "unmatched", _("Automatic notice that belongs to no request")
    FAILED = "failed", _("Needs a look")
    HELD = "held", _("Held back as possible spam")
    REFUSED = "refused", _("Refused by a list")
    RELEASED = "released", _("Held back, then released")
    DISCARDED = "discarded", _("Held back, then deleted")


class SenderCheck(models.TextChoices):
    """Whether a sender is who the mail says, by the check of the receiving server."""

    PROVEN = "proven", _("The sender is proven")
    UNPROVEN = "unproven", _("Nothing proves the sender")
    FAILED = "failed", _("The sender's check failed")
    UNCHECKED = "", _("Not checked")


class Way(models.TextChoices):
    """Which way a mail went."""

    IN = "in", pgettext_lazy("mail", "Incoming")
    OUT = "out", pgettext_lazy("mail", "Outgoing")


class Settled(models.TextChoices):
    """What somebody did about a message that could not be handled."""

    RETRIED = "retried", _("handled on another try")
    PUT_ASIDE = "put_aside", _("put aside")


class Reason(models.TextChoices):
    """Why a message was filed where it is. A failure carries its error instead."""

    FIRST_CONTACT = "first-contact", _("It answers none of our mails and names no request.")
    THREAD = "thread", _("It answers a mail of this request.")
    THREAD_COLLEAGUE = "thread-colleague", _("A colleague answered a mail of this request.")
    COLLEAGUE_UNPROVEN = (
        "colleague-unproven",
        _("It names a colleague as its sender, which the receiving server did not confirm."),
    )
    NUMBER = "number", _("Its subject names this request, and its sender takes part in it.")
    NUMBER_COLLEAGUE = "number-colleague", _("A colleague named this request in the subject.")
    NUMBER_COMPANY = (
        "number-company",
        _("Its subject names this request of a colleague, and their company lets them see each other's requests."),
    )
    NUMBER_UNKNOWN = "number-unknown", _("Its subject names a request that does not exist.")
    NUMBER_OF_A_STRANGER = "number-of-a-stranger", _("Its subject names a request in which its sender takes no part.")
    TOKEN = "token", _("It was sent to the answer address that only our mail about this request carries.")
    TOKEN_COLLEAGUE = "token-colleague", _("A colleague wrote to the answer address of this request.")
    CONVERSATION = "conversation", _("It continues an Outlook conversation of this request, and its sender takes part.")
    THREAD_GONE = "thread-gone", _("It answers a mail of ours whose request is not here any more.")
    FORWARDED = "forwarded", _("A colleague forwarded it: the request is that of the original sender.")
    FORWARD_KNOWN = "forward-known", _("A colleague forwarded a mail that this request holds already.")
    FORWARD_UNCLEAR = (
        "forward-unclear",
        _("A colleague forwarded it, but it does not say who wrote it: the request is theirs until one is named."),
    )
    TOO_MANY = "too-many", _("Its sender opened too many requests in an hour: it joined the newest of them.")
    BOUNCE = "bounce", _("It returns a mail of this request.")
    BOUNCE_UNKNOWN = "bounce-unknown", _("It returns a mail that we do not know.")
    DELAYED = "delayed", _("A mail server says that a mail of this request is late.")
    DELIVERED = "delivered", _("A mail server says that a mail of this request arrived.")
    READ = "read", _("A mail program says that a mail of this request was opened.")
    NOTICE_UNKNOWN = "notice-unknown", _("A mail server or program reports on a mail that we do not know.")
    NOTICE_OTHER = "notice-other", _("It reports on a mail of ours that belongs to no request.")
    ANSWER_UNKNOWN = "answer-unknown", _("A machine answered a mail that belongs to no request of ours.")
    COLLEAGUE_AUTOMATIC = "colleague-automatic", _("A colleague's mail program answered by itself.")
    OWN_RETURNED = "own-returned", _("It is a mail of ours that a rule sent back to us.")
    SAME_WORDS = "same-words", _("Its sender sent the same words a moment ago, and nothing was said since.")
    OWN_ADDRESS = "own-address", _("It was sent from one of our own mailboxes.")
    SECOND_DELIVERY = "second-delivery", _("The same message came before.")
    UNREADABLE = "unreadable", _("It names no sender and holds nothing that can be read as text.")
    PUT_ASIDE = "put-aside", _("Somebody looked at it and put it aside.")
    LISTED = "listed", _("The block list names it")
    SPAM = "spam", _("The mail gateway says that it is spam")
    POLICY = "sender-policy", _("Its check failed, and the sender's domain wants such mail kept out")


class Because(models.TextChoices):
    """What a decision rests on, each with its evidence: "by: In-Reply-To <a@b.example>"."""

    BY = "by", _("What decided: %s")
    PROVEN = "proven", _("The receiving server confirms the sender: %s.")
    UNPROVEN = "unproven", _("The receiving server does not confirm the sender: %s.")
    FORGED = "forged", _("The receiving server found the sender's address to be false: %s. No automatic answer.")
    AUTOMATIC = (
        "automatic",
        _("A machine sent it (%s): it sets nothing off and gets no automatic answer."),
    )
    LIST = "list", _("It came over a mailing list (%s): it gets no automatic answer.")
    ANSWERS = "answers", _("Its sender got %s automatic answers within an hour: no further one.")
    REQUEST_ANSWERS = (
        "request-answers",
        _("%s automatic answers about this request left in an hour: no further one."),
    )
    MAILS = "mails", _("Its sender wrote %s mails to this request within an hour: this one sets nothing off.")
    NEW = "new", _("Its sender opened %s requests within an hour: this one sets nothing off.")
    MERGED = "merged", _("It was sent to request #%s, which was merged into this one.")
    FORWARDER = "forwarder", _("Forwarded by %s. The original sender gets no automatic answer.")
    RECIPIENT = "recipient", _("Concerns the recipient %s.")
    LASTING = "lasting", _("The cause lasts (%s).")
    PASSING = "passing", _("The cause may pass (%s).")
    RELEASED = "released", _("It was held back until %s released it.")
    ALLOWED = "allowed", _("It would have been held back, but the allow list names %s.")


class Verdict(models.TextChoices):
    """What an entry of the lists says about the mail that it fits."""

    BLOCK = "block", _("Block")
    ALLOW = "allow", _("Allow")


class EntryKind(models.TextChoices):
    """What of a mail an entry looks at."""

    ADDRESS = "address", _("Sender's address")
    DOMAIN = "domain", _("Sender's domain")
    SUBJECT = "subject", _("Words of the subject")
    HEADER = "header", _("Words of a header field")
    SCORE = "score", _("Number in a header field")
    NETWORK = "network", _("Network of the sending server")


NEEDS_FIELD = frozenset({EntryKind.HEADER, EntryKind.SCORE})  # they name the header field that they look at


class Deed(models.TextChoices):
    """What happens to a mail that the block list names. Nobody is told: the address may be somebody else's."""

    HOLD = "hold", _("Hold it back for a look")
    REFUSE = "refuse", _("Refuse it silently")


class Shelf(models.TextChoices):
    """The lists of mail that became no request."""

    HELD = "held", pgettext_lazy("mail", "Held back")
    REFUSED = "refused", pgettext_lazy("mail", "Refused")
    RELEASED = "released", pgettext_lazy("mail", "Released")
    DISCARDED = "discarded", pgettext_lazy("mail", "Deleted")


# Their originals are kept for some days, and whoever has the right may release them.
STOPPED = frozenset({Done.HELD, Done.REFUSED, Done.DISCARDED})
