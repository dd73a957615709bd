"""What events of clocks say, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, pgettext

from zhichi.sla.choices import ClockStep
from zhichi.sla.registry import label_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def steps_in_words(data: Mapping[str, Any]) -> str:
    """What became of which clocks: "Solution started, First response met"; a code nobody knows stays as it is."""
    steps = dict(ClockStep.choices)
    changes = data.get("changes") or []
    said = [
        pgettext("clock", "%(kind)s %(step)s")
        % {"kind": label_of(str(each["kind"])), "step": steps.get(each["what"], each["what"])}
        for each in changes
    ]
    return gettext(", ").join(said) or str(data.get("words", ""))
