"""Links of an article that lead nowhere: articles that readers do not find, files that are not there (6.1.3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.files import selectors as files
from zhichi.knowledge.choices import BONDS
from zhichi.knowledge.html import files_in
from zhichi.knowledge.models import Article
from zhichi.records import selectors as records

if TYPE_CHECKING:
    from zhichi.knowledge.models import Content

_LINKED = re.compile(r'href="/(?:kb|desk/knowledge)/([0-9]{1,12})[/"]')


def gone(article: Article, content: Content) -> list[str]:
    """In words, each link of this content that would lead its readers nowhere. Two queries and one a file."""
    texts = list(content.parts.values())
    keys = {int(key) for html in texts for key in _LINKED.findall(html)}
    for link in records.links_of(article.stream):
        if link.kind in BONDS and link.source == article.stream:
            keys.add(int(link.target.partition(":")[2]))
    live = Article.objects.filter(pk__in=keys, live__isnull=False)
    alive = set(live.values_list("pk", flat=True)) | {article.pk}
    words = [_("KB-%04d is not published.") % key for key in sorted(keys - alive)]
    names = dict.fromkeys(one for html in texts for one in files_in(html))
    return [*words, *(_("A file is gone: %s") % name for name in names if files.find(name) is None)]
