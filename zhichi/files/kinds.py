"""What kinds of files are taken, in words: for whoever answers for it, and in one sentence for customers (6.4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from zhichi.files import definitions
from zhichi.files.choices import Measure, Trait
from zhichi.records.selectors import policy, policy_histories

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

EXAMPLES = {
    Trait.PROGRAM: gettext_lazy(
        "exe, dll, msi, jar, apk, deb; by its bytes, whatever it is called, inside archives too"
    ),
    Trait.SCRIPT: gettext_lazy("bat, cmd, ps1, vbs, js, lnk, hta, reg; inside archives too"),
    Trait.MACROS: gettext_lazy("docm, xlsm, old doc and xls with macros, and whatever else holds some"),
    Trait.DISK_IMAGE: gettext_lazy("iso, img, vhd, dmg, vmdk"),
    Trait.ARCHIVE: gettext_lazy("zip, rar, 7z, cab, tar, gz; what is in it counts too"),
    Trait.CLOSED: gettext_lazy(
        "arj, ace, lzh, damaged or split rar, and archives larger than are looked at to the end"
    ),
    Trait.ENCRYPTED: gettext_lazy("archives and documents with a password"),
    Trait.UNLOOKED: gettext_lazy("made to burst, deeper than four archives in each other, damaged zip"),
}
MEANINGS: dict[str, StrOrPromise] = {
    Measure.ALLOW: gettext_lazy("Taken like any other file."),
    Measure.WARN: gettext_lazy("Taken; a notice stands beside the file."),
    Measure.HOLD: gettext_lazy("Taken and locked in the quarantine until somebody releases it."),
    Measure.REFUSE: gettext_lazy(
        "An upload is turned away with the reason; what comes by mail is locked in the quarantine."
    ),
}
# How customers call what may be refused or held back.
SHORT = {
    Trait.PROGRAM: gettext_lazy("programs"),
    Trait.SCRIPT: gettext_lazy("scripts"),
    Trait.MACROS: gettext_lazy("documents with macros"),
    Trait.DISK_IMAGE: gettext_lazy("disk images"),
    Trait.ARCHIVE: gettext_lazy("archives"),
    Trait.CLOSED: gettext_lazy("archives in rare formats"),
    Trait.ENCRYPTED: gettext_lazy("encrypted files"),
    Trait.UNLOOKED: gettext_lazy("damaged archives"),
}


@dataclass(frozen=True)
class Change:
    """One version of what is done about a kind."""

    label: str
    measure: str
    author: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Kind:
    """A kind of file, and what is done about it now."""

    key: str  # of the value of the handbook
    label: str
    examples: str
    measure: str
    code: str
    meaning: str
    since: datetime | None  # None: as shipped


@dataclass(frozen=True)
class Page:
    """All kinds in their order, the number of the version, and how it came about, newest first."""

    kinds: list[Kind]
    version: int
    changes: list[Change]


def kinds_page() -> Page:
    """What is taken, held back and refused, with its history. One query."""
    names = {key: Trait(trait) for trait, (key, _label, _default) in definitions.TRAITS.items()}
    rows = list(policy_histories(names))
    newest = {row.key: row.at for row in reversed(rows)}
    kinds = [
        Kind(
            key=key,
            label=str(trait.label),
            examples=str(EXAMPLES[trait]),
            measure=str(Measure(code).label),
            code=code,
            meaning=str(MEANINGS[code]),
            since=newest.get(key),
        )
        for key, trait in names.items()
        for code in [str(policy(key))]
    ]
    changes = [
        Change(
            label=str(names[row.key].label),
            measure=str(Measure(row.value).label),
            author=row.author.display_name if row.author else "",
            reason=row.reason,
            at=row.at,
        )
        for row in rows
    ]
    return Page(kinds, len(rows) + 1, changes)


def kinds_sentence() -> str:
    """What customers should know before they attach a file; "" when everything is taken. Asks the database nothing."""
    measures = {trait: str(policy(key)) for trait, (key, _label, _default) in definitions.TRAITS.items()}
    refused = [trait for trait, code in measures.items() if code == Measure.REFUSE]
    if not policy(definitions.PROGRAMS) and Trait.PROGRAM not in refused:
        refused.insert(0, Trait.PROGRAM)
    held = [trait for trait, code in measures.items() if code == Measure.HOLD and trait not in refused]
    names = {"refused": _named(refused), "held": _named(held)}
    if refused and held:
        return _("Not taken: %(refused)s. Opened only after a check: %(held)s.") % names
    if refused:
        return _("Not taken: %(refused)s.") % names
    return _("Opened only after a check: %(held)s.") % names if held else ""


def _named(traits: list[str]) -> str:
    return pgettext("list of kinds", ", ").join(str(SHORT[Trait(trait)]) for trait in traits)
