"""Writes of ideas."""

from __future__ import annotations

from zhichi.improvement.services.flow import Result, advance, measure
from zhichi.improvement.services.ideas import IdeaData, comment, raise_idea, revise_idea, vote

__all__ = ["IdeaData", "Result", "advance", "comment", "measure", "raise_idea", "revise_idea", "vote"]
