"""Articles used on tickets."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhichi.guidance.choices import How


class ArticleUse(models.Model):
    """One use of an article on a ticket. That it solved the ticket is said once, and can be taken back."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("knowledge.Article", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()  # of the article, the one that readers saw
    how = models.CharField(max_length=6, choices=How)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("article", "how"), name="guidance_use_by_article"),)
        constraints = (
            models.UniqueConstraint(
                fields=("ticket", "article"), condition=Q(how=How.SOLVED, undone_at=None), name="guidance_solved_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.how}: article {self.article_id} on ticket {self.ticket_id}"
