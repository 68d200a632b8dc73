"""A whole province of invented people over its communes, one after another, from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from ctxh_desktop.domain.units import read_units
from ctxh_desktop.domain.values import Plain
from tests.data.people import TODAY, Commune, person

HUE = "46"
_UNITS = Path(__file__).parents[2] / "resources" / "codes" / "units.csv"


@cache
def communes(province_code: str = HUE) -> tuple[Commune, ...]:
    """Return the communes of a province (Huế: 40)."""
    units = read_units(_UNITS.read_text(encoding="utf-8"))
    return tuple(Commune(u.code, u.kind, u.name) for u in units.of_province(province_code))


def province(
    count: int, *, seed: int, province_code: str = HUE, today: date = TODAY
) -> Iterator[tuple[Commune, dict[str, Plain]]]:
    """Yield people with their communes, in turn over all communes, so that any part is mixed.

    Numbers are unique up to a million people.
    """
    rng = Random(f"{seed} {province_code}")
    places = communes(province_code)
    for serial in range(count):
        commune = places[serial % len(places)]
        yield commune, person(rng, serial, commune, today)
