"""The invented people are plausible, plain, and the same for the same seed."""

from __future__ import annotations

import time
from collections import Counter
from itertools import islice
from pathlib import Path

from ctxh_desktop.domain import days, identity, values
from ctxh_desktop.domain.codes import read_code_list
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.domain.values import Kind
from tests.data.people import TODAY, Commune, people, villages
from tests.data.province import communes, province

CODES = Path(__file__).parents[2] / "resources" / "codes"


def test_the_same_seed_makes_the_same_people() -> None:
    assert list(people(20, seed=4)) == list(people(20, seed=4))
    assert list(people(20, seed=4)) != list(people(20, seed=5))


def test_every_value_is_in_its_plain_form() -> None:
    for person in people(500, seed=1):
        record = Person.from_plain(person)
        for name, value in person.items():
            kind = Person.type.field(name).kind
            assert values.to_plain(kind, getattr(record, name)) == value
            if kind in (Kind.TEXT, Kind.NAME):
                assert values.clean(str(value)) == value


def test_every_code_is_in_its_list() -> None:
    made = list(people(2000, seed=2))
    for field in Person.type.fields:
        if field.codes:
            known = read_code_list(
                field.codes, (CODES / f"{field.codes}.csv").read_text(encoding="utf-8")
            )
            used = {code for p in made for code in str(p.get(field.name) or "").split()}
            assert used <= set(known.by_code)


def test_numbers_fit_birth_and_sex() -> None:
    checked = 0
    for person in people(500, seed=3):
        number = str(person.get("id_number") or "")
        if number:
            born = int(str(person["born"])[:4])
            assert identity.check_number(number, born, str(person["sex"])) == ((), ())
            checked += 1
        else:
            assert person["has_no_id"] is True
    assert checked > 400


def test_ages_fit_the_groups() -> None:
    for person in people(500, seed=6):
        age = days.spell(str(person["born"]), TODAY).age
        groups = str(person["groups"]).split()
        assert age >= 59 or "NCT" not in groups
        assert age <= 17 or "TE" not in groups
        assert age < 105


def test_families_have_their_real_frequency() -> None:
    families = Counter(str(p["full_name"]).split()[0] for p in people(5000, seed=7))
    assert 0.34 < families["Nguyễn"] / 5000 < 0.42
    assert [name for name, _ in families.most_common(3)] == ["Nguyễn", "Trần", "Lê"]
    assert families["Tôn"]


def test_the_highlands_have_names_of_one_word_and_with_signs() -> None:
    a_luoi = Commune("20056", "Xã", "A Lưới 1")
    names = [str(p["full_name"]) for p in people(2000, seed=8, commune=a_luoi)]
    assert any(" " not in name for name in names)
    assert any("'" in name for name in names)
    assert any("-" in name for name in names)
    assert villages(a_luoi)[0] == "Thôn 1"


def test_a_province_is_mixed_and_its_numbers_are_unique() -> None:
    began = time.perf_counter()
    made = list(province(10_000, seed=1))
    elapsed = time.perf_counter() - began
    numbers = [p["id_number"] for _, p in made if "id_number" in p]
    assert len(numbers) == len(set(numbers))
    assert Counter(commune for commune, _ in made) == dict.fromkeys(communes(), 250)
    assert elapsed < 2, f"{elapsed:.2f} s for 10,000 people"


def test_the_beginning_of_a_larger_province_is_the_same() -> None:
    assert list(province(50, seed=1)) == list(islice(province(5000, seed=1), 50))
