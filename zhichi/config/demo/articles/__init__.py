"""Articles about the invented products: texts as files, one an article, and how they were written over the demo's days."""

from __future__ import annotations

from zhichi.config.demo.articles.pieces import PIECES, Piece
from zhichi.config.demo.articles.playing import CLASSES, MODULES, plan

__all__ = ["CLASSES", "MODULES", "PIECES", "Piece", "plan"]
