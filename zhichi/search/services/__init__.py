"""Writes of the index. Called by tails of the parts that own the documents, by pages, the worker and commands."""

from zhichi.search.registry import Document
from zhichi.search.services.census import take_census, take_census_when_due
from zhichi.search.services.index import clear, index_documents, index_own, remove
from zhichi.search.services.meaning import bring_over, carry_over, clear_away, embed_some, note_trouble
from zhichi.search.services.rebuild import rebuild
from zhichi.search.services.synonyms import save_synonyms, supply_synonyms

__all__ = [
    "Document",
    "bring_over",
    "carry_over",
    "clear",
    "clear_away",
    "embed_some",
    "index_documents",
    "index_own",
    "note_trouble",
    "rebuild",
    "remove",
    "save_synonyms",
    "supply_synonyms",
    "take_census",
    "take_census_when_due",
]
