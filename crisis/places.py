"""Countries and regions: their names, who is asked first in which language, and the one guess that is allowed.

A place is written as a string: "FR", "CA-QC", "EU" (another country of the European Union), "ZZ" (any other),
"" (not chosen).
"""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ANOTHER_EU_COUNTRY = "EU"
ANYWHERE_ELSE = "ZZ"

NAMES: dict[str, str | Promise] = {
    "FR": _("France"),
    "BE": _("Belgium"),
    "CH": _("Switzerland"),
    "LU": _("Luxembourg"),
    "CA": _("Canada"),
    "GB": _("United Kingdom"),
    "IE": _("Ireland"),
    "US": _("United States"),
    "AU": _("Australia"),
    "NZ": _("New Zealand"),
    "AT": _("Austria"),
    "DE": _("Germany"),
    "ES": _("Spain"),
    "IT": _("Italy"),
    "NL": _("Netherlands"),
    "PT": _("Portugal"),
    ANOTHER_EU_COUNTRY: _("Another country of the European Union"),
    ANYWHERE_ELSE: _("Another country"),
}
REGION_NAMES: dict[str, str | Promise] = {
    "BE-WAL": _("Wallonia"),
    "CA-QC": _("Québec"),
    "GB-WLS": _("Wales"),
}
# Where a language is spoken: offered first, in this order.
FIRST = {"fr": ("FR", "BE", "CH", "LU", "CA"), "en": ("GB", "IE", "US", "CA", "AU", "NZ")}
# Members of the European Union: 112 answers in each of them.
UNION = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split())

_TAG = re.compile(r"\s*([a-z]{2,3})-([a-z]{2})\s*(?:;.*)?", re.IGNORECASE)


def in_order(language: str, countries: frozenset[str]) -> list[str]:
    """Return `countries` as one looks for them: where `language` is spoken first, then by name, elsewhere last."""
    first = FIRST.get(language, ())
    others = sorted(countries - set(first), key=lambda code: str(NAMES[code]))
    return [*first, *others, ANOTHER_EU_COUNTRY, ANYWHERE_ELSE]


def known(region: str, countries: frozenset[str]) -> str:
    """Return the place that `region` stands for, among `countries` with lines of their own.

    An unknown region falls back on its country, an unknown country on "EU" or "ZZ", and nonsense on "".
    """
    country, _dash, part = region.strip().upper()[:8].partition("-")
    if not re.fullmatch(r"[A-Z]{2}", country):
        return ""
    if country in countries:
        return f"{country}-{part}" if f"{country}-{part}" in REGION_NAMES else country
    if country == ANOTHER_EU_COUNTRY or country in UNION:
        return ANOTHER_EU_COUNTRY
    return ANYWHERE_ELSE


def guess(accept_language: str, countries: frozenset[str]) -> str:
    """Return the country that a browser's first language names (fr-CA: CA), "" when it names none that is known.

    Only the first tag counts, and only a plain language-country pair: the rest would be reading tea leaves.
    """
    found = _TAG.fullmatch(accept_language[:200].split(",", 1)[0])
    if not found:
        return ""
    country = found[2].upper()
    return country if country in countries else ""
