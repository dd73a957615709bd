"""Reads the form of a page as a browser would: its fields with what stands in them, and something to type."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {
    "email": "keep.me@client.example.com",
    "tel": "0755-2345 6789",
    "number": "3",
    "date": "2026-01-02",
    "datetime-local": "2026-01-02T10:30",
    "time": "10:30",
}
NO_TEXT = {"hidden", "checkbox", "radio", "password", "file", "submit", "search"}
LINES = ("addresses", "versions", "domains", "phones", "days", "tags")  # have a form of their own: left as they are


@dataclass
class PageForm(HTMLParser):
    """The fields of the largest form in <main>: `data` as it would be sent, `texts` are the fields people type into."""

    forms: list[tuple[dict[str, str], set[str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._inside = self._in_main = False
        self._select = self._area = ""
        self._chosen = False

    @classmethod
    def read(cls, page: str) -> PageForm:
        """The form of a page."""
        reader = cls()
        reader.feed(page)
        assert reader.forms, "this page has no form"
        return reader

    @property
    def data(self) -> dict[str, str]:
        """Field → what would be sent."""
        return max(self.forms, key=lambda form: len(form[0]))[0]

    @property
    def texts(self) -> set[str]:
        """Fields that people type into."""
        return max(self.forms, key=lambda form: len(form[0]))[1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A field begins."""
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._in_main = True
        elif tag == "form" and self._in_main and given.get("method", "").lower() == "post":
            self.forms.append(({}, set()))
            self._inside = True
        elif not self._inside:
            return
        elif tag == "input":
            self._input(given)
        elif tag == "textarea":
            self._area = given.get("name", "")
            self._put(self._area, "")
        elif tag == "select":
            self._select, self._chosen = given.get("name", ""), False
        elif tag == "option" and self._select and not self._chosen and "disabled" not in given:
            self._chosen = "selected" in given
            if self._chosen or not self.forms[-1][0].get(self._select):
                self.forms[-1][0][self._select] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        """The text of a text area."""
        if self._area:
            self.forms[-1][0][self._area] += data.lstrip("\n")

    def handle_endtag(self, tag: str) -> None:
        """A field or the form ends."""
        if tag == "textarea" and self._area:
            self._type(self._area, "text")
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False

    def _input(self, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if not name or kind in {"submit", "file"} or name == "website":
            return
        if kind in {"checkbox", "radio"}:
            if "checked" in given or (kind == "radio" and name not in self.forms[-1][0]):
                self.forms[-1][0][name] = given.get("value", "on")
            return
        self._put(name, given.get("value", ""))
        if kind not in NO_TEXT:
            self._type(name, kind)

    def _put(self, name: str, value: str) -> None:
        if name:
            self.forms[-1][0].setdefault(name, value)

    def _type(self, name: str, kind: str) -> None:
        """Type something into an empty field."""
        data, texts = self.forms[-1]
        if not data[name].strip() and not any(part in name for part in LINES):
            data[name] = TYPED.get(kind, f'原样保留 {name} & "这些"')
        if data[name].strip():
            texts.add(name)
