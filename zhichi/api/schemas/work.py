"""Shapes of work on a request: messages, attachments, confirmation, solutions, follow-up."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StrictInt

from zhichi.api.schemas.tickets import STEPS
from zhichi.api.schemas.values import (
    FileId,
    Flag,
    Id,
    Line,
    Moment,
    Ref,
    Strict,
    Text,
)
from zhichi.files.choices import Scan
from zhichi.tickets.choices import (
    CallDirection,
    ConfirmationMethod,
    FollowUpMethod,
    MessageKind,
    SolutionKind,
    SolutionState,
)

Files = Annotated[list[FileId], Field(default_factory=list, max_length=50)]
Said = Annotated[Text, Field(min_length=1, pattern=r"\S")]


class AttachmentOut(Schema):
    """A stored file."""

    id: FileId
    filename: str = Field(examples=["乱码截图.png"])
    content_type: str = Field(description="What its bytes show, whatever was claimed.", examples=["image/png"])
    size: int
    sha256: str
    scan: Scan = Field(description="What the virus scanner said of the content; off where there is none.")
    is_locked: bool = Field(description="Nobody may download it now (423): a virus, or its scan is not done.")
    why_locked: str = Field(description="In words; empty for a file that may be opened.")


class MessageOut(Schema):
    """Something said about a request. Notes and calls are never shown to customers."""

    id: int
    kind: MessageKind
    author: str
    text: str = Field(description="What is new in it: quotes of earlier mail and signatures are left out.")
    html: str = Field(description="Sanitised, trimmed like the text; empty when the text says it all.")
    full_text: str = Field(description="All of it, as it came.")
    full_html: str = Field(description="All of it, sanitised.")
    at: Moment
    is_automatic: bool
    is_report: bool = Field(description="A progress report (3.1.3).")
    withdrawn_at: Moment | None
    attachments: list[AttachmentOut]
    call_direction: str
    call_answered: bool | None
    call_seconds: int | None
    call_number: str


class Questionable(Strict):
    """Words for a customer. What the list of forbidden words finds in them is asked about once (3.2)."""

    heeded: str = Field("", max_length=60, description="`mark` of the problem “draft”: send it all the same.")
    reason: str = Field("", max_length=500, description="Why it has to be said this way, where a word asks for it.")


class ReplyIn(Questionable):
    """An answer to the customer, by mail and on the portal."""

    kind: Literal["reply"]
    text: Said
    attachments: Files
    cc: list[Annotated[str, Field(max_length=254)]] = Field(default_factory=list, max_length=20)
    seen: Id | None = Field(
        None, description="Id of the newest message you know; a later reply by a colleague is a conflict."
    )
    then: Literal["", STEPS] = ""


class ReportIn(Questionable):
    """A progress report (3.1.3): `text` says what is being done, the words around it come from the template."""

    kind: Literal["report"]
    text: Said
    attachments: Files
    cc: list[Annotated[str, Field(max_length=254)]] = Field(default_factory=list, max_length=20)
    seen: Id | None = None


class NoteIn(Strict):
    """An internal note; no customer ever sees it."""

    kind: Literal["note"]
    text: Said
    attachments: Files


class CallIn(Strict):
    """A phone call as it is logged (5.2.1)."""

    kind: Literal["call"]
    text: Said
    direction: CallDirection
    answered: Flag
    seconds: StrictInt = Field(0, ge=0, le=86_400)
    number: str = Field("", max_length=40)


class MessageIn(Strict):
    """A reply, a progress report, a note or a call."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"message": {"kind": "note", "text": "已在测试环境重现。"}}]}
    )

    message: Annotated[ReplyIn | ReportIn | NoteIn | CallIn, Field(discriminator="kind")]


class ConfirmationIn(Strict):
    """What the cause was judged to be, and how (2.2)."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"cause": "导出缺少编码标记", "method": "remote"}]})

    cause: Said
    method: ConfirmationMethod


class ConfirmationOut(Schema):
    """A confirmation record."""

    id: int
    round: int
    cause: str
    method: ConfirmationMethod
    by: Ref
    at: Moment


class SolutionIn(Questionable):
    """A typed solution (2.3); proposing it tells the customer and makes the follow-up task."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "upgrade",
                    "parts": {"version": "8.2.1", "link": "https://example.com/8.2.1"},
                    "explanation": "8.2.1 默认写入编码标记，请升级。",
                }
            ]
        }
    )

    kind: SolutionKind
    parts: dict[Annotated[str, Field(max_length=40)], Text] = Field(
        description="upgrade: version, link · configuration: setting, before, after · hardware: part, serial, rma · "
        "guidance: article",
        max_length=10,
    )
    explanation: Said


class SolutionOut(Schema):
    """A solution as it stands."""

    id: int
    round: int
    kind: SolutionKind
    state: SolutionState
    parts: dict[str, str]
    explanation: str
    by: Ref
    at: Moment
    settled_at: Moment | None


class SolutionStep(Strict):
    """How far it has come. “Verified” follows from the follow-up only."""

    state: Literal["accepted", "applied", "rejected"]


class FollowUpOut(Schema):
    """A follow-up task or its outcome (2.4)."""

    id: int
    round: int
    due_at: Moment
    attempts: int
    outcome: str
    method: str
    opinion: str
    by: str
    done_at: Moment | None


class OutcomeIn(Strict):
    """What the customer answered; “no_answer” notes one more call that nobody answered."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"outcome": "solved", "method": "phone", "opinion": "希望提前通知变化"}]}
    )

    outcome: Literal["solved", "unsolved", "no_answer"]
    method: FollowUpMethod = FollowUpMethod.PHONE
    opinion: Line = ""
