"""Templates: they compile, stay short, and hold no inline code and no colour of their own (strict CSP, tokens only)."""

from __future__ import annotations

import re

import pytest
from django.forms.renderers import get_default_renderer
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines

from tests.architecture.tree import hold, shorten, templates

pytestmark = pytest.mark.one_database

MAX_LINES = 150

COMMENT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}|<!--.*?-->", re.DOTALL)
INLINE = {
    "a script without src": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an on… attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an hx-on attribute": re.compile(r"\s(?:data-)?hx-on[:\-=]", re.IGNORECASE),
    "an hx-vals or hx-headers expression": re.compile(r"\shx-(?:vals|headers)\s*=\s*[\"']\s*js(?:on)?:", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
}
COLOUR = re.compile(
    r"(?:fill|stroke|color|bgcolor|stop-color|flood-color|content)\s*[=:]\s*[\"']?\s*(?:#[0-9a-f]{3,8}\b|(?:rgb|hsl|oklch)a?\()",
    re.IGNORECASE,
)

INLINE_EXEMPTIONS: dict[str, str] = {}
COLOUR_EXEMPTIONS: dict[str, str] = {}
LENGTH_EXEMPTIONS: dict[str, str] = {}


def test_every_template_compiles() -> None:
    found = []
    for path in templates():
        try:
            engines["django"].from_string(path.read_text("utf-8"))
        except TemplateSyntaxError as error:
            found.append(f"{shorten(path)}: {error}")
    hold(found, {}, "the template does not compile")


def test_every_include_and_parent_exists() -> None:
    found = [
        f"{shorten(path)} -> {used}"
        for path in templates()
        for used in re.findall(r"{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']", path.read_text("utf-8"))
        if not _exists(used)
    ]
    hold(found, {}, "no such template")


def _exists(name: str) -> bool:
    # Templates of widgets are found by the form renderer, which knows Django's own beside ours.
    for find in (engines["django"].get_template, get_default_renderer().get_template):
        try:
            find(name)
        except TemplateDoesNotExist as missing:
            if str(missing) != name:
                raise
        else:
            return True
    return False


def test_no_template_holds_inline_code() -> None:
    found = []
    for path in templates():
        text = COMMENT.sub("", path.read_text("utf-8"))
        found += [f"{shorten(path)}: {what}" for what, pattern in INLINE.items() if pattern.search(text)]
    hold(found, INLINE_EXEMPTIONS, "the content security policy refuses it: use a module, a class, a data attribute")


def test_no_template_holds_a_colour() -> None:
    found = [shorten(path) for path in templates() if COLOUR.search(COMMENT.sub("", path.read_text("utf-8")))]
    hold(found, COLOUR_EXEMPTIONS, "use a token or currentColor")


def test_templates_are_short() -> None:
    found = [shorten(path) for path in templates() if len(path.read_text("utf-8").splitlines()) > MAX_LINES]
    hold(found, LENGTH_EXEMPTIONS, f"more than {MAX_LINES} lines: cut a fragment out")


def test_what_is_throttled_also_hears_the_last_news() -> None:
    """htmx drops what comes while it throttles: without a delayed twin the page keeps the state before the last."""
    triggers = re.compile(r"hx-trigger=\"([^\"]*throttle:[^\"]*)\"")
    found = [
        f"{shorten(path)}: {trigger}"
        for path in templates()
        for trigger in triggers.findall(path.read_text("utf-8"))
        if "delay:" not in trigger
    ]
    hold(found, {}, "give it the same trigger with delay: too")
