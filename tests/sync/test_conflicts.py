from __future__ import annotations

from ctxh_desktop.domain.merge import Clash
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.storage.store import Store
from ctxh_desktop.sync.conflicts import Source, conflict_row
from tests.data.laptops import empty, ticking_ambient
from tests.data.province_db import ProvinceDb

ROW = Row("person", "p1", "19819", {"alias": "cũ"})
CLASH = Clash("alias", {"alias": None}, {"alias": "cũ"}, {"alias": "mới"})


def test_one_piece_of_news_makes_one_conflict(province_db: ProvinceDb) -> None:
    store: Store = province_db.open(ticking_ambient("p"), schema="fleet")
    empty(store)
    with store.write(by="x") as work:
        source = Source("op-1 alias", "Hoa", "2026-11-21T01:00:00.000Z", "op-1")
        made = conflict_row(work, ROW, CLASH, source, "", ("Lan", "2026-11-20T01:00:00.000Z"))
        again = conflict_row(work, ROW, CLASH, source, "", ("Lan", ""))
        deletion = Clash("deleted_at", {}, {}, {})
        deleted = conflict_row(work, ROW, deletion, Source("op-2", "", ""), "", ("", ""))
        recovered = conflict_row(work, ROW, CLASH, Source("op-3", "", ""), "recovered", ("", ""))

    assert made.id == again.id
    assert len({made.id, deleted.id, recovered.id}) == 3
    assert (made.text("record_id"), made.scope, made.text("field")) == ("p1", "19819", "alias")
    assert (made.text("proposed_by"), made.text("current_by")) == ("Hoa", "Lan")
    assert made.text("proposed") == '{"alias":"mới"}'
    assert [row.text("kind") for row in (made, deleted, recovered)] == [
        "edit", "delete", "recovered",
    ]  # fmt: skip
