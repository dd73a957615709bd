"""Events of customers' files. Streams: "organisation:<id>", "contact:<id>", "product:<id>"."""

from __future__ import annotations

from typing import Any

from zhichi.core.events import Event, event, gettext_noop


@event("customers.organisation_created", gettext_noop("%(actor)s opened the file of %(name)s"))
class OrganisationCreated(Event):
    """A customer company has a file."""

    name: str


@event("customers.organisation_updated", gettext_noop("%(actor)s changed the organisation's file: %(fields)s"))
class OrganisationUpdated(Event):
    """Fields of an organisation changed; `changes` maps each to [before, after]."""

    fields: list[str]
    changes: dict[str, Any]


@event("customers.contact_created", gettext_noop("%(actor)s opened the file of %(name)s"))
class ContactCreated(Event):
    """A person at a customer has a file."""

    name: str
    addresses: list[str]
    organisation_id: int | None


@event("customers.contact_updated", gettext_noop("%(actor)s changed the contact's file: %(fields)s"))
class ContactUpdated(Event):
    """Fields of a contact changed; `changes` maps each to [before, after]."""

    fields: list[str]
    changes: dict[str, Any]


@event("customers.account_linked", gettext_noop("%(actor)s linked the portal account %(email)s"))
class AccountLinked(Event):
    """A contact may sign in on the portal."""

    user_id: int
    email: str


@event("customers.contacts_merged", gettext_noop("%(actor)s merged %(absorbed)s into %(survivor)s"))
class ContactsMerged(Event):
    """Two files turned out to be one person. On the survivor's stream; parts above re-point what they hold."""

    merge_id: int
    survivor_id: int
    absorbed_id: int
    survivor: str
    absorbed: str


@event("customers.contacts_unmerged", gettext_noop("%(actor)s separated %(absorbed)s from %(survivor)s again"))
class ContactsUnmerged(Event):
    """A merge was undone. On the survivor's stream."""

    merge_id: int
    survivor_id: int
    absorbed_id: int
    survivor: str
    absorbed: str


@event("customers.contact_absorbed", gettext_noop("%(actor)s merged this contact into %(survivor)s"))
class ContactAbsorbed(Event):
    """The same merge, told on the absorbed contact's stream."""

    merge_id: int
    survivor_id: int
    survivor: str


@event("customers.contact_restored", gettext_noop("%(actor)s separated this contact from %(survivor)s again"))
class ContactRestored(Event):
    """The same undoing, told on the absorbed contact's stream."""

    merge_id: int
    survivor_id: int
    survivor: str


@event("customers.file_confirmed", gettext_noop("%(actor)s confirmed that the file of %(name)s is current"))
class FileConfirmed(Event):
    """Somebody checked the file with the customer (5.1.2)."""

    name: str


@event("customers.asset_added", gettext_noop("%(actor)s added the asset %(label)s"))
class AssetAdded(Event):
    """An organisation owns a further installation or device."""

    asset_id: int
    label: str


@event("customers.asset_updated", gettext_noop("%(actor)s changed the asset %(label)s: %(fields)s"))
class AssetUpdated(Event):
    """Fields of an asset changed; `changes` maps each to [before, after]."""

    asset_id: int
    label: str
    fields: list[str]
    changes: dict[str, Any]


@event("customers.contract_added", gettext_noop("%(actor)s added the contract %(label)s"))
class ContractAdded(Event):
    """An organisation has a further contract. On the organisation's stream."""

    contract_id: int
    label: str


@event("customers.contract_updated", gettext_noop("%(actor)s changed the contract %(label)s: %(fields)s"))
class ContractUpdated(Event):
    """Fields of a contract changed; `changes` maps each to [before, after]."""

    contract_id: int
    label: str
    fields: list[str]
    changes: dict[str, Any]


@event("customers.contract_ended", gettext_noop("%(actor)s ended the contract %(label)s: %(reason)s"))
class ContractEnded(Event):
    """A contract was ended before its last day."""

    contract_id: int
    label: str
    reason: str


@event("customers.contract_resumed", gettext_noop("%(actor)s put the contract %(label)s in force again"))
class ContractResumed(Event):
    """The ending of a contract was taken back."""

    contract_id: int
    label: str


@event("customers.product_created", gettext_noop("%(actor)s added the product %(name)s"))
class ProductCreated(Event):
    """The house supports a further product."""

    name: str


@event("customers.product_updated", gettext_noop("%(actor)s changed the product: %(fields)s"))
class ProductUpdated(Event):
    """Fields of a product changed; `changes` maps each to [before, after]."""

    fields: list[str]
    changes: dict[str, Any]


@event("customers.expert_set", gettext_noop("%(actor)s noted how well %(name)s knows the product: level %(level)s"))
class ExpertSet(Event):
    """A member of staff knows a product (4.1)."""

    user_id: int
    name: str
    level: int


@event("customers.expert_removed", gettext_noop("%(actor)s took %(name)s off the people who know the product"))
class ExpertRemoved(Event):
    """A member of staff is no longer asked about a product."""

    user_id: int
    name: str
