"""Names of products that the record kept, in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language

from zhichi.core.remembered import Remembered
from zhichi.customers.models import Product

SECONDS = 5.0


def product_words(name: str) -> str:
    """The kept name of a product in the reader's language; any other name as it is. At most one query."""
    return english_products().get(name, name) if name and get_language() == "en" else name


def _read() -> dict[str, str]:
    return dict(Product.objects.exclude(name_en="").order_by("-pk").values_list("name", "name_en"))


english_products = Remembered(_read, seconds=SECONDS)
