"""Addresses of customers."""

from __future__ import annotations

from django.urls import path

from zhichi.customers.views import assets, contacts, contracts, erasing, merging, organisations, products

app_name = "customers"
urlpatterns = [
    path("", organisations.organisation_list, name="list"),
    path("options/", organisations.options, name="options"),
    path("new/", organisations.organisation_new, name="organisation_new"),
    path("<int:key>/", organisations.organisation, name="organisation"),
    path("<int:key>/edit/", organisations.organisation_edit, name="organisation_edit"),
    path("<int:key>/confirm/", organisations.organisation_confirm, name="organisation_confirm"),
    path("<int:key>/assets/new/", assets.asset_new, name="asset_new"),
    path("<int:key>/contracts/new/", contracts.contract_new, name="contract_new"),
    path("contracts/<int:key>/edit/", contracts.contract_edit, name="contract_edit"),
    path("contracts/<int:key>/end/", contracts.contract_end, name="contract_end"),
    path("contracts/<int:key>/resume/", contracts.contract_resume, name="contract_resume"),
    path("contacts/", contacts.contact_list, name="contacts"),
    path("contacts/new/", contacts.contact_new, name="contact_new"),
    path("contacts/<int:key>/", contacts.contact, name="contact"),
    path("contacts/<int:key>/edit/", contacts.contact_edit, name="contact_edit"),
    path("contacts/<int:key>/confirm/", contacts.contact_confirm, name="contact_confirm"),
    path("contacts/<int:key>/erase/", erasing.erase, name="erase"),
    path("contacts/<int:key>/merge/", merging.choose, name="merge"),
    path("contacts/<int:key>/merge/<int:other>/", merging.preview, name="merge_preview"),
    path("merges/<int:key>/undo/", merging.undo, name="merge_undo"),
    path("products/", products.product_list, name="products"),
    path("products/new/", products.product_new, name="product_new"),
    path("products/<int:key>/", products.product, name="product"),
    path("products/<int:key>/edit/", products.product_edit, name="product_edit"),
    path("products/<int:key>/experts/", products.expert_set, name="expert_set"),
    path("products/<int:key>/experts/<int:person>/remove/", products.expert_remove, name="expert_remove"),
    path("assets/", assets.asset_list, name="assets"),
    path("assets/<int:key>/edit/", assets.asset_edit, name="asset_edit"),
]
