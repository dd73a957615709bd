"""Attachments: upload first, name the id in a message afterwards; download what the owner may see."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Status, UploadedFile

from zhichi.api import shapes
from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.problems import NotFound
from zhichi.api.schemas.values import FileId
from zhichi.api.schemas.work import AttachmentOut
from zhichi.core import clock
from zhichi.files import policies as file_policies
from zhichi.files import selectors, services
from zhichi.files.views.serving import download
from zhichi.tickets import policies

router = Router(tags=["Attachments"])


Upload = Annotated[UploadedFile, File(description="The content.")]


@operation(
    router,
    "post",
    "/attachments",
    scope=Scope.TICKETS_WRITE,
    right=policies.NOTE,
    response={201: AttachmentOut},
)
def upload_attachment(request: HttpRequest, file: Upload) -> Status[AttachmentOut]:
    """Store one file. It is swept after a day unless a message names it."""
    row = services.store(
        content=file.chunks(),
        filename=file.name or "",
        claimed_type=file.content_type or "",
        by=actor(request),
        at=clock.now(),
        may_refuse=True,
    )
    return Status(201, shapes.attachment(row))


@operation(
    router, "get", "/attachments/{file_id}", scope=Scope.TICKETS_READ, right=policies.DESK_VIEW, response=AttachmentOut
)
def get_attachment(request: HttpRequest, file_id: FileId) -> AttachmentOut:
    """What a file is: name, detected type, size, SHA-256."""
    row = selectors.find(file_id)
    if row is None or not file_policies.may_read(request, row):
        raise NotFound
    return shapes.attachment(row)


@operation(
    router,
    "get",
    "/attachments/{file_id}/content",
    scope=Scope.TICKETS_READ,
    right=policies.DESK_VIEW,
    response={200: None},
)
def download_attachment(request: HttpRequest, file_id: FileId) -> HttpResponse:
    """The bytes."""
    return download(request, file_id)  # type: ignore[return-value]
