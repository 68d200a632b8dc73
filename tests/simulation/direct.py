"""Safeguards taken away one by one while the tests that are named beside them run: each must fail.

    python -m tests.simulation.direct

What few seeds notice, or none because other layers cover it, is kept by a test of its own.  Taken
away is a safeguard only while the test itself runs, not while its fleet is set up.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.house.source import ROOT
from tests.simulation.safeguards import RARE, without

NAMED = {f"tests/{rare.kept_by}": name for name, rare in RARE.items()}
"""Test → the safeguard that it keeps."""


class Taking:
    """A plugin of pytest that takes a test's safeguard away, and notes whether the test fails.

    Attributes:
        noticed: safeguards of which some test failed.
    """

    def __init__(self) -> None:
        self.noticed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Run a test without its safeguard."""
        name = NAMED[item.nodeid.partition("[")[0]]
        try:
            with without(RARE[name].parts):
                yield
        except BaseException:
            self.noticed.add(name)
            raise


def main() -> int:
    """Print which safeguards their tests do not notice; return how many."""
    assert len(NAMED) == len(RARE), "each has a test of its own"
    taking = Taking()
    pytest.main(
        ["-q", "--tb=no", "-p", "no:cacheprovider", f"--rootdir={ROOT}", *NAMED], plugins=[taking]
    )
    blind = sorted(RARE.keys() - taking.noticed)
    for name in blind:
        print(f"{name}: {RARE[name].kept_by} does not notice")
    print(f"{len(taking.noticed)} of {len(RARE)} safeguards noticed")
    return len(blind)


if __name__ == "__main__":
    sys.exit(main())
