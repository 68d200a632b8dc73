"""Form (biểu mẫu): which fields of a record type are asked, in which order and groups.

A form is read from the declaration; a page names fields to ask fewer of them or group them, and
never repeats what a field is.

Source: ADR-0004 (one declaration per record type).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass
from dataclasses import fields as fields_of
from functools import cached_property
from typing import Any

from ctxh_desktop.domain.schema import Field, RecordType
from ctxh_desktop.domain.values import Kind

_NOT_ASKED = (Kind.LINK, Kind.ATTACHMENT, Kind.INSTANT)
"""Kinds that the program fills in: a person chooses such things elsewhere."""


@dataclass(frozen=True)
class Question:
    """One field as it is asked.

    Shapes: *label* is an English source text (context "record").
    """

    field: Field
    default: Any = None
    """What the record holds when nobody answers (typed value)."""

    @property
    def name(self) -> str:
        """Name of the field."""
        return self.field.name

    @property
    def label(self) -> str:
        """Label of the field, an English source text."""
        return self.field.label

    @property
    def kind(self) -> Kind:
        """What the field holds."""
        return self.field.kind

    @property
    def is_optional(self) -> bool:
        """Whether it may stay empty; a yes or no always has an answer."""
        return not self.field.required and self.field.kind is not Kind.BOOL


@dataclass(frozen=True)
class Section:
    """Questions under one heading (English source text, "" for none)."""

    heading: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Form:
    """What is asked about one record.

    Invariants: no field is asked twice.
    """

    record_type: RecordType
    sections: tuple[Section, ...]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the order asked."""
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def by_name(self) -> Mapping[str, Question]:
        """Questions by the name of their field."""
        return {question.name: question for question in self.questions}

    @cached_property
    def asks_all_required(self) -> bool:
        """Whether a whole record can be built from the answers, so that its own rules apply."""
        return all(
            field.name in self.by_name for field in self.record_type.fields if field.required
        )


def question(record_type: RecordType, field: Field) -> Question:
    """Return the question for a declared field, with what stands when nobody answers."""
    declared = {f.name: f.default for f in fields_of(record_type.record)}  # type: ignore[arg-type]
    default = declared[field.name]
    return Question(field, None if default is MISSING else default)


def form_of(record_type: RecordType, only: Iterable[str] | None = None) -> Form:
    """Return the form of a record type in one section.

    Args:
        record_type: the declaration.
        only: names of fields in the order to ask; by default all that a person fills in.
    """
    if only is None:
        asked = [f for f in record_type.fields if f.entered and f.kind not in _NOT_ASKED]
    else:
        asked = [record_type.field(name) for name in only]
    return Form(record_type, (Section("", tuple(question(record_type, field) for field in asked)),))


def sectioned(record_type: RecordType, sections: Mapping[str, Iterable[str]]) -> Form:
    """Return a form of named sections: heading → names of fields."""
    made = tuple(
        Section(heading, tuple(question(record_type, record_type.field(n)) for n in names))
        for heading, names in sections.items()
    )
    return Form(record_type, made)
