"""One filling-in of a form: answers, what is wrong with them, and the draft that survives a crash.

Answers are kept in plain form as the inputs give them; what could not be read at all (a day that
does not exist) is handed in as an issue by the input that tried.  Nothing is judged while somebody
types: `issues` is asked on saving.

Source: reference/ux.md §2 rule 7 (validate on save), §6 (drafts).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.domain.validation import Issues, clean_value, field_issue, record_issues
from ctxh_desktop.domain.values import Plain, to_plain
from ctxh_desktop.forms.form import Form

_DRAFT_VERSION = 1


class Session:
    """The answers of one form.

    Args:
        form: what is asked.
        values: the stored record when one is changed; fields that are not asked are kept.
        catalogue: code lists against which choices are checked; None checks none.
    """

    def __init__(
        self,
        form: Form,
        values: Mapping[str, Plain] | None = None,
        *,
        catalogue: Catalogue | None = None,
    ) -> None:
        self._form = form
        self._stored = dict(values or {})
        self._answers: dict[str, Plain] = {}
        self._unread: Issues = {}
        self._typed: dict[str, str] = {}
        self._touched: set[str] = set()
        self._catalogue = catalogue
        for question in form.questions:
            default = to_plain(question.kind, question.default)
            self._answers[question.name] = self._stored.get(question.name, default)
        self._begun = dict(self._answers)

    @property
    def form(self) -> Form:
        """What is asked."""
        return self._form

    @property
    def touched(self) -> frozenset[str]:
        """Names of fields that were answered in this session."""
        return frozenset(self._touched)

    @property
    def is_changed(self) -> bool:
        """Whether an answer differs from what is stored, or could not be read."""
        return bool(self._unread) or any(
            self._answers[name] != self._stored.get(name) for name in self._answers
        )

    def answer(self, name: str, value: Plain) -> None:
        """Take over an answer in plain form; an empty text is no answer."""
        field = self._form.by_name[name].field
        self._unread.pop(name, None)
        self._typed.pop(name, None)
        self._answers[name] = clean_value(field, value)
        self._touched.add(name)

    def refuse(self, name: str, typed: str, code: str, facts: Mapping[str, object]) -> None:
        """Note that *typed* could not be read for *name*; it is kept for the draft."""
        self._answers[self._form.by_name[name].name] = None
        self._typed[name] = typed
        self._unread[name] = (code, dict(facts))
        self._touched.add(name)

    def typed(self, name: str) -> str | None:
        """Return what was typed but could not be read; None where there is an answer."""
        return self._typed.get(name)

    def value(self, name: str) -> Plain:
        """Return an answer in plain form."""
        return self._answers[name]

    def values(self) -> dict[str, Plain]:
        """Return all answers, in the order asked."""
        return dict(self._answers)

    def changes(self) -> dict[str, Plain]:
        """Return only the answers that differ from what is stored."""
        return {n: v for n, v in self._answers.items() if v != self._stored.get(n)}

    def issues(self) -> Issues:
        """Return what has to be corrected before saving, in the order asked."""
        found: Issues = dict(self._unread)
        for question in self._form.questions:
            if question.name not in found:
                wrong = field_issue(question.field, self._answers[question.name], self._catalogue)
                if wrong is not None:
                    found[question.name] = wrong
        if not found:
            whole = {**self._stored, **self._answers}
            found = record_issues(self._form.record_type, whole)
        order = {name: place for place, name in enumerate(self._answers)}
        return dict(sorted(found.items(), key=lambda item: order.get(item[0], len(order))))

    def draft(self) -> dict[str, Any]:
        """Return what is kept as a draft: answers that were changed, and what was unreadable."""
        answers = {
            name: value
            for name, value in self._answers.items()
            if value != self._begun[name] and name not in self._typed
        }
        return {"version": _DRAFT_VERSION, "answers": answers, "typed": dict(self._typed)}

    def restore(self, draft: Mapping[str, Any]) -> tuple[str, ...]:
        """Take over a draft and return the fields it held; fields no longer asked are left out."""
        if draft.get("version") != _DRAFT_VERSION:
            return ()
        taken = []
        for name, value in _mapping(draft.get("answers")).items():
            if name in self._form.by_name and isinstance(value, str | int | bool | None):
                self.answer(name, value)
                taken.append(name)
        for name, typed in _mapping(draft.get("typed")).items():
            if name in self._form.by_name and isinstance(typed, str):
                label = self._form.by_name[name].label
                self.refuse(name, typed, "value-unreadable", {"label": label})
                taken.append(name)
        return tuple(taken)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
