"""Documents that can be found, and the rows of the full-text index over them."""

from __future__ import annotations

from django.db import models


class Document(models.Model):
    """One part of one object's text. A newer id means indexed later; an object that changes gets new rows.

    `visibility` is "public" for what customers may read too and anything else for staff only. Long texts lie in
    several parts, because PostgreSQL remembers no word positions beyond 16,383.
    """

    kind = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    visibility = models.CharField(max_length=12)
    part = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)

    class Meta:
        indexes = (models.Index(fields=("kind", "object_id"), name="document_by_object"),)

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id} ({self.part})"


class IndexRow(models.Model):
    """A row of the full-text index: an FTS5 table on SQLite, a tsvector with a GIN index on PostgreSQL.

    A migration makes the table by hand. There is no foreign key in the database, since FTS5 knows none. Kind, object
    and visibility stand here again, so that rights are judged before any document is fetched.
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
    tokens = models.TextField()

    class Meta:
        managed = False
        db_table = "search_index"

    def __str__(self) -> str:
        return f"index of {self.document_id}"
