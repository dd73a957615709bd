"""What a page of ours may load (Content-Security-Policy): nothing inline, nothing foreign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.ui.respond import is_fragment

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_PICTURES = "'self' data: blob:"


def _policy(pictures: str) -> str:
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src {pictures}",
            "connect-src 'self'",
            "frame-ancestors 'none'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        )
    )


POLICY = _policy(_PICTURES)


def with_foreign_pictures(response: HttpResponse) -> HttpResponse:
    """Let this one page load pictures of the internet: somebody asked for those of a letter."""
    response.headers["Content-Security-Policy"] = _policy(f"{_PICTURES} https: http:")
    return response


def pictures_asked_for(request: HttpRequest) -> int | None:
    """The message whose pictures of the internet are wanted, once; a fragment cannot open its page to them."""
    asked = request.GET.get("pictures", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and not is_fragment(request) else None
