"""Reference: data of the law that commands compute with, read from their files once."""

from __future__ import annotations

from functools import cache

from ctxh_desktop import paths
from ctxh_desktop.commands.profile import load_units
from ctxh_desktop.domain.benefits import Rates, read_rates
from ctxh_desktop.domain.former_units import FormerUnits, read_former_units


@cache
def load_rates() -> Rates:
    """Return the standards and coefficients of benefits."""
    return read_rates(_read("benefit_standard"), _read("benefit_rate"))


@cache
def load_former_units() -> FormerUnits:
    """Return the map from the units of before 1/7/2025; some 10,000 lines."""
    return read_former_units(_read("former_units"), load_units())


def _read(name: str) -> str:
    return paths.reference_table(name).read_text(encoding="utf-8-sig")
