"""Files of a form: uploaded while it is written, or sent with it. A refused form names them until it is accepted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import ngettext

from zhichi.core.errors import DomainError
from zhichi.core.limits import address_of
from zhichi.files import selectors, services
from zhichi.portal.forms import FIELD, FILES, KEPT
from zhichi.ui.forms import too_many_words

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from zhichi.core.actors import Actor
    from zhichi.files.models import Attachment
    from zhichi.portal.forms import UploadForm


@dataclass
class Collected:
    """The files that are there, and in words what is wrong with the others."""

    files: list[Attachment]
    problems: list[str] = field(default_factory=list)


def token_of(request: HttpRequest) -> str:
    """The form's signed token as sent, or a fresh one when it is missing, forged or older than a day."""
    token = request.POST.get("form_token", "")
    return token if selectors.upload_key(token) else selectors.new_upload_token()


def collect(request: HttpRequest, form: UploadForm, token: str, *, by: Actor, at: datetime) -> list[Attachment]:
    """The files of this form: uploaded before and sent now. What is wrong with one becomes an error of the form."""
    found = _kept(request, token)
    for upload in request.FILES.getlist(FIELD)[:FILES]:
        if (upload.size or 0) > settings.MAX_ATTACHMENT_BYTES:
            continue  # the form's field has said so
        visitor = services.Visitor(user=request.user, upload_token=token, address=address_of(request))
        try:
            found.files.append(services.receive(upload=upload, visitor=visitor, by=by, at=at))
        except DomainError as error:
            found.problems.append(str(error))
    if len(found.files) > FILES:
        found.problems.append(too_many_words(FILES))
    is_known = FIELD in form.errors
    for problem in found.problems:
        if not (is_known and problem == too_many_words(FILES)):
            form.add_error(FIELD, problem)
    return found.files


def _kept(request: HttpRequest, token: str) -> Collected:
    """What the ids stand for. Others' files and those that were swept away are missing, and that is said."""
    ids = list(dict.fromkeys(request.POST.getlist(KEPT)))[: 2 * FILES]
    found = Collected(selectors.uploads(ids, user=request.user, upload_token=token))
    missing = len(ids) - len(found.files)
    if missing:
        words = ngettext(
            "%(count)s file is not here any more. Choose it again.",
            "%(count)s files are not here any more. Choose them again.",
            missing,
        )
        found.problems.append(words % {"count": missing})
    return found
