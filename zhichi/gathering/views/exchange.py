"""The whole base as an archive, and an archive as drafts."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.gathering import policies, services
from zhichi.gathering.choices import Outcome
from zhichi.gathering.forms import ImportForm

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

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
    """Export and import; what an import made, or would make, row by row."""
    form = ImportForm(request.POST or None, request.FILES or None)
    rows: list[services.Row] = []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                rows = services.import_base(
                    source=form.cleaned_data["archive"].file, by=Actor.of(request.user), at=clock.now(),
                    is_dry=form.cleaned_data["is_dry"],
                )  # fmt: skip
                status = 200
            except DomainError as error:
                form.refuse(error)
    lines = [(row, Outcome(row.outcome).label) for row in rows]
    is_dry = bool(rows) and form.cleaned_data["is_dry"]
    return render(request, "gathering/exchange.html", {"form": form, "lines": lines, "is_dry": is_dry}, status=status)
