"""Wiring of search."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """App "search"."""

    name = "zhichi.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Have words counted, so that rare ones weigh more; name the streams of synonyms."""
        from zhichi.core.checks import register_check
        from zhichi.core.jobs import Job, register_job
        from zhichi.records.registry import cadence, loop, register_stream
        from zhichi.search import health, tasks, wording

        cadence(
            "search.census", tasks.count_words, tasks.EVERY_SECONDS, label=_("Count how frequent words are for search")
        )
        cadence(
            "search.tidy", tasks.tidy_meaning, tasks.TIDY_SECONDS, label=_("Clear away what search needs no longer")
        )
        loop("search meaning", tasks.give_meaning)
        register_check("search", health.check_index, label=_("Search index"))
        register_job(
            Job(
                name="reindex_search",
                label=_("Rebuild the search index"),
                what=_("Builds the index anew beside the one in use. Run it when search misses what is there."),
                run=tasks.rebuild_index,
                icon="search",
            )
        )
        register_stream("synonyms", label=wording.label, url=wording.url)
