"""The error tree: three branches, codes instead of sentences."""

from __future__ import annotations

import pytest

from ctxh_desktop.errors import CtxhError, InputError, IntegrityError, TransientError


@pytest.mark.parametrize(
    ("kind", "branch"),
    [(InputError, "input"), (TransientError, "transient"), (IntegrityError, "integrity")],
)
def test_each_branch_says_who_mends_it(kind: type[CtxhError], branch: str) -> None:
    error = kind("some-code", name="Lê Thị Út")

    assert (error.code, error.branch, error.facts) == ("some-code", branch, {"name": "Lê Thị Út"})
    assert isinstance(error, CtxhError)


def test_what_a_person_typed_never_shows_in_the_text_of_an_error() -> None:
    error = InputError("bad", issues={"full_name": ("required", {})}, name="Lê Thị Út")

    assert "Út" not in str(error) + repr(error)
    assert error.issues == {"full_name": ("required", {})}
