"""Each fault of the security reference §7 has a test that bears its number."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
FAULTS = range(1, 41)
ELSEWHERE = {
    10: "tests of the wipe order",
    38: "there are no reports yet that could be closed",
}
"""Faults without a numbered test, and why."""


def numbered() -> set[int]:
    """Return the numbers of the tests that are named `test_fault_NN_…`."""
    names = [
        node.name
        for file in TESTS.rglob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    found = (re.match(r"test_fault_(\d\d)_", name) for name in names)
    return {int(match[1]) for match in found if match}


def test_each_fault_has_a_test_of_its_number() -> None:
    assert set(FAULTS) - numbered() <= set(ELSEWHERE)
    assert numbered() <= set(FAULTS)
