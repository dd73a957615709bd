"""A product is called by its name in the reader's language (5.1.2)."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from zhichi.customers.models import Product


@pytest.mark.parametrize(
    ("name_en", "language", "shown"),
    [
        ("Inkstone Gateway", "en", "Inkstone Gateway"),
        ("Inkstone Gateway", "zh-hans", "砚台网关"),
        ("", "en", "砚台网关"),  # nobody has written an English name
    ],
)
def test_names_a_product_in_the_reader_s_language(name_en: str, language: str, shown: str) -> None:
    with override(language):
        assert Product(name="砚台网关", name_en=name_en).title == shown
