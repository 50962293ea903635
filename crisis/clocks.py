"""The clocks by which lines keep their hours, and which of them is certain for a place."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Where one clock is certain. Countries with several are left out on purpose.
_OF_PLACE = {
    "FR": "Europe/Paris",
    "BE": "Europe/Brussels",
    "CH": "Europe/Zurich",
    "LU": "Europe/Luxembourg",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "DE": "Europe/Berlin",
    "AT": "Europe/Vienna",
    "NL": "Europe/Amsterdam",
    "IT": "Europe/Rome",
    "CA-QC": "America/Toronto",
}

# Every clock a line can keep, by the town that people know it by.
CLOCKS: dict[str, str | Promise] = {
    "Europe/Paris": _("Paris"),
    "Europe/Brussels": _("Brussels"),
    "Europe/Zurich": _("Zurich"),
    "Europe/Luxembourg": pgettext_lazy("town", "Luxembourg"),
    "Europe/London": _("London"),
    "Europe/Dublin": _("Dublin"),
    "Europe/Berlin": _("Berlin"),
    "Europe/Vienna": _("Vienna"),
    "Europe/Amsterdam": _("Amsterdam"),
    "Europe/Rome": _("Rome"),
    "Europe/Madrid": _("Madrid"),
    "Atlantic/Canary": _("the Canary Islands"),
    "Europe/Lisbon": _("Lisbon"),
    "Atlantic/Azores": _("the Azores"),
    "America/St_Johns": _("St. John’s, Newfoundland"),
    "America/Halifax": _("Halifax"),
    "America/Toronto": _("Toronto and Montréal"),
    "America/Winnipeg": _("Winnipeg"),
    "America/Regina": _("Regina"),
    "America/Edmonton": _("Edmonton"),
    "America/Vancouver": _("Vancouver"),
    "America/New_York": _("New York"),
    "America/Chicago": _("Chicago"),
    "America/Denver": _("Denver"),
    "America/Phoenix": _("Phoenix"),
    "America/Los_Angeles": _("Los Angeles"),
    "America/Anchorage": _("Anchorage"),
    "Pacific/Honolulu": _("Honolulu"),
    "Australia/Sydney": _("Sydney and Melbourne"),
    "Australia/Brisbane": _("Brisbane"),
    "Australia/Adelaide": _("Adelaide"),
    "Australia/Darwin": _("Darwin"),
    "Australia/Perth": _("Perth"),
    "Pacific/Auckland": _("Auckland"),
}


def clock_of(place: str) -> str:
    """Return the one clock of `place` ("FR", "CA-QC"), "" where there are several."""
    return _OF_PLACE.get(place, _OF_PLACE.get(place.partition("-")[0], ""))
