"""Documents that can be found, their index by words and by meaning, how frequent words are, and synonyms."""

from __future__ import annotations

import secrets

from django.db import models


def new_mark() -> str:
    """A name that nothing else has."""
    return secrets.token_hex(8)


class Document(models.Model):
    """One part of one object's text. A newer id means indexed later; an object that changes gets new rows.

    `visibility` is "public" for what customers may read too and anything else for staff only. Long texts lie in
    several parts, because PostgreSQL remembers no word positions beyond 16,383. `plain` is the normal form of the title
    and, behind a line break, that of the text: what ranking counts in; `length` is its number of tokens.
    """

    kind = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    visibility = models.CharField(max_length=12)
    part = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    plain = models.TextField(blank=True)
    length = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=10, blank=True)
    facets = models.JSONField(default=dict, blank=True)
    generation = models.PositiveIntegerField(default=1)  # of the index; only rows of the one in use have index rows
    meant_by = models.PositiveIntegerField(default=0)  # the model that made its passages; 0 none yet

    class Meta:
        indexes = (
            models.Index(fields=("kind", "object_id"), name="document_by_object"),
            models.Index(fields=("meant_by", "id"), name="document_by_model"),
        )

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id} ({self.part})"


class IndexRow(models.Model):
    """A row of the full-text index: an FTS5 table on SQLite, a tsvector with a GIN index on PostgreSQL.

    A migration makes the table by hand. There is no foreign key in the database, since FTS5 knows none. Kind, object,
    visibility and day (since 1970, UTC) stand here again, so that rights are judged before any document is fetched.
    """

    document = models.OneToOneField(
        Document,
        primary_key=True,
        db_column="rowid",
        db_constraint=False,
        on_delete=models.CASCADE,  # an index row is part of its document
        related_name="index",
    )
    kind = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    visibility = models.CharField(max_length=12)
    day = models.IntegerField()
    tokens = models.TextField()

    class Meta:
        managed = False
        db_table = "search_index"

    def __str__(self) -> str:
        return f"index of {self.document_id}"


class Census(models.Model):
    """How many documents hold each token, counted now and then in a sample; the newest row is in force."""

    made_at = models.DateTimeField()
    documents = models.PositiveIntegerField()  # in the index
    counted = models.PositiveIntegerField()  # of them looked at
    length = models.FloatField()  # tokens of a document, on average
    holders = models.JSONField()  # token → documents among those looked at, frequent tokens first

    def __str__(self) -> str:
        return f"census of {self.made_at:%Y-%m-%d}"


class SynonymGroup(models.Model):
    """Words that stand for each other in questions, in any language, as people wrote them."""

    words = models.JSONField()
    is_active = models.BooleanField(default=True)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return " · ".join(self.words)


class Generation(models.Model):
    """One row: which generation of the index is in use, and which is being built beside it, if any."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    current = models.PositiveIntegerField(default=1)
    building = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(default=0)  # objects of the one being built
    started_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"generation {self.current}"


class Passage(models.Model):
    """A piece of a document's text with its vector: one signed byte a dimension, made by a numbered model.

    Keys grow in the order of writing, since one worker writes them. A passage outlives its document for a while: when
    the same text is indexed again its vector is taken from here by `digest` (of model's input, 32 hex digits).
    """

    model = models.PositiveIntegerField()
    document_id = models.BigIntegerField(db_index=True)
    start = models.PositiveIntegerField()  # characters into the document's text
    length = models.PositiveIntegerField()
    is_han = models.BooleanField()
    digest = models.CharField(max_length=32)
    vector = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=("model", "digest"), name="passage_by_digest"),)

    def __str__(self) -> str:
        return f"passage {self.start} of {self.document_id}"


class Meaning(models.Model):
    """A model that made vectors; one is in use, a newer one may be at work beside it until it has read everything."""

    name = models.CharField(max_length=200)
    mark = models.CharField(max_length=32, default=new_mark)  # names its file: numbers come again in another database
    dimensions = models.PositiveIntegerField(default=0)  # 0 until the first vector
    is_current = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=500, blank=True)  # why it does not go on; empty while it does

    def __str__(self) -> str:
        return self.name
