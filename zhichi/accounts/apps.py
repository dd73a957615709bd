"""Wiring of accounts: numbers, streams, labels, navigation, and what allauth tells."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """App "accounts"."""

    name = "zhichi.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.accounts import definitions, streams
        from zhichi.accounts.services import erasing
        from zhichi.records import registry

        for definition in definitions.POLICIES:
            registry.define_policy(definition)
        streams.register()
        erasing.register()
        _watch_duty_roles()
        _register_holdings()
        _register_navigation()
        _hear_allauth()


def _register_holdings() -> None:
    from zhichi.accounts import selectors
    from zhichi.accounts.registry import Holding, register_holding

    teams = Holding(
        label=_("Teams led"),
        after=_("They are left without a lead; name another one."),
        count=lambda person_id: len(selectors.led_teams(person_id)),
        names=selectors.led_teams,
    )
    duties = Holding(
        label=_("Duty roles held"),
        after=_("They are left without a holder; the team answers until another one is named."),
        count=lambda person_id: len(selectors.held_duties(person_id)),
        names=selectors.held_duties,
    )
    register_holding("accounts.teams", teams)
    register_holding("accounts.duties", duties)


def _register_navigation() -> None:
    from zhichi.ui.registry import NavItem, register_nav

    for item in (
        NavItem(
            name="staff",
            label=_("Staff"),
            icon="users",
            url_name="accounts:staff",
            order=60,
            right="people.view",
            key="p",
        ),
        NavItem(
            name="me",
            label=_("My settings"),
            icon="user-cog",
            url_name="accounts:me",
            order=10,
            right="desk.enter",
            group="menu",
        ),
        NavItem(
            name="sign-in",
            label=_("Sign-in and security"),
            icon="key-round",
            url_name="mfa_index",
            order=20,
            right="account.own",
            group="menu",
        ),
    ):
        register_nav(item)


def _watch_duty_roles() -> None:
    from zhichi.accounts import events, subscribers
    from zhichi.records import registry

    for event_type in (events.DutyRoleCreated, events.DutyRoleUpdated):
        registry.subscribe(event_type, "accounts.intake", subscribers.on_duty_role_changed_forget)


def _hear_allauth() -> None:
    from allauth.account import signals as account
    from allauth.mfa import signals as mfa

    from zhichi.accounts import subscribers

    account.password_changed.connect(subscribers.on_password_changed, dispatch_uid="accounts.password_changed")
    account.password_reset.connect(subscribers.on_password_reset, dispatch_uid="accounts.password_reset")
    account.password_set.connect(subscribers.on_password_set, dispatch_uid="accounts.password_set")
    mfa.authenticator_added.connect(subscribers.on_authenticator_added, dispatch_uid="accounts.authenticator_added")
    mfa.authenticator_reset.connect(subscribers.on_authenticator_reset, dispatch_uid="accounts.authenticator_reset")
    mfa.authenticator_removed.connect(
        subscribers.on_authenticator_removed, dispatch_uid="accounts.authenticator_removed"
    )
