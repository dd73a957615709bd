"""Fields that many forms share."""

from __future__ import annotations

from django.utils.translation import override

from zhichi.ui.choices import zone_field
from zhichi.ui.forms import Form


class Place(Form):
    """A form with nothing else."""

    time_zone = zone_field()


def test_a_zone_field_offers_hundreds_and_marks_the_chosen_one() -> None:
    with override("en"):
        markup = str(Place(initial={"time_zone": "America/Argentina/Buenos_Aires"})["time_zone"])
    assert markup.count("<option") > 400
    assert '<option value="America/Argentina/Buenos_Aires" selected>America/Argentina/Buenos Aires</option>' in markup
    assert markup.count(" selected") == 1


def test_a_zone_nobody_knows_is_refused_and_kept_in_words() -> None:
    form = Place({"time_zone": "Mars/Olympus"})
    assert not form.is_valid()
    assert "Mars/Olympus" in str(form.errors["time_zone"])
