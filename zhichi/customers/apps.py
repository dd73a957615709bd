"""Wiring of customers."""

from __future__ import annotations

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """App "customers"."""

    name = "zhichi.customers"
    label = "customers"
