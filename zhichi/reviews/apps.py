"""Wiring of conversation reviews."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    """App "reviews"."""

    name = "zhichi.reviews"
    label = "reviews"
    verbose_name = _("Conversation reviews")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.reviews import clauses, streams
        from zhichi.reviews.services import erasing

        _record()
        streams.register()
        erasing.register()
        clauses.register()
        _pages()


def _record() -> None:
    from zhichi.notices.registry import register_kind
    from zhichi.records import registry
    from zhichi.reviews import definitions, events, tasks, witnesses

    for definition in definitions.POLICIES:
        registry.define_policy(definition)
    for kind in definitions.KINDS:
        register_kind(kind)
    registry.witness("reviews.cards", [events.CardPublished], witnesses.check_cards)
    registry.witness("reviews.opinions", [events.Submitted, events.SecondGiven], witnesses.check_opinions)
    registry.witness("reviews.objections", [events.Objected], witnesses.check_objections)
    registry.cadence(
        "reviews.care",
        tasks.care,
        tasks.HOUR,
        label=_("Draw, hand out and settle conversation reviews; compare the effect"),
    )


def _pages() -> None:
    from zhichi.reviews import services
    from zhichi.reviews.selectors import words
    from zhichi.tickets import registry as tickets
    from zhichi.ui.registry import TabItem, register_tab

    tickets.register_draft_check(tickets.DraftCheck("reviews.words", words.look, services.note_use))
    tickets.register_composer_menu(
        tickets.ComposerMenu(
            "phrases", _("Courtesy phrases"), "message-square-quote", 10, "reviews:phrases_for", "tickets.work"
        )
    )
    register_tab(
        TabItem(
            name="reviews",
            below="staff",
            label=_("Conversation reviews"),
            url_name="reviews:mine",
            order=50,
            right="desk.enter",
        )
    )
