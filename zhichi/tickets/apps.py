"""Wiring of tickets: policies, witnesses, subscribers, gates, search, clauses, metrics, navigation."""

from __future__ import annotations

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    """App "tickets"."""

    name = "zhichi.tickets"
    label = "tickets"
    verbose_name = _("Tickets")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.tickets import kept
        from zhichi.tickets.services import erasing

        kept.register()
        erasing.register()
        _record()
        _streams()
        _search_and_files()
        _handbook()
        _pages()


def _record() -> None:
    from zhichi.accounts.events import Deactivated, PostChanged
    from zhichi.accounts.policies import has_post
    from zhichi.customers import events as customers
    from zhichi.customers.events import ContactsMerged, ContactsUnmerged
    from zhichi.customers.registry import ContractForeseer, register_contract_foreseer
    from zhichi.records import registry
    from zhichi.sla import registry as sla
    from zhichi.tickets import definitions, events, guests, subscribers, tasks, witnesses
    from zhichi.tickets.services import clocks, following

    for definition in definitions.POLICIES:
        registry.define_policy(definition)
    for kind in definitions.CLOCKS:
        sla.register_clock(kind)
    for condition in definitions.CONDITIONS:
        sla.register_condition(condition)
    sla.register_objects("ticket", sla.Objects(clocks.hold, clocks.keep))
    sla.register_follower("tickets", sla.Follower(following.follow, following.look))
    register_contract_foreseer(ContractForeseer("tickets", following.foresee_contracts, "calendars/_foreseen.html"))
    registry.subscribe(ContactsMerged, "tickets.move", subscribers.on_contacts_merged_move_tickets)
    registry.subscribe(ContactsUnmerged, "tickets.return", subscribers.on_contacts_unmerged_return_tickets)
    registry.subscribe(Deactivated, "tickets.hand_on", subscribers.on_deactivated_hand_on)
    registry.subscribe(PostChanged, "tickets.hand_on", subscribers.on_post_changed_hand_on)
    registry.witness("tickets.messages", [events.MessageAdded], witnesses.check_messages)
    registry.witness("tickets.confirmations", [events.Confirmed], witnesses.check_confirmations)
    registry.witness("tickets.solutions", [events.SolutionProposed], witnesses.check_solutions)
    registry.witness("tickets.follow_ups", [events.FollowedUp], witnesses.check_follow_ups)
    registry.tail(
        "tickets.search", subscribers.index_tickets, batch=200, label=_("Put changed tickets into the search index")
    )
    registry.tail(
        "tickets.contracts",
        subscribers.follow_contracts,
        types=[
            customers.ContractAdded,
            customers.ContractUpdated,
            customers.ContractEnded,
            customers.ContractResumed,
        ],
        batch=20,
        label=_("Let open tickets follow changed contracts"),
    )
    registry.cadence(
        "tickets.levels", tasks.roll_out_levels, tasks.EVERY_SECONDS, label=_("Apply service levels to open tickets")
    )
    registry.live_gate("ticket", guests.may_hear)
    registry.live_gate("queue", lambda request, _key: has_post(request.user), hears="ticket:")


def _streams() -> None:
    from zhichi.records import registry
    from zhichi.tickets import wording

    registry.register_stream(
        "report-template",
        label=lambda _key: gettext("Words of progress reports"),
        url=lambda _key: reverse("tickets:report_templates"),
    )
    registry.register_stream(
        "letter",
        label=lambda _key: gettext("Letters to customers"),
        url=lambda key: reverse("tickets:letter", args=[key]),
    )
    registry.register_labels("outbound.letter_changed.letter", wording.label_of_letter)
    registry.register_stream("ticket", label=wording.stream_label, url=wording.stream_url)
    for field, label in wording.LABELS.items():
        registry.register_labels(field, label)
    for field, phrase in wording.PHRASES.items():
        registry.register_phrase(field, phrase)


def _search_and_files() -> None:
    from zhichi.files import registry as files
    from zhichi.search import registry as search
    from zhichi.tickets import guests, places
    from zhichi.tickets import search as found
    from zhichi.tickets.choices import HOLDER

    files.gate(HOLDER, guests.may_read_file)
    files.locate(HOLDER, places.places_of_messages)
    search.kind(
        found.KIND, visible=found.visible, load=found.load, documents=found.documents_of, ids=found.ids,
        label=_("Tickets"),
    )  # fmt: skip


def _handbook() -> None:
    from zhichi.tickets import clauses, drill, metrics, trials

    drill.register()
    clauses.register()
    metrics.register()
    trials.register()


def _pages() -> None:
    from zhichi.tickets import pages

    pages.register()
