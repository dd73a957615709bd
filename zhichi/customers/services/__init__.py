"""Writes of customers' files, one module per use case."""

from __future__ import annotations

from zhichi.customers.services._values import AssetData, ContactData, OrganisationData, PhoneData, ProductData
from zhichi.customers.services.catalogue import (
    create_asset,
    create_product,
    remove_expert,
    set_expert,
    update_asset,
    update_product,
)
from zhichi.customers.services.contacts import contact_for_address, create_contact, link_account, update_contact
from zhichi.customers.services.contracts import (
    ContractData,
    create_contract,
    end_contract,
    resume_contract,
    update_contract,
)
from zhichi.customers.services.erasing import Looked, erase_contact, look_at_erasure
from zhichi.customers.services.erasing import register as register_eraser
from zhichi.customers.services.foresee import foresee_contract
from zhichi.customers.services.merging import merge_contacts, undo_merge
from zhichi.customers.services.organisations import confirm_file, create_organisation, update_organisation
from zhichi.customers.services.own import OwnData, update_own_contact

__all__ = [
    "AssetData",
    "ContactData",
    "ContractData",
    "Looked",
    "OrganisationData",
    "OwnData",
    "PhoneData",
    "ProductData",
    "confirm_file",
    "contact_for_address",
    "create_asset",
    "create_contact",
    "create_contract",
    "create_organisation",
    "create_product",
    "end_contract",
    "erase_contact",
    "foresee_contract",
    "link_account",
    "look_at_erasure",
    "merge_contacts",
    "register_eraser",
    "remove_expert",
    "resume_contract",
    "set_expert",
    "undo_merge",
    "update_asset",
    "update_contact",
    "update_contract",
    "update_organisation",
    "update_own_contact",
    "update_product",
]
