"""The error tree: what can go wrong, drawn by who can mend it.

    CtxhError (code, facts; never a sentence)
    ├── InputError       a person can mend it    → beside the field; not logged as an error
    ├── TransientError   time mends it           → status bar; retried by schedule
    └── IntegrityError   nobody may go on        → stop, keep the file, plain instructions

Raised low, translated once (`texts.sentence`, complete over `CODES` by test), never swallowed in
between.  `facts` fill the sentence's gaps on the screen; only `code` may reach a log, because facts
can hold what a person typed.  Anything else that is raised is a bug.
"""

from __future__ import annotations

from typing import ClassVar


class CtxhError(Exception):
    """Base of all expected errors.

    Args:
        code: stable, kebab-case, one of `CODES`.
        facts: values for the gaps of the sentence; shown to the person, never logged.
    """

    branch: ClassVar[str] = "error"

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class InputError(CtxhError):
    """A person can mend it: wrong words, a wrong file, a wrong code.

    Attributes:
        issues: field name → (code, facts) when several fields are wrong at once.
    """

    branch = "input"

    def __init__(
        self,
        code: str,
        *,
        issues: dict[str, tuple[str, dict[str, object]]] | None = None,
        **facts: object,
    ) -> None:
        super().__init__(code, **facts)
        self.issues = issues or {}


class TransientError(CtxhError):
    """Time mends it: no network, a busy server, a full disk."""

    branch = "transient"


class IntegrityError(CtxhError):
    """Nobody may go on: a damaged file, a wrong certificate, a revoked device."""

    branch = "integrity"
