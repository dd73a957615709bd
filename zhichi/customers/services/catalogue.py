"""Products, who knows them (4.1), and the assets that organisations own (5.1.2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts.choices import SkillLevel
from zhichi.core.errors import DomainError
from zhichi.core.texts import clean, pinyin_key
from zhichi.customers.events import (
    AssetAdded,
    AssetUpdated,
    ExpertRemoved,
    ExpertSet,
    ProductCreated,
    ProductUpdated,
)
from zhichi.customers.models import Asset, Organisation, Product, ProductExpert
from zhichi.customers.product_reads import english_products
from zhichi.customers.services._values import (
    AssetData,
    ProductData,
    apply,
    may_edit,
    may_edit_catalogue,
    named,
    short,
)
from zhichi.records.services import append

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor

CODE = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@transaction.atomic
def create_product(*, data: ProductData, by: Actor, at: datetime) -> Product:
    """Add a product to the catalogue. Appends customers.product_created; raises DomainError by field."""
    may_edit_catalogue(by)
    row = Product(**_product_fields(data, known=None))
    row.save(force_insert=True)
    english_products.forget()
    append(f"product:{row.pk}", ProductCreated(name=row.name), by=by, at=at, is_new=True)
    return row


@transaction.atomic
def update_product(*, product_id: int, data: ProductData, by: Actor, at: datetime) -> Product:
    """Change a product. Appends customers.product_updated when anything differs."""
    row = Product.objects.select_for_update().get(pk=product_id)
    may_edit_catalogue(by)
    changes = apply(row, _product_fields(data, known=row))
    if changes:
        row.save()
        english_products.forget()
        changes.pop("sort_key", None)
        append(f"product:{row.pk}", ProductUpdated(fields=list(changes), changes=changes), by=by, at=at)
    return row


@transaction.atomic
def set_expert(*, product_id: int, user: Any, level: int, by: Actor, at: datetime) -> ProductExpert:
    """Note how well a member of staff knows a product (4.1): 1 learning, 2 able, 3 expert.

    Appends customers.expert_set.
    """
    may_edit_catalogue(by)
    if level not in SkillLevel.values:
        raise DomainError("bad-level", _("Choose a level."), fields={"level": _("Choose a level.")})
    if not user.is_staff_member:
        raise DomainError("not-staff", _("%s is not a member of staff.") % user)
    row, _made = ProductExpert.objects.update_or_create(product_id=product_id, user=user, defaults={"level": level})
    append(f"product:{product_id}", ExpertSet(user_id=user.pk, name=str(user), level=level), by=by, at=at)
    return row


@transaction.atomic
def remove_expert(*, product_id: int, user: Any, by: Actor, at: datetime) -> bool:
    """Take a member of staff off a product; False when they were not on it. Appends customers.expert_removed."""
    may_edit_catalogue(by)
    removed, _rows = ProductExpert.objects.filter(product_id=product_id, user=user).delete()
    if removed:
        append(f"product:{product_id}", ExpertRemoved(user_id=user.pk, name=str(user)), by=by, at=at)
    return bool(removed)


@transaction.atomic
def create_asset(*, organisation_id: int, data: AssetData, by: Actor, at: datetime) -> Asset:
    """Add what an organisation owns. Appends customers.asset_added to the organisation's stream."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    may_edit(by)
    row = Asset(organisation=organisation, **_asset_fields(data))
    row.save(force_insert=True)
    append(f"organisation:{organisation.pk}", AssetAdded(asset_id=row.pk, label=str(row)), by=by, at=at)
    return row


@transaction.atomic
def update_asset(*, asset_id: int, data: AssetData, by: Actor, at: datetime) -> Asset:
    """Change an asset. Appends customers.asset_updated to the organisation's stream when anything differs."""
    row = Asset.objects.select_for_update(of=("self",)).select_related("product").get(pk=asset_id)
    may_edit(by)
    changes = apply(row, _asset_fields(data))
    if changes:
        row.save()
        told = AssetUpdated(asset_id=row.pk, label=str(row), fields=list(changes), changes=changes)
        append(f"organisation:{row.organisation_id}", told, by=by, at=at)
    return row


def _product_fields(data: ProductData, *, known: Product | None) -> dict[str, Any]:
    code = data.code.strip().lower()
    if not CODE.fullmatch(code) or len(code) > 40:
        message = _("Use small letters, digits and hyphens, at most 40. Example: reports-pro.")
        raise DomainError("bad-code", message, fields={"code": message})
    others = Product.objects.exclude(pk=known.pk) if known else Product.objects.all()
    if others.filter(code=code).exists():
        message = _("Another product has the code “%s”.") % code
        raise DomainError("code-taken", message, fields={"code": message})
    name = named(data.name, field="name", limit=120)
    return {
        "code": code,
        "name": name,
        "name_en": short(data.name_en, field="name_en", limit=120),
        "sort_key": pinyin_key(name),
        "versions": list(dict.fromkeys(filter(None, (item.strip()[:60] for item in data.versions)))),
        "is_active": data.is_active,
    }


def _asset_fields(data: AssetData) -> dict[str, Any]:
    if not Product.objects.filter(pk=data.product_id).exists():
        message = _("There is no such product.")
        raise DomainError("no-product", message, fields={"product": message})
    return {
        "product_id": data.product_id,
        "model": short(data.model, field="model", limit=120),
        "version": short(data.version, field="version", limit=60),
        "serial": short(data.serial, field="serial", limit=80),
        "environment": short(data.environment, field="environment", limit=200),
        "purchased_on": data.purchased_on,
        "notes": clean(data.notes),
        "is_active": data.is_active,
    }
