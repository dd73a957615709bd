"""Root addresses: each part keeps its own below one prefix; the portal lies at the root."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from zhichi.config.late import late
from zhichi.config.views import healthz, home, set_language
from zhichi.records.views.live import live

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("i18n/setlang/", set_language, name="set_language"),
    path("live/", live, name="live"),
    path("files/", include("zhichi.files.urls")),
    path("account/", include("zhichi.accounts.account_urls")),  # before allauth: what it offers and we do not
    path("account/", include("allauth.urls")),
    path("desk/tickets/", include("zhichi.tickets.urls")),
    path("desk/knowledge/", include("zhichi.knowledge.urls")),
    path("desk/visits/", include("zhichi.visits.urls")),
    path("desk/guidance/", include("zhichi.guidance.urls")),
    path("desk/gathering/", include("zhichi.gathering.urls")),
    path("desk/customers/", include("zhichi.customers.urls")),
    path("desk/calendars/levels/", include("zhichi.sla.urls")),
    path("desk/calendars/", include("zhichi.calendars.urls")),
    path("desk/roster/", include("zhichi.roster.urls")),
    path("desk/handover/", include("zhichi.handover.urls")),
    path("desk/reviews/", include("zhichi.reviews.urls")),
    path("desk/handbook/", include("zhichi.handbook.urls")),
    path("desk/notices/", include("zhichi.notices.urls")),
    path("desk/reports/", include("zhichi.reports.urls")),
    path("desk/board/", include("zhichi.escalation.urls")),
    path("desk/ideas/", include("zhichi.improvement.urls")),
    path("desk/mail/", include("zhichi.channels.email.urls")),
    path("hooks/mail/", include("zhichi.channels.email.hook_urls")),
    path("desk/record/", include("zhichi.records.urls")),
    path("desk/system/", include("zhichi.upkeep.urls")),
    path("desk/api-tokens/", include("zhichi.api.token_urls")),
    path("desk/search/synonyms/", include("zhichi.search.urls")),
    path("desk/", include("zhichi.assigner.urls")),  # staff/routing/ and below tickets
    path("desk/", include("zhichi.accounts.urls")),  # staff/ and me/
    path("desk/", include("zhichi.ui.urls")),  # styleguide/
    path("desk/", include("zhichi.desk.urls")),
    late("api/v1/", "zhichi.api.urls", name="api"),
    path("kb/", include("zhichi.guidance.reader_urls")),
    path("kb/", include("zhichi.knowledge.reader_urls")),
    path("", include("zhichi.portal.urls")),
]
