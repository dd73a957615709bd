"""Phone numbers as people write them, kept as E.164, the extension (转 801) apart. Without + they are Chinese."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from django.utils.translation import gettext as _

from zhichi.core.phones import HOME_REGION

_EXTENSION = re.compile(
    r"^(?P<number>.*\d)\s*(?:转接|转|轉|分机号?|分機號?|内线|extension|ext\.?|x|#|;ext=)\s*[:：]?\s*(?P<extension>\d{1,10})$",
    re.IGNORECASE,
)
_DASHED = re.compile(r"^(?P<number>.*\d)\s*-\s*(?P<extension>\d{1,6})$")
_HOTLINE = re.compile(r"9[56]\d{3,6}")
_TRUNK = re.compile(r"\(0\)")


class BadPhone(ValueError):
    """The text is no phone number; the message says, translated, what is wrong and how to write it."""


@dataclass(frozen=True)
class Phone:
    """A number in E.164 and the extension, digits only or empty."""

    number: str
    extension: str = ""


def parse(typed: str) -> Phone:
    """Read a number: national Chinese, 400 and 95 numbers, or any with + and country code. Raises BadPhone."""
    text = unicodedata.normalize("NFKC", typed).strip().replace("–", "-").replace("—", "-")
    number, extension = _split(text, _EXTENSION)
    try:
        return Phone(_number(number), extension)
    except BadPhone:
        # 0755-1234 5678-801: the last group is an extension, but only when the rest is a whole number without it.
        shorter, extension_too = _split(number, _DASHED)
        if extension or not extension_too:
            raise
        try:
            return Phone(_number(shorter), extension_too)
        except BadPhone:
            pass
        raise


def is_mobile(number: str) -> bool:
    """Whether a number in E.164 belongs to a mobile phone, as far as its digits tell."""
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
    return bool(kind == phonenumbers.PhoneNumberType.MOBILE)


def _split(text: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    found = pattern.match(text)
    return (found["number"].strip(), found["extension"]) if found else (text, "")


def _number(text: str) -> str:
    digits = re.sub(r"[\s-]", "", text)
    if _HOTLINE.fullmatch(digits):
        return f"+86{digits}"
    try:
        parsed = phonenumbers.parse(_TRUNK.sub("", text), HOME_REGION)
    except phonenumbers.NumberParseException:
        raise BadPhone(_("“%s” is not a phone number.") % text[:40]) from None
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    if reason == phonenumbers.ValidationResult.TOO_LONG:
        raise BadPhone(_("“%s” has too many digits. Write an extension as “ext. 801”.") % text[:40])
    if not phonenumbers.is_valid_number(parsed):
        raise BadPhone(
            _("“%s” is not a complete number. Add the area code (0755-…), or + and the country code.") % text[:40]
        )
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
