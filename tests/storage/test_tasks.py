"""Open steps by their day."""

from __future__ import annotations

from pathlib import Path

from ctxh_desktop.storage import tasks
from ctxh_desktop.storage.store import open_laptop
from tests.data.laptops import KEY, ticking_ambient


def test_only_open_steps_of_the_span_soonest_first(tmp_path: Path) -> None:
    ambient = ticking_ambient("tasks")
    store = open_laptop(tmp_path / "ctxh.db", KEY, ambient, create=True)
    days = {"b": ("2026-11-21", "HD_CHUA"), "a": ("2026-11-20", "HD_DANG"), "c": (None, "HD_CHUA"),
            "d": ("2026-11-22", "HD_TRE"), "e": ("2026-11-21", "HD_HUY")}  # fmt: skip
    with store.write(by="Hoa") as work:
        for task, (due_on, status) in days.items():
            values = {"case_id": "c", "person_id": "p", "task": task, "due_on": due_on}
            work.insert("plan_step", ambient.new_id(), "19819", {**values, "status": status})
        work.commit()

    with store.read() as reader:
        due = [row["task"] for row in tasks.due(reader, "2026-11-22")]
        today = [row["task"] for row in tasks.due(reader, "2026-11-21", "2026-11-20")]
        counts = tasks.counts(reader, {"all": ("", "9999"), "today": ("2026-11-20", "2026-11-21")})

    assert (due, today) == (["a", "b", "d"], ["b"])
    assert counts == {"all": 3, "today": 1}
    store.close()
