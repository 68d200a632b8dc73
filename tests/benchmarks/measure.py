"""Measure: ours and a rival by turns, and the table that compares them with the budgets."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

Judged = Literal["p95", "median", "ratio", "ratio p95", "share", "none"]
Action = Callable[[], object]


@dataclass(frozen=True)
class Options:
    """How much is measured.

    Attributes:
        is_quick: smaller data and fewer rounds, to see that everything still runs.
    """

    is_quick: bool = False

    def rounds(self, whole: int) -> int:
        """Return how many rounds a benchmark takes that takes *whole* ones at leisure."""
        return max(3, whole // 5) if self.is_quick else whole

    def people(self, whole: int) -> int:
        """Return how many people a benchmark has that has *whole* at leisure."""
        return min(whole, 20_000) if self.is_quick else whole


@dataclass(frozen=True)
class Figure:
    """Ours beside a rival and a budget.

    Shapes: `limit` is compared with what `judged` names: our p95 or median, our value divided by
    the rival's ("ratio", by medians, or "ratio p95"), or, where more is better, our share of the
    rival's ("share").  Without `ours` nothing was measured, and `note` says why.
    """

    name: str
    ours: Sequence[float]
    rival: Sequence[float] = ()
    rival_name: str = "–"
    unit: str = "ms"
    judged: Judged = "none"
    limit: float = 0.0
    budget: str = "–"
    note: str = field(default="")

    @property
    def ratio(self) -> float | None:
        """Our value divided by the rival's."""
        if not self.ours or not self.rival:
            return None
        if self.judged == "ratio p95":
            return p95(self.ours) / p95(self.rival)
        return statistics.median(self.ours) / statistics.median(self.rival)

    @property
    def verdict(self) -> str:
        """Whether the figure keeps its budget: "within", "over", or "–"."""
        found = self._judged()
        if found is None:
            return "–"
        is_within = found >= self.limit if self.judged == "share" else found <= self.limit
        return "within" if is_within else "over"

    def _judged(self) -> float | None:
        if not self.ours or self.judged == "none":
            return None
        if self.judged == "p95":
            return p95(self.ours)
        return statistics.median(self.ours) if self.judged == "median" else self.ratio


def p95(values: Sequence[float]) -> float:
    """Return the value that 95 of 100 do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))]


def timed_ms(action: Action) -> float:
    """Run *action* once and return its milliseconds."""
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000


def by_turns(ours: Action, rival: Action, rounds: int) -> tuple[list[float], list[float]]:
    """Run both *rounds* times by turns, after one unmeasured turn; return the milliseconds."""
    ours()
    rival()
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        gc.collect()
        # Whoever comes second finds warm caches: they change places each round.
        order = (0, 1) if number % 2 else (1, 0)
        for place in order:
            found[place].append(timed_ms((ours, rival)[place]))
    return found


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as lines to read."""
    head = ("name", "ours", "p95", "rival", "", "ratio", "budget", "")
    rows = [head, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join(lines)


def _row(figure: Figure) -> tuple[str, ...]:
    if not figure.ours:
        return (figure.name, "–", "–", figure.rival_name, "–", "–", figure.budget, figure.note)
    ratio = figure.ratio
    rival = _shown(statistics.median(figure.rival), figure.unit) if figure.rival else "–"
    verdict = " ".join(part for part in (figure.verdict, figure.note) if part)
    return (
        figure.name,
        _shown(statistics.median(figure.ours), figure.unit),
        _shown(p95(figure.ours), figure.unit),
        figure.rival_name,
        rival,
        "–" if ratio is None else f"{ratio:.2f}×",
        figure.budget,
        verdict,
    )


def _shown(value: float, unit: str) -> str:
    number = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return f"{number} {unit}"
