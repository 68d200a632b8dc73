"""Who: which people a list shows, as a person chose it; kept under a name to be chosen again.

Kept filters lie in the encrypted file of this laptop and are never synced.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.domain.values import clean
from ctxh_desktop.domain.words import text_key
from ctxh_desktop.errors import InputError
from ctxh_desktop.storage.people_filter import Filter
from ctxh_desktop.storage.records import Reader

KEPT_MAX = 30
NAME_LENGTH_MAX = 60
_KEY = "people.filters"


@dataclass(frozen=True)
class Who:
    """Which people a list shows; None leaves nobody out.

    Units: `age_min` and `age_max` are completed years, both included.
    `policy` is what the person's entry says, `benefit` what a decision of its own gives today.
    """

    group: str | None = None
    village: str | None = None
    managed: bool | None = None
    age_min: int | None = None
    age_max: int | None = None
    household_class: str | None = None
    policy: str | None = None
    case_status: str | None = None
    life_status: str | None = None
    benefit: str | None = None

    def filter(self, today: date) -> Filter:
        """Return the same by days of birth, as of *today*."""
        return Filter(
            group=self.group,
            village=self.village,
            is_managed=self.managed,
            # Whoever is still `age_max` today was born after this day so many years ago.
            born_after=None if self.age_max is None else _years_before(today, self.age_max + 1),
            born_until=None if self.age_min is None else _years_before(today, self.age_min),
            household_class=self.household_class,
            policy=self.policy,
            case_status=self.case_status,
            life_status=self.life_status,
            benefit=self.benefit,
            on=today.isoformat() if self.benefit else "",
        )


ALL = Who()


@dataclass(frozen=True)
class KeptFilter:
    """A choice of people under the name that somebody gave it."""

    name: str
    who: Who
    order: str = "name"


@dataclass(frozen=True)
class ListFilters:
    """Read the kept filters, by name."""


@dataclass(frozen=True)
class KeepFilter:
    """Keep a choice of people under a name; an equal name is replaced."""

    name: str
    who: Who
    order: str = "name"


@dataclass(frozen=True)
class ForgetFilter:
    """Forget a kept filter; nothing happens where there is none of this name."""

    name: str


@handles(ListFilters)
def list_filters(desk: Desk, command: ListFilters) -> tuple[KeptFilter, ...]:
    """Return the kept filters."""
    with desk.read() as reader:
        return _kept(reader)


@handles(KeepFilter)
def keep_filter(desk: Desk, command: KeepFilter) -> tuple[KeptFilter, ...]:
    """Keep it and return all.

    Raises:
        InputError: "filter-name-missing", "filter-name-too-long", "too-many-filters".
    """
    name = clean(command.name)
    if not name:
        raise InputError("filter-name-missing")
    if len(name) > NAME_LENGTH_MAX:
        raise InputError("filter-name-too-long", most=NAME_LENGTH_MAX)
    with desk.read() as reader:
        others = [kept for kept in _kept(reader) if kept.name != name]
    if len(others) >= KEPT_MAX:
        raise InputError("too-many-filters", most=KEPT_MAX)
    return _write(desk, [*others, KeptFilter(name, command.who, command.order)])


@handles(ForgetFilter)
def forget_filter(desk: Desk, command: ForgetFilter) -> tuple[KeptFilter, ...]:
    """Forget it and return the others."""
    with desk.read() as reader:
        others = [kept for kept in _kept(reader) if kept.name != command.name]
    return _write(desk, others)


def _kept(reader: Reader) -> tuple[KeptFilter, ...]:
    return msgspec.json.decode(reader.local(_KEY, "[]"), type=tuple[KeptFilter, ...])


def _write(desk: Desk, kept: Sequence[KeptFilter]) -> tuple[KeptFilter, ...]:
    by_name = tuple(sorted(kept, key=lambda one: text_key(one.name)))
    with desk.store.write(by=desk.user, label="KeepFilter") as work:
        work.set_local(_KEY, msgspec.json.encode(by_name).decode())
        work.commit()
    return by_name


def _years_before(day: date, years: int) -> str:
    """Return the same day *years* ago, the 28th for a 29 February that there was not."""
    try:
        return day.replace(year=day.year - years).isoformat()
    except ValueError:
        return day.replace(year=day.year - years, day=28).isoformat()
