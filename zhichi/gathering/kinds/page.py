"""Single pages of the web, one address a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.core.errors import DomainError
from zhichi.gathering.formats import documents
from zhichi.gathering.formats.decode import text_of
from zhichi.gathering.kinds._places import client, is_web, name_of, pictures_of, text_option
from zhichi.gathering.kinds._robots import Robots
from zhichi.gathering.registry import Failed, Found, Option, Read, Reading, Same, SourceKind, Values

if TYPE_CHECKING:
    from zhichi.core.fetching import Answer, Client, Unreachable
    from zhichi.gathering.formats.html import Page

MOST_PAGES = 200
HTML = {"text/html", "application/xhtml+xml", ""}
TYPES = {
    "application/pdf": ".pdf", "text/plain": ".txt", "text/markdown": ".md",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip
SELECTOR = Option(
    "selector", gettext_lazy("The text is in"),
    gettext_lazy("A CSS selector like #content, where the main text is not found by itself."),
)  # fmt: skip
SECONDS = Option(
    "seconds", gettext_lazy("Seconds between two pages"),
    gettext_lazy("The site's own robots.txt may ask for more."), type="number", default=1, maximum=300,
)  # fmt: skip


def read(reading: Reading) -> Iterator[Read]:
    """Each page; one that cannot be read is a row that failed, the others go on."""
    addresses = [line.strip() for line in reading.options.get("addresses", "").splitlines() if line.strip()]
    web, robots = client(), Robots(client())
    for number, address in enumerate(addresses[:MOST_PAGES]):
        reading.show(number, len(addresses))
        if number:
            reading.pause(max(robots.pause_for(address), float(reading.options.get("seconds") or 0)))
        refusal = robots.refusal(address)
        yield Failed(address, str(refusal), address) if refusal else take(web, reading, address)


def take(web: Client, reading: Reading, address: str) -> Read:
    """One page as an article."""
    try:
        answer = web.get(address, conditions_of(reading.traits_of(address)))
        if answer.status == 304:
            return Same(address)
        return article_of(web, answer, address, text_option(reading.options, "selector"))
    except DomainError as error:
        return Failed(address, str(error), address)


def conditions_of(traits: Values) -> dict[str, str]:
    """The headers that ask for a page only when it is another than the one we know."""
    names = {"etag": "If-None-Match", "modified": "If-Modified-Since"}
    return {header: str(traits[name]) for name, header in names.items() if traits.get(name)}


def traits_of(answer: Answer) -> dict[str, str]:
    """What to keep of an answer for the next time."""
    found = {"etag": answer.headers.get("etag", ""), "modified": answer.headers.get("last-modified", "")}
    return {name: value[:500] for name, value in found.items() if value}


def article_of(web: Client, answer: Answer, identity: str, selector: str, page: Page | None = None) -> Found:
    """What came as an article. Raises DomainError for a log-in page, an empty one, and what is no text."""
    if answer.content_type not in HTML:
        return _file(web, answer, identity)
    page = page or page_of(answer, selector)
    if page.asks_to_sign_in:
        raise DomainError(
            "sign-in", _("It shows a sign-in form instead of a text."), _("Take an address that everybody may read.")
        )
    if not page.html.strip():
        raise DomainError("no-text", _("No main text was found in it."), _("Name the place of the text by a selector."))
    return Found(
        external_id=identity,
        title=page.title or name_of(answer.url),
        html=page.html,
        summary=page.summary,
        address=answer.url,
        traits=traits_of(answer),
        load=pictures_of(web),
    )


def page_of(answer: Answer, selector: str) -> Page:
    """The page in an answer. Raises DomainError for a selector that is none."""
    html = import_module("zhichi.gathering.formats.html")
    try:
        found: Page = html.read_page(text_of(answer.body, answer.headers.get("content-type", "")), answer.url, selector)
    except (ValueError, SyntaxError) as error:
        raise DomainError("selector", _("“%s” is no selector, or the page is damaged.") % selector) from error
    return found


def _file(web: Client, answer: Answer, identity: str) -> Found:
    named = name_of(answer.url)
    name = f"{PurePosixPath(named).stem}{TYPES[answer.content_type]}" if answer.content_type in TYPES else named
    if not documents.is_readable(name):
        raise DomainError("no-text", _("It is no page but “%s”.") % answer.content_type[:80])
    found = documents.read(name, answer.body, answer.url)
    load = pictures_of(web)
    return Found(
        external_id=identity, title=found.title, html=found.html, summary=found.summary, tags=found.tags,
        address=answer.url, traits=traits_of(answer),
        load=lambda address: found.pictures.get(address) or load(address),
    )  # fmt: skip


def check(options: Values) -> Mapping[str, str]:
    """What is wrong with the options, by field."""
    lines = [line.strip() for line in str(options.get("addresses", "")).splitlines() if line.strip()]
    wrong = [line for line in lines if not is_web(line) or not urlsplit(line).hostname]
    if wrong:
        return {"addresses": _("“%s” is no web address.") % wrong[0][:200]}
    if len(lines) > MOST_PAGES:
        return {"addresses": _("At most %s pages; take the kind “Web site” for more.") % MOST_PAGES}
    return {}


def gone(error: Unreachable) -> bool:
    """Whether the server says that there is no such page (any more)."""
    return error.code == "gone"


KIND = SourceKind(
    code="page",
    label=gettext_lazy("Web pages"),
    hint=gettext_lazy("Single pages by their addresses."),
    icon="file-text",
    options=(
        Option("addresses", gettext_lazy("Addresses"), gettext_lazy("One a line."), type="lines", is_required=True),
        SELECTOR,
        SECONDS,
    ),
    read=read,
    place=lambda options: str(options.get("addresses", "")).strip().partition("\n")[0],
    check=check,
    order=20,
)  # fmt: skip
