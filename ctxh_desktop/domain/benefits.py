"""Benefits (trợ cấp): the monthly amount of a policy on a day, as reference beside a decision.

    amount = standard (mức chuẩn) * coefficient (hệ số) * number of persons it is paid for

Standards and coefficients are data with their decree and the days between which they hold; a
province may set a higher standard of its own.  The program pays nothing: what stands in the
decision is kept with the person, and this amount only says what the decree would give.

Shapes: amounts are whole đồng a month; `province_code` "" is the whole country.

Source: NĐ 20/2021/NĐ-CP Đ4–6, Đ20; NĐ 76/2024/NĐ-CP; NĐ 176/2025/NĐ-CP; domain reference §5.2.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from ctxh_desktop.errors import InputError

_STANDARD = ("province_code", "amount", "valid_from", "valid_to", "source")
_RATE = ("policy", "coefficient", "amount", "per", "valid_from", "valid_to", "source")
COUNT_MAX = 50


@dataclass(frozen=True)
class Term:
    """Between which days something holds, both included, and by which text."""

    valid_from: date
    valid_to: date | None
    source: str

    def holds_on(self, day: date) -> bool:
        """Return whether it holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Standard:
    """The standard that coefficients multiply (mức chuẩn trợ giúp xã hội)."""

    province_code: str
    amount: int
    term: Term


@dataclass(frozen=True)
class Rate:
    """What one policy gives.

    Invariants: either a coefficient or a fixed amount; `per` says for whom it is given once more
    ("CON" each child, "NGUOI" each person cared for), "" when it is given once.
    """

    policy: str
    coefficient: Decimal | None
    amount: int | None
    per: str
    term: Term


@dataclass(frozen=True)
class Amount:
    """A monthly amount and how it came about; `standard` is 0 where the decree fixes the sum."""

    total: int
    standard: int
    coefficient: Decimal
    count: int
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Rates:
    """All standards and rates."""

    standards: tuple[Standard, ...]
    rates: tuple[Rate, ...]

    def rate(self, policy: str, day: date) -> Rate | None:
        """Return what a policy gives on a day, None where nothing is known."""
        found = (r for r in self.rates if r.policy == policy and r.term.holds_on(day))
        return next(found, None)

    def standard(self, day: date, province_code: str = "") -> Standard | None:
        """Return the standard on a day: the province's own, else the country's."""
        holding = [s for s in self.standards if s.term.holds_on(day)]
        own = [s for s in holding if province_code and s.province_code == province_code]
        return next(iter([*own, *(s for s in holding if not s.province_code)]), None)

    def amount(
        self, policy: str, day: date, *, count: int = 1, province_code: str = ""
    ) -> Amount | None:
        """Return the monthly amount, None where no rate is known for that day.

        Args:
            policy: code of the policy.
            day: on which it would be received.
            count: children or persons that it is given for; 1 where the rate is not per head.
            province_code: whose own standard applies.

        Raises:
            ValueError: *count* is not between 1 and `COUNT_MAX`.
        """
        if not 1 <= count <= COUNT_MAX:
            raise ValueError(count)
        rate = self.rate(policy, day)
        if rate is None:
            return None
        heads = count if rate.per else 1
        if rate.amount is not None:
            return Amount(rate.amount * heads, 0, Decimal(1), heads, (rate.term.source,))
        standard = self.standard(day, province_code)
        if standard is None or rate.coefficient is None:
            return None
        total = int((standard.amount * rate.coefficient * heads).to_integral_value())
        sources = (standard.term.source, rate.term.source)
        return Amount(total, standard.amount, rate.coefficient, heads, sources)


def read_rates(standards_csv: str, rates_csv: str) -> Rates:
    """Read both files from their texts.

    Raises:
        InputError: `code-list-unreadable` with the file's name and the line.
    """
    standards = [
        Standard(cells["province_code"], int(cells["amount"]), term)
        for cells, term in _lines("benefit_standard", standards_csv, _STANDARD)
    ]
    rates = []
    for cells, term in _lines("benefit_rate", rates_csv, _RATE):
        coefficient = Decimal(cells["coefficient"]) if cells["coefficient"] else None
        amount = int(cells["amount"]) if cells["amount"] else None
        rates.append(Rate(cells["policy"], coefficient, amount, cells["per"], term))
    return Rates(tuple(standards), tuple(rates))


def _lines(name: str, text: str, columns: tuple[str, ...]) -> list[tuple[Mapping[str, str], Term]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if tuple(reader.fieldnames or ()) != columns:
        raise InputError("code-list-unreadable", list=name, line=1)
    found: list[tuple[Mapping[str, str], Term]] = []
    for cells in reader:
        try:
            found.append((cells, _checked(cells)))
        except (ValueError, TypeError, InvalidOperation):
            raise InputError("code-list-unreadable", list=name, line=reader.line_num) from None
    return found


def _checked(cells: Mapping[str, str]) -> Term:
    begin = date.fromisoformat(cells["valid_from"])
    end = date.fromisoformat(cells["valid_to"]) if cells["valid_to"] else None
    given = [Decimal(cells[name]) for name in ("coefficient", "amount") if cells.get(name)]
    if len(given) != 1 or given[0] <= 0 or not cells["source"] or (end and end < begin):
        raise ValueError(cells["valid_from"])
    return Term(begin, end, cells["source"])
