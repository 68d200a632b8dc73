"""Train the dictionary for small messages from invented laptops that talk to a real province.

    .venv/bin/python packaging/dictionary.py NUMBER [KILOBYTES]

People, notes, ids and keys come from seeds, so that a second run writes the same file.  A number
that was released is never trained anew: laptops and provinces that have it must go on understanding
each other.  A new one goes into `sync/dictionaries.py` as NEWEST.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from random import Random
from uuid import UUID

import zstandard

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ctxh_desktop.domain.values import Plain  # noqa: E402
from ctxh_desktop.storage.unit_of_work import UnitOfWork  # noqa: E402
from ctxh_desktop.sync import dictionaries  # noqa: E402
from tests.benchmarks import corpus  # noqa: E402
from tests.data.laptops import SCOPE, Fleet, Laptop  # noqa: E402
from tests.data.lines import Ask, Line  # noqa: E402
from tests.data.province_db import ProvinceDb, start  # noqa: E402

FLEETS = 12
ROUNDS = 60
SIZES = (0, 0, 1, 1, 1, 2, 3, 5, 8, 20)
"""Edits between two syncs: mostly none or few."""
_WHO = re.compile(rb'"dev":"[A-Z]+","inc":"[0-9]*"')
_CHANCE = UUID("00000fff-ffff-0fff-3fff-ffffffffffff").int
"""What is chance in an id of a UUIDv7; the rest tells when it was made."""
_CASES_MIN, _NEW = 5, 0.2
"""A book begins with some cases; then one edit in five is a new one."""


class Listening(Line):
    """Keeps what travels, uncompressed, as it will be said once both sides have the dictionary.

    Laptop, start and province get names as those in the field have them; the tests' are short.
    """

    def __init__(self, number: int, rng: Random) -> None:
        self._rng = rng
        self._names: dict[bytes, bytes] = {}
        self._epoch = b"1.%08x" % rng.randrange(2**32)
        self._number = b'"dict":%d' % number
        self.heard: list[bytes] = []

    def carry(self, body: bytes, ask: Ask) -> Iterable[bytes]:
        pieces = list(ask(body))
        for message in (body, b"".join(pieces)):
            raw = zstandard.ZstdDecompressor().decompressobj().decompress(message)
            if len(raw) <= dictionaries.SMALL_BYTES_MAX:
                self.heard.append(self._as_in_the_field(raw))
        return pieces

    def _as_in_the_field(self, raw: bytes) -> bytes:
        for old, new in (
            (b'"dict":0', self._number),
            (b'"scopes":{},', b'"scopes":{},%b,' % self._number),
            (b'"epoch":""', b'"epoch":"%b"' % self._epoch),
            (b'"safe":["",', b'"safe":["%b",' % self._epoch),
        ):
            raw = raw.replace(old, new)
        return _WHO.sub(lambda found: self._named(found[0]), raw)

    def _named(self, who: bytes) -> bytes:
        rng = self._rng
        if who not in self._names:
            device = UUID(int=0x01A2_0000_0000_7000_8000 << 48 | rng.getrandbits(112) & _CHANCE)
            name = b'"dev":"%b","inc":"%012x"'
            self._names[who] = name % (str(device).encode(), rng.getrandbits(48))
        return self._names[who]


def main() -> None:
    """Write `resources/wire/NUMBER.dict`."""
    number, kilobytes = int(sys.argv[1]), int((*sys.argv[2:], "64")[0])
    dictionaries.NEWEST = 0  # nothing is heard through an older dictionary
    samples = listen(number)
    made = zstandard.train_dictionary(
        kilobytes * 1024, samples, dict_id=number, level=dictionaries.LEVEL, k=512, d=8
    )
    file = ROOT / "resources" / "wire" / f"{number}.dict"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(made.as_bytes())
    print(f"{len(samples)} messages of {sum(map(len, samples))} bytes → {len(made)} bytes")


def listen(number: int, fleets: int = FLEETS, seed: str = "dictionary") -> list[bytes]:
    """Return what invented laptops and their province said to each other."""
    heard: list[bytes] = []
    with tempfile.TemporaryDirectory(prefix="ctxh-dic-") as folder:
        server = start(Path(folder) / "pg")
        db = ProvinceDb(server.get_uri())
        for fleet_no in range(fleets):
            rng = Random(f"{seed} {fleet_no}")  # noqa: S311 (invented people)
            line = Listening(number, rng)
            where = Path(folder) / str(fleet_no)
            where.mkdir()
            fleet = Fleet(db, where, 2, seed=f"{seed} {fleet_no}")
            for _ in range(ROUNDS):
                laptop = rng.choice(fleet.laptops)
                for _ in range(rng.choice(SIZES)):
                    edit(laptop, rng)
                laptop.sync(line)
            fleet.close()
            db.close_stores()
            heard += line.heard
        server.cleanup()
    return heard


def edit(laptop: Laptop, rng: Random) -> None:
    """Do what a person does at a desk, in a transaction of its own."""
    mix = corpus.Mix(cases=1, visits=1, steps=1)
    made = corpus.rows(1, mix, seed=rng.randrange(10**6), is_one_commune=True, is_numbered=False)
    values = {row.type: {n: v for n, v in row.values.items() if v is not None} for row in made}
    with laptop.store.write(by=rng.choice(corpus.STAFF), label="Edit") as work:
        cases = work.where("case")
        if len(cases) < _CASES_MIN or rng.random() < _NEW:
            person_id, case_id = work.ambient.new_id(), work.ambient.new_id()
            work.insert("person", person_id, SCOPE, values["person"])
            case = {**values["case"], "person_id": person_id}
            work.insert("case", case_id, SCOPE, case)
        else:
            case = rng.choice(cases)
            links = {"case_id": case.id, "person_id": case["person_id"]}
            _go_on(work, rng, values, links)
        work.commit()


def _go_on(
    work: UnitOfWork, rng: Random, values: dict[str, dict[str, Plain]], links: dict[str, Plain]
) -> None:
    steps = [row.id for row in work.where("plan_step", case_id=links["case_id"])]
    person_id, case_id = str(links["person_id"]), str(links["case_id"])
    match rng.randrange(6):
        case 0:
            phone = {"phone": f"0905{rng.randrange(10**6):06d}", "phone_of": "CON"}
            work.patch("person", person_id, phone)
        case 1:
            work.patch("person", person_id, {"note": corpus.note(rng)})
        case 2:
            work.patch("case", case_id, {"risk": "CAO", "urgency": "KC"})
        case 3:
            work.patch("case", case_id, {"goal": corpus.note(rng)})
        case 4 if steps:
            done = {"status": "HD_XONG", "done_on": "2026-11-21"}
            work.patch("plan_step", rng.choice(steps), done)
        case _:
            work.insert("visit", work.ambient.new_id(), SCOPE, {**values["visit"], **links})
            work.insert("plan_step", work.ambient.new_id(), SCOPE, {**values["plan_step"], **links})


if __name__ == "__main__":
    main()
