"""Export of the record as a bundle: a period, or one object's stream (3.4.3)."""

from __future__ import annotations

import tempfile
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.records import policies, registry, selectors, services
from zhichi.records.forms import ExportForm
from zhichi.ui.paging import keyset_page

if TYPE_CHECKING:
    from datetime import date

    from django.http.response import HttpResponseBase

    from zhichi.records.models import BundleExport

IN_MEMORY = 16 * 1024 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.VIEW)
def export(request: HttpRequest) -> HttpResponseBase:
    """What left the house so far; the form for another bundle, which comes as a download."""
    form, status = ExportForm(request.POST or None, initial={"stream": request.GET.get("stream", "")}), 200
    if request.method == "POST":
        policies.EXPORT.check(request.user)
        status = 422
        if form.is_valid():
            try:
                return _bundle(request, form.cleaned_data)
            except DomainError as error:
                form.refuse(error)
    return _page(request, form, status)


def _bundle(request: HttpRequest, asked: dict[str, Any]) -> HttpResponseBase:
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    start, end = _midnight(asked["start"]), _midnight(asked["end"], days=1)
    try:
        row = services.export_bundle(
            target=target,  # type: ignore[arg-type] # a file
            stream=asked["stream"], start=start, end=end, by=Actor.of(request.user), at=clock.now(),
        )  # fmt: skip
    except BaseException:
        target.close()
        raise
    target.seek(0)
    name = f"zhichi-record-{timezone.localdate():%Y-%m-%d}-{row.pk}.zip"
    return FileResponse(target, as_attachment=True, filename=name, content_type="application/zip")


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    """The beginning of a day in the reader's zone."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))


def _page(request: HttpRequest, form: ExportForm, status: int) -> HttpResponse:
    page = keyset_page(selectors.exports(), order=("-at", "-id"), cursor=request.GET.get("cursor", ""))
    stream = _known(request, str(form["stream"].value() or ""))
    context = {
        "form": form,
        "page": page,
        "rows": [(row, *_of(row)) for row in page.rows],
        "stream": stream,
        "label": selectors.stream_label(stream) if stream else "",
        "back": selectors.stream_url(stream) if stream else "",
        "may_export": policies.EXPORT.allows(request.user, None),
        "tab": "export",
    }
    return render(request, "records/export.html", context, status=status)


def _known(request: HttpRequest, stream: str) -> str:
    """The stream that was asked for, if it is one of an object that the person may see; else none."""
    kind, _colon, key = stream.partition(":")
    may_see = registry.holdables.find(kind)
    return stream if may_see and key.isascii() and key.isdigit() and may_see(request.user, key) else ""


def _of(row: BundleExport) -> tuple[str, str]:
    """The object that an export was about, and its page."""
    return (selectors.stream_label(row.stream), selectors.stream_url(row.stream)) if row.stream else ("", "")
