"""The whole base as an archive, and an archive as drafts."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.gathering import policies, selectors, services
from zhichi.gathering.forms import ImportForm
from zhichi.ui.respond import go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from django.http.response import HttpResponseBase

    from zhichi.gathering.models import Run

IN_MEMORY = 16 * 1024 * 1024


@require_POST
@requires(policies.EXCHANGE)
def export(request: HttpRequest) -> HttpResponseBase:
    """The archive as a download."""
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    services.export_base(target=target, by=Actor.of(request.user), at=clock.now())  # type: ignore[arg-type] # a file
    target.seek(0)
    name = f"zhichi-knowledge-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(target, as_attachment=True, filename=name, content_type="application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.EXCHANGE)
def exchange(request: HttpRequest) -> HttpResponse:
    """Export and import. An archive is read by a worker; the page of its run tells how far it is and what it made."""
    form = ImportForm(request.POST or None, request.FILES or None)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Run:
        upload = data["archive"]
        return services.ask_import(archive=upload.file, name=upload.name, is_trial=data["is_dry"], by=by, at=at)

    def done(run: Run) -> HttpResponse:
        return go(request, reverse("gathering:run", args=[run.pk]))

    return submit(request, form, act, done, template="gathering/exchange.html", context={"runs": selectors.imports()})
