"""The top level of the clone is fixed: what is not named here does not lie there."""

from __future__ import annotations

from tests.house.source import ROOT

NEEDED = {
    "LICENSE", "Makefile", "README.md", "ctxh_desktop", "packaging", "pyproject.toml",
    "requirements-dev.txt", "requirements.txt", "resources", "tests", "translations",
}  # fmt: skip
MADE = {"build", "dist"}


def _visible() -> set[str]:
    names = {path.name for path in ROOT.iterdir()}
    return {name for name in names if not name.startswith(".") and name != "__pycache__"}


def test_nothing_else_lies_at_the_top() -> None:
    assert _visible() - MADE - NEEDED == set()


def test_all_that_is_needed_is_there() -> None:
    assert NEEDED - _visible() == set()
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_scripts_do_not_hide_a_package() -> None:
    """`packaging` is also a library that tools import: the folder must never be importable."""
    assert not (ROOT / "packaging" / "__init__.py").exists()
    assert not (ROOT / "tests" / "__init__.py").exists()
