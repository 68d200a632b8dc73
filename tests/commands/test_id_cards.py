from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.id_cards import CardRead, ReadCard, ReadCardPicture
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.domain.id_card import Doubt
from ctxh_desktop.errors import InputError
from tests.exchange.test_card_pictures import TEXT, code


def read(bus: Bus, command: object) -> CardRead:
    result: CardRead = bus.send(command).result
    return result


@pytest.mark.parametrize("number", ["046088001234", "191234567"])
def test_whose_card_it_is_is_found_by_the_number_or_the_old_one(bus: Bus, number: str) -> None:
    person = {"full_name": "Nguyễn Văn A", "id_number": number, "groups": "NCT"}
    made = bus.send(RegisterPerson(person, {})).result

    found = read(bus, ReadCard(TEXT))

    assert [hit.id for hit in found.people] == [made.person_id]
    assert found.people[0].case_id == made.case_id


def test_a_card_of_nobody_finds_nobody_and_writes_nothing(bus: Bus) -> None:
    done = bus.send(ReadCard(TEXT))

    assert done.result.people == ()
    assert done.changes == frozenset()
    assert done.result.card.full_name == "Nguyễn Văn A"


def test_a_name_that_a_tool_for_typing_changed_is_to_be_checked(bus: Bus) -> None:
    typed = TEXT.replace("Nguyễn Văn A", "Nguyêễn Văn A")

    assert read(bus, ReadCard(typed, is_typed=True)).card.doubt is Doubt.ODD
    assert read(bus, ReadCard(typed)).card.doubt is Doubt.NONE, "pasted as it is on the card"
    assert read(bus, ReadCard(TEXT, is_typed=True)).card.doubt is Doubt.NONE


def test_a_picture_is_looked_at_and_not_kept(bus: Bus, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "the.png"
    code(TEXT).save(file)
    before = _files(desk.folder)

    found = read(bus, ReadCardPicture(file))

    assert found.card.number == "046088001234"
    assert _files(desk.folder) == before


def test_what_cannot_be_read_is_refused(bus: Bus, tmp_path: Path) -> None:
    for command, refusal in (
        (ReadCard("abc"), "card-unknown"),
        (ReadCardPicture(tmp_path / "none.png"), "file-not-readable"),
    ):
        with pytest.raises(InputError) as refused:
            bus.send(command)

        assert refused.value.code == refusal


def _files(folder: Path) -> dict[str, str]:
    return {
        str(file): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }
