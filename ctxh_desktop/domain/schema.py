"""The vocabulary in which a record type is declared, once.

`@record` turns a class into a frozen dataclass *and* into data (`RecordType`) that table, journal,
wire, form, register, search, sheet columns and log redaction read.  To add a record type: one file
in `domain/records/`, one name in `RECORD_TYPES`, one migration, tests for its own invariants.

    @record("event", label="Event", plural="Events")
    class Event(Record):
        title: str = text("Title", listed=True, searched=True)
        held_on: date | None = day("Held on", default=None, listed=True)

"Required" is simply "no default".  Labels are English source texts (context "record"); Vietnamese
comes from `translations/`.

Source: ADR-0004 (one declaration per record type).
"""

from __future__ import annotations

import builtins
import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, TypeVar, dataclass_transform

from ctxh_desktop.domain import values
from ctxh_desktop.domain.values import Kind, Plain


class Secrecy(StrEnum):
    """How a field is protected beyond the encrypted file."""

    SEALED = "A"
    """Class A: sealed by its own key, never listed, each reading logged."""
    STORED = "B"
    """Class B: encrypted at rest like everything."""


class Merge(StrEnum):
    """What happens when two places changed a field (sync design §4.5)."""

    PLAIN = "plain"
    """Compare and set; a clash keeps both values and asks a person."""
    HIGHER = "higher"
    """The value later in its code list stands for now; a person is still asked."""
    ELEMENTS = "elements"
    """Multiple choice: each choice is added or removed by itself and never clashes (ADR-0006)."""
    FROZEN = "frozen"
    """Never changed after it was first saved; a patch is held."""


@dataclass(frozen=True)
class Field:
    """One declared field.

    Invariants: `codes` is set exactly for CODE and CODES, `target` exactly for LINK; fields with
    the same `group` are compared and conflict as one value.
    """

    name: str
    label: str
    kind: Kind
    required: bool = True
    searched: bool = False
    listed: bool = False
    secrecy: Secrecy = Secrecy.STORED
    merge: Merge = Merge.PLAIN
    group: str | None = None
    codes: str | None = None
    target: str | None = None
    length_max: int = 200
    is_phone: bool = False
    """Whether a text is a phone number: kept as digits, shown in groups."""
    is_filter: bool = False
    """Whether lists are narrowed by it, so that it is indexed."""
    is_looked_up: bool = True
    """Whether a laptop asks for records by this link or listed day; an index costs each save."""
    entered: bool = True
    """Whether a person fills it in; false for what the program writes."""
    at_intake: bool = True
    """Whether it is asked when somebody is taken in; false for what is entered later, in calm."""
    by_province: bool = False
    """Whether only the province writes it; what a laptop writes there is held."""
    hint: str = ""
    source: str = ""


@dataclass(frozen=True)
class RecordType:
    """A declared record type: what every general part of the program reads."""

    name: str
    label: str
    plural: str
    fields: tuple[Field, ...]
    record: type[Record]
    source: str = ""
    compared_by: tuple[tuple[str, ...], ...] = ()
    """Sets of columns in which two entries of one person agree; a laptop has an index on each."""
    part_of: str = ""
    """The record type of which this is a part: it is entered, shown and moved with its owner."""

    @cached_property
    def owner(self) -> Field | None:
        """The link from a part to its owner, called after the owner's type; None for others."""
        return self.by_name[f"{self.part_of}_id"] if self.part_of else None

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Fields by their name, in declared order."""
        return {field.name: field for field in self.fields}

    @cached_property
    def sealed(self) -> frozenset[str]:
        """Names of the fields of class A."""
        return frozenset(f.name for f in self.fields if f.secrecy is Secrecy.SEALED)

    @cached_property
    def groups(self) -> Mapping[str, tuple[Field, ...]]:
        """Names of conflict groups → their fields."""
        found: dict[str, tuple[Field, ...]] = {}
        for field in self.fields:
            if field.group:
                found[field.group] = (*found.get(field.group, ()), field)
        return found

    @cached_property
    def name_field(self) -> Field | None:
        """The person's or thing's name, by which the register is sorted, if there is one."""
        return next((field for field in self.fields if field.kind is Kind.NAME), None)

    @cached_property
    def searched(self) -> tuple[Field, ...]:
        """Fields that the search reads."""
        return tuple(field for field in self.fields if field.searched)

    @cached_property
    def frozen(self) -> frozenset[str]:
        """Names of the fields that never change after they were first saved."""
        return frozenset(field.name for field in self.fields if field.merge is Merge.FROZEN)

    @cached_property
    def listed(self) -> tuple[Field, ...]:
        """Columns of the register."""
        return tuple(field for field in self.fields if field.listed)

    @cached_property
    def defaults(self) -> Mapping[str, Plain]:
        """Declared defaults that are not empty, in plain form."""
        found = {
            f.name: values.to_plain(self.field(f.name).kind, f.default)
            for f in dataclasses.fields(self.record)  # type: ignore[arg-type]
            if f.default is not MISSING
        }
        return {name: value for name, value in found.items() if value is not None}

    def field(self, name: str) -> Field:
        """Return a field by its name; an unknown name is a bug (KeyError)."""
        return self.by_name[name]


class Record:
    """Base of all declared records: typed values without identity (a `Row` has that)."""

    type: ClassVar[RecordType]

    def issues(self) -> dict[str, str]:
        """Return what is wrong between fields, as field name → message code."""
        return {}

    def plain(self) -> dict[str, Plain]:
        """Return the values in the form that is stored, compared and sent."""
        return {f.name: values.to_plain(f.kind, getattr(self, f.name)) for f in self.type.fields}

    @classmethod
    def defaults(cls) -> dict[str, Plain]:
        """Return the declared defaults that are not empty, in plain form."""
        return dict(cls.type.defaults)

    @classmethod
    def from_plain(cls: builtins.type[R], plain: Mapping[str, Plain]) -> R:
        """Build the typed record from stored values; absent fields are empty."""
        typed = {f.name: values.from_plain(f.kind, plain.get(f.name)) for f in cls.type.fields}
        return cls(**typed)


R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Row:
    """One stored record with its identity and its place in the province's order.

    Shapes: `values` holds the declared fields in plain form, `extra` what a newer version sent and
    this one does not know.  `seq` is 0 while the province has not numbered the row.
    """

    type: str
    id: str
    scope: str
    values: Mapping[str, Plain]
    seq: int = 0
    created_at: str = ""
    created_by: str = ""
    deleted_at: str | None = None
    deleted_reason: str | None = None
    extra: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def __getitem__(self, name: str) -> Plain:
        """Return the plain value of a declared field."""
        return self.values[name]

    def text(self, name: str) -> str:
        """Return a textual field, empty when it is not filled in."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def whole(self) -> dict[str, Plain]:
        """Return everything that merges: declared fields, deletion and what is not known here."""
        return {
            **self.values,
            "deleted_at": self.deleted_at,
            "deleted_reason": self.deleted_reason,
            **self.extra,
        }

    def changed(self, changes: Mapping[str, Plain]) -> Row:
        """Return the row with *changes* to any of what `whole` returns."""
        if changes.keys() <= self.values.keys():  # as nearly always: quicker
            return Row(
                self.type, self.id, self.scope, {**self.values, **changes}, self.seq,
                self.created_at, self.created_by, self.deleted_at, self.deleted_reason, self.extra,
            )  # fmt: skip
        whole = {**self.whole(), **changes}
        deleted_at, deleted_reason = whole.pop("deleted_at"), whole.pop("deleted_reason")
        return dataclasses.replace(
            self,
            values={name: whole.pop(name) for name in self.values},
            deleted_at=None if deleted_at is None else str(deleted_at),
            deleted_reason=None if deleted_reason is None else str(deleted_reason),
            extra=whole,
        )


