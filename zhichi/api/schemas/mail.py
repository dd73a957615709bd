"""Shapes of mail safety: mail that was stopped, entries of the lists."""

from __future__ import annotations

from typing import Literal

from ninja import Schema
from pydantic import Field

from zhichi.api.schemas.values import Flag, Line, Moment, PageQuery, Strict

ShelfName = Literal["held", "refused", "released", "discarded"]
ListName = Literal["block", "allow"]


class HeldQuery(PageQuery):
    """Which mails."""

    shelf: ShelfName = Field("held", description="Held back, refused, released, or deleted.")


class HeldOut(Schema):
    """A mail that was stopped."""

    id: int
    state: ShelfName
    at: Moment = Field(description="When it was taken in.")
    arrived_at: Moment | None = Field(description="When the mail server got it; a release counts from then.")
    sender: str = Field(description="The address in From; empty for none.")
    recipients: list[str]
    subject: str
    size: int = Field(description="Bytes.")
    reason: str = Field(description="What stopped it, in the language asked for.")
    entry_id: int | None = Field(description="The entry of the block list that did.")
    ticket: str | None = Field(description="The request that came of it, once it was released.")
    is_kept: bool = Field(description="Whether its original is still there.")


class LinkOut(Schema):
    """A link in a mail."""

    text: str
    url: str


class HeldDetailOut(HeldOut):
    """A mail that was stopped, with what it says."""

    text: str = Field(description="Its text, at most 20,000 characters; empty when the original is gone.")
    links: list[LinkOut]
    files: list[str] = Field(description="Names of its files.")


class ReleaseIn(Strict):
    """How to release."""

    allow_sender: Flag = Field(default=False, description="Put the sender's address on the allow list too.")


class DeleteIn(Strict):
    """How to delete."""

    block_sender: Flag = Field(default=False, description="Put the sender's address on the block list too.")


class CleanUpWanted(Strict):
    """Which requests that spam opened; at least a sender, words of the subject or of the text."""

    sender: Line = Field("", description="An address, or a domain with everybody in it: @spam.example.")
    subject: Line = Field("", description="Words that must all be in the subject.")
    text: Line = Field("", description="Words of the text, as they stand there.")
    since: Moment
    until: Moment
    answered: Flag = Field(default=False, description="Those too that somebody has answered.")


class CleanUpAsk(CleanUpWanted):
    """What to close, and why."""

    reason: Line


class FoundOut(Schema):
    """A request that would be closed."""

    ticket: str
    subject: str
    sender: str
    at: Moment
    is_answered: bool


class CleanUpPreviewOut(Schema):
    """What a clean-up would close now."""

    count: int = Field(description="Requests; 5,001 stands for more than one run takes.")
    newest: list[FoundOut] = Field(description="The newest of them, at most 50.")


class CleanUpOut(Schema):
    """A run that closes requests as spam, bit by bit."""

    id: int
    state: Literal["closing", "done", "opening", "undone"]
    reason: str
    total: int = Field(description="Requests that were found when it was asked for.")
    looked_at: int = Field(description="Of them, so far.")
    closed: int = Field(description="Closed as spam; the others were answered, closed or merged meanwhile.")
    created_at: Moment
    done_at: Moment | None
    undone_at: Moment | None


class EntryQuery(PageQuery):
    """Which list."""

    list: ListName = "block"


class EntryIn(Strict):
    """A new entry."""

    list: ListName = "block"
    kind: Literal["address", "domain", "subject", "header", "score", "network"]
    value: Line = Field(description="Address, domain, words that must all be there, smallest number, or network.")
    header: Line = Field("", description="Name of the header field, for the kinds header and score.")
    action: Literal["hold", "refuse"] = Field("hold", description="What happens to such mail (block list).")
    reason: Line
    expires_at: Moment | None = Field(None, description="Without it, it stands until it is taken out.")


class EntryOut(Schema):
    """An entry of a list."""

    id: int
    list: ListName
    kind: str
    value: str
    header: str
    action: str
    reason: str
    created_at: Moment
    expires_at: Moment | None
    removed_at: Moment | None
    hits: int = Field(description="Mails whose fate it decided.")
    last_hit_at: Moment | None
