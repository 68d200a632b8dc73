"""A person and a household with all they have several of, in every state worth looking at.

Prepared for `tests.data.scenes`, in its order; everybody is invented.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.records import SaveRecord
from tests.data.stage import Scene, Stage, settle

PERSON = {
    "full_name": "Hoàng Thị Lụa", "born": "1946-03-02", "sex": "NU", "groups": "NCT",
    "village": "Thôn 2", "address": "Nhà số 12, cạnh đình làng", "phone": "0905111333",
    "illness": "Tăng huyết áp, thoái hoá khớp gối", "ethnicity": "KINH",
}  # fmt: skip
PARTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("person_identifier", {"kind": "CMND9", "number": "190123456", "issued_on": "1998"}),
    ("person_identifier", {"kind": "SDDCN", "number": "046185000123", "issued_on": "2021-07-01"}),
    ("person_phone", {"number": "0914000222", "phone_of": "CON", "owner_name": "Lê Văn Tâm"}),
    ("person_address", {"kind": "THUONGTRU", "commune_code": "19819", "village": "Thôn 2"}),
    ("person_group", {"target_group": "NCT", "is_main": True, "from_on": "2006"}),
    ("person_group", {"target_group": "NGHEO", "from_on": "2019", "to_on": "2022-12"}),
    (
        "benefit",
        {"policy": "BT5c", "from_on": "2026-03-01", "amount": 500_000,
         "decision_number": "120/QĐ-UBND"},
    ),
    ("self_care", {"activity": "A2", "level": "M_MOTPHAN", "seen_on": "2026-11-02"}),
    (
        "relation",
        {"role": "CHAMSOC", "relationship": "CON", "full_name": "Lê Văn Tâm",
         "phone": "0914000222", "is_main": True},
    ),
)  # fmt: skip


def _made(stage: Stage) -> str:
    """Return the id of the person's case, made the first time."""
    kept: str = getattr(stage, "parts_case", "")
    if not kept:
        made = stage.send(RegisterPerson(PERSON, {"source": "GIADINH", "urgency": "TB"}))
        for type_name, values in PARTS:
            stage.send(SaveRecord(type_name, None, {"person_id": made.person_id, **values}))
        other = stage.found.filled.other_person_id
        values = {"person_id": made.person_id, "role": "NGUOITHAN", "other_id": other}
        stage.send(SaveRecord("relation", None, values))
        kept = made.case_id
        stage.parts_case = kept  # type: ignore[attr-defined]
    return kept


def _tab(key: str, stage: Stage) -> Any:
    stage.notebook.window.search.setText("")
    page = stage.open("case", _made(stage))
    page._go_to("person")
    page.person.choose(key)
    settle(200)
    return page.person


def _group(key: str, stage: Stage) -> None:
    _tab(key, stage)


def _adding(stage: Stage) -> None:
    tab = _tab("contact", stage)
    tab.pane("contact").lists[2].add.click()
    form = tab.pane("contact").lists[2].form
    form.view.row("kind").control.set_value("TAMTRU")
    form.view.row("old_address").control.setText(
        "Thôn Hạ, xã Phong Hiền, huyện Phong Điền, Thừa Thiên Huế"
    )
    settle(900)


def _wrong(stage: Stage) -> None:
    tab = _tab("contact", stage)
    part_list = tab.pane("contact").lists[2]
    part_list.form.leave.click()
    part_list = tab.pane("contact").lists[0]
    part_list.add.click()
    part_list.form.view.row("kind").control.set_value("CMND9")
    part_list.form.view.row("number").control.setText("1901")
    part_list.save()
    settle(200)


def _picking(stage: Stage) -> None:
    _tab("contact", stage).pane("contact").lists[0].form.leave.click()
    tab = _tab("family", stage)
    part_list = tab.pane("family").lists[0]
    part_list.add.click()
    part_list.form.picker.search.setText("an")
    settle(500)


def _sealed(stage: Stage) -> None:
    _tab("family", stage).pane("family").lists[0].form.leave.click()
    _tab("health", stage).pane("health").sealed.reveal()
    settle(200)


def _household(is_adding: bool, stage: Stage) -> None:
    household_id: str = getattr(stage, "parts_household", "")
    if not household_id:
        values = {"head_name": "Hoàng Thị Lụa", "village": "Thôn 2", "income_benefits": 500_000}
        household_id = stage.send(SaveRecord("household", None, values))
        other = stage.found.filled.other_person_id
        for member in (
            {"full_name": "Hoàng Thị Lụa", "born": "1946", "is_head": True},
            {"person_id": other, "relation_to_head": "CHAU"},
            {"full_name": "Lê Văn Tâm", "born": "1970", "is_head": True, "occupation": "NONG"},
        ):
            values = {"household_id": household_id, **member}
            stage.send(SaveRecord("household_member", None, values))
        for year, klass in ((2025, "NGHEO"), (2026, "CNGHEO")):
            values = {"household_id": household_id, "year": year, "household_class": klass}
            stage.send(SaveRecord("household_year", None, values))
        stage.parts_household = household_id  # type: ignore[attr-defined]
    page = stage.open("record", f"household:{household_id}")
    if is_adding:
        page.parts.lists()[0].add.click()
        page.parts.lists()[0].form.picker.search.setText("nguyen")
        settle(500)


def _household_empty(stage: Stage) -> None:
    values = {"head_name": "Trần Văn Bưởi", "village": "Thôn 4"}
    stage.open("record", f"household:{stage.send(SaveRecord('household', None, values))}")


SCENES = (
    *(
        Scene(f"04-parts-{key}", partial(_group, key))
        for key in ("identity", "contact", "groups", "health", "living", "family", "case")
    ),
    Scene("04-parts-address", _adding),
    Scene("04-parts-wrong", _wrong),
    Scene("04-parts-picking", _picking),
    Scene("04-parts-sealed", _sealed),
    Scene("04-parts-household", partial(_household, False)),
    Scene("04-parts-household-adding", partial(_household, True)),
    Scene("04-parts-household-empty", _household_empty),
)