def _declared(kind: Kind, label: str, default: Any, options: dict[str, Any]) -> Any:
    metadata = {"kind": kind, "label": label, **options}
    if default is MISSING:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def text(label: str, *, default: Any = MISSING, **options: Any) -> Any:
    """Declare one line of text."""
    return _declared(Kind.TEXT, label, default, options)


def long_text(label: str, *, default: Any = MISSING, **options: Any) -> Any:
    """Declare text of several lines."""
    return _declared(Kind.LONG_TEXT, label, default, {"length_max": 2000, **options})


def name(label: str, *, default: Any = MISSING, **options: Any) -> Any:
    """Declare a Vietnamese name: family name first, sorted by the given name."""
    return _declared(Kind.NAME, label, default, {"length_max": 100, **options})


def code(label: str, codes: str, *, default: Any = MISSING, **options: Any) -> Any:
    """Declare one choice from the code list *codes*."""
    return _declared(Kind.CODE, label, default, {"codes": codes, **options})


def codes(label: str, codes: str, *, default: Any = MISSING, **options: Any) -> Any:
    """Declare several choices from the code list *codes*."""
    chosen = {"merge": Merge.PLAIN if "group" in options else Merge.ELEMENTS}
    return _declared(Kind.CODES, label, default, {"codes": codes, **chosen, **options})


def day(label: str, *, default: Any = MISSING, **options: Any) -> Any:
    """Declare a calendar day in Vietnam."""
    return _declared(Kind.DAY, label, default, options)


def partial_day(label: str, *, default: Any = MISSING, **options: Any) -> Any:
    """Declare a day of which perhaps only month and year, or about the year, is known."""
    return _declared(Kind.PARTIAL_DAY, label, default, options)


def instant(label: str, *, default: Any = MISSING, **options: Any) -> Any:
    """Declare a moment in UTC."""
    return _declared(Kind.INSTANT, label, default, options)


def integer(label: str, *, default: Any = MISSING, **options: Any) -> Any:
    """Declare a whole number."""
    return _declared(Kind.INT, label, default, options)


def money(label: str, *, default: Any = MISSING, **options: Any) -> Any:
    """Declare an amount in whole đồng."""
    return _declared(Kind.MONEY, label, default, options)


def boolean(label: str, *, default: Any = MISSING, **options: Any) -> Any:
    """Declare a yes or no."""
    return _declared(Kind.BOOL, label, default, options)


def link(label: str, target: str, *, default: Any = MISSING, **options: Any) -> Any:
    """Declare the id of a record of type *target*."""
    return _declared(Kind.LINK, label, default, {"target": target, **options})


def identifier(label: str, *, default: Any = MISSING, **options: Any) -> Any:
    """Declare a personal number (12 digits, or 9 of an old CMND), kept as bare digits."""
    return _declared(Kind.IDENTIFIER, label, default, {"length_max": 12, **options})


def attachment(label: str, *, default: Any = MISSING, **options: Any) -> Any:
    """Declare a file by the SHA-256 of its bytes."""
    return _declared(Kind.ATTACHMENT, label, default, options)


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(
        text, long_text, name, code, codes, day, partial_day, instant, integer, money, boolean,
        link, identifier, attachment,
    ),
)  # fmt: skip
def record(
    type_name: str,
    *,
    label: str,
    plural: str,
    source: str = "",
    compared_by: tuple[tuple[str, ...], ...] = (),
    part_of: str = "",
) -> Callable[[type[R]], type[R]]:
    """Declare a record type; see the module's example."""

    def declare(cls: type[R]) -> type[R]:
        made = dataclass(frozen=True, kw_only=True)(cls)
        fields = tuple(
            Field(name=f.name, required=f.default is MISSING, **f.metadata)
            for f in dataclasses.fields(made)  # type: ignore[arg-type]  # mypy loses the decorator
        )
        made.type = RecordType(type_name, label, plural, fields, made, source, compared_by, part_of)
        return made

    return declare
