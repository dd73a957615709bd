"""Phone numbers as people read them."""

from __future__ import annotations

import phonenumbers
from django.utils.translation import gettext as _

HOME_REGION = "CN"


def shown(number: str, extension: str = "") -> str:
    """A number in E.164, which may end in ";ext=12": national within China, international otherwise; 转 12 after it.

    What is no number is shown as it is.
    """
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return f"{number} {extension}".strip()
    is_home = phonenumbers.region_code_for_country_code(parsed.country_code or 0) == HOME_REGION
    style = phonenumbers.PhoneNumberFormat.NATIONAL if is_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    extension, parsed.extension = extension or parsed.extension or "", None
    text = str(phonenumbers.format_number(parsed, style))
    return _("%(number)s ext. %(extension)s") % {"number": text, "extension": extension} if extension else text
