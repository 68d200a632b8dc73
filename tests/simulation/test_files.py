"""Files under faults, drawn from a seed: lines that lose, chunks that break, disks that are tidied.

Three laptops attach, take away, send, fetch and let go of small files in chunks of 64 bytes, and
carry them on sticks in other chunks, late, twice and cut short; the province is put back to one of
its last two backups.  In the end, over lines or by
sticks alone, every attachment that is still there is at the province with the right bytes, and I17
held all along.  The last test takes a safeguard away and expects this to fail.
"""

from __future__ import annotations

import contextlib
import dataclasses
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from ctxh_desktop.errors import InputError, TransientError
from ctxh_desktop.storage import archive, attachments, epochs, left_files, transfer
from ctxh_desktop.sync import file_parcel, recovery
from ctxh_desktop.sync import files as wire
from ctxh_desktop.sync.file_parcel import Intake
from ctxh_desktop.sync.files import PATCH, FileAnswer, FileRequest
from tests.data.backups import ProvinceBackup
from tests.data.files import Ask, FileLine, Files, content_of
from tests.data.invariants import check_all, check_files
from tests.data.laptops import Fleet
from tests.data.lines import Lossy
from tests.data.province_db import ProvinceDb

CHUNK = 64
OTHER = "19900"
BACKUPS_KEPT = 2
STICKS = 5
"""Ways to the province until all is quiet, as in `world`: it may have been restored."""
CONTENTS = [content_of(f"pool {n}", 30 + 40 * n) for n in range(9)]
"""Few, so that two laptops have the same now and then."""


class Worst(FileLine):
    """Loses, repeats or breaks some requests, as its chance says."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.chance = chance

    def carry(self, request: FileRequest, ask: Ask) -> FileAnswer:
        kind = self.chance.choice(("", "", "", "", "lost", "unanswered", "twice", "broken"))
        if kind == "lost":
            raise TransientError("line-lost")
        if kind == "twice":
            ask(request)
        if kind == "broken" and request.method == PATCH:
            return ask(dataclasses.replace(request, body=b"?" + request.body[1:]))
        answer = ask(request)
        if kind == "unanswered":
            raise TransientError("line-lost")
        return answer


class FileWorld:
    """A fleet with files, and what goes on in it."""

    def __init__(self, db: ProvinceDb, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.fleet = Fleet(db, folder, 3, seed=seed)
        self.files = [Files(laptop) for laptop in self.fleet.laptops]
        self.days, self.contents = 0, list(CONTENTS)
        self.log: list[str] = []
        self.packed: list[tuple[Files, bytes, bytes]] = []
        self.answers: list[tuple[Files, bytes, bytes, str]] = []
        self.backups: list[ProvinceBackup] = []
        with self.fleet.province.write(by="set-up") as work:
            epochs.begin(work)
            work.commit()

    def step(self) -> None:
        """Do one thing."""
        files = self.chance.choice(self.files)
        actions: list[tuple[int, Callable[[Files], None]]] = [
            (4, self.attach), (2, self.take_away), (6, self.sync), (8, self.carry), (3, self.want),
            (3, self.tidy), (1, self.break_piece), (1, self.reopen), (1, self.pass_days),
            (3, self.give), (3, self.take), (3, self.bring_back), (4, self.back_up),
            (1, self.restore), (1, self.move_away),
        ]  # fmt: skip
        _, action = self.chance.choices(actions, weights=[weight for weight, _ in actions])[0]
        self.log.append(f"{action.__name__} {files.laptop.name}")
        action(files)
        check_files(self.fleet)

    def attach(self, files: Files) -> None:
        files.attach(self.chance.choice(CONTENTS))

    def take_away(self, files: Files) -> None:
        rows = files.laptop.rows("attachment")
        if rows:
            files.laptop.delete(self.chance.choice(rows).id, "attachment")

    def move_away(self, files: Files, sha256: str = "") -> None:
        """Let the province give a record to a commune that no laptop has."""
        rows = files.rows(sha256) if sha256 else files.laptop.rows("attachment")
        if rows:
            person_id = self.chance.choice(rows).text("person_id")
            with self.fleet.province.write(by="province") as work:
                transfer.move_person(work, person_id, OTHER)
                work.commit()

    def sync(self, files: Files) -> None:
        files.laptop.try_sync(Lossy(answers=self.chance.choice((0, 1, 2))))

    def carry(self, files: Files, line: FileLine | None = None) -> None:
        courier, line = files.courier(), line or Worst(self.chance)
        with contextlib.suppress(TransientError):
            while request := courier.request(CHUNK):
                courier.feed(line.carry(request, files.ask))

    def give(self, files: Files) -> None:
        """Lay text and files on a stick, as many as find room."""
        room = self.chance.choice((200, 10**6))
        self.packed.append((files, files.laptop.give(), files.pack(room)))

    def take(self, _: Files) -> None:
        """Let the province read some stick, perhaps once more; a part of it may be damaged."""
        if self.packed:
            files, text, packed = self.chance.choice(self.packed)
            fleet, name = self.fleet, files.laptop.device
            if self.chance.random() < 0.3:
                packed = packed[: self.chance.randrange(len(packed) + 1)]
            fleet.answer(name, text)
            intake = Intake(files.counter, name)
            with self.fleet.province.read() as reader:
                epoch = reader.local("epoch")
            with contextlib.suppress(InputError):
                intake.take([packed])
            answer = b"".join(intake.pieces(self.chance.choice((200, 10**6))))
            self.answers.append((files, fleet.answer(name, text), answer, epoch))

    def bring_back(self, _: Files) -> None:
        """Bring some answer back, perhaps once more, perhaps only a part of it."""
        if self.answers:
            files, text, answer, epoch = self.chance.choice(self.answers)
            with contextlib.suppress(InputError):  # from before a restore of which it knows
                files.laptop.read_answer(text)
            if self.chance.random() < 0.3:
                answer = answer[: self.chance.randrange(len(answer) + 1)]
            with files.laptop.store.read() as reader:
                is_present = reader.local("epoch") == epoch
            with contextlib.suppress(InputError):
                files.unpack(answer, is_present=is_present)

    def back_up(self, _: Files) -> None:
        """Back the province up; the last two backups are kept."""
        backup = ProvinceBackup(self.fleet.province)
        backup.mark()
        self.backups = [*self.backups, backup][-BACKUPS_KEPT:]

    def restore(self, files: Files) -> None:
        """Put the province back to one of its last two backups, and tell nobody.

        It happens at the worst moment: somebody has just sent all, a record has left, and all have
        let go of what may be.
        """
        if len(self.backups) == BACKUPS_KEPT:
            self.contents.append(content_of(f"only here {len(self.log)}", 50))
            sha256 = files.attach(self.contents[-1])
            for _ in range(2):
                files.laptop.sync()
                self.carry(files, FileLine())
            self.move_away(files, sha256)
            self.back_up(files)
            files.laptop.sync()
            for each in self.files:
                self.tidy(each)
            place = self.chance.randrange(len(self.backups))
            self.backups[place].restore()
            self.backups = self.backups[: place + 1]

    def want(self, files: Files) -> None:
        for row in files.laptop.rows("attachment"):
            if row["stored_at"] and files.read(row["sha256"]) is None:
                files.want(row["sha256"], row["size_bytes"])

    def tidy(self, files: Files) -> None:
        """Let go of as much as may be."""
        for budget in range(0, 10_000, 100):
            with contextlib.suppress(InputError):
                attachments.make_room(files.laptop.store, files.vault, 0, budget)
                break
        attachments.sweep(files.laptop.store, files.vault)

    def break_piece(self, files: Files) -> None:
        """Let a bit of an unfinished file turn over on the province's disk."""
        self.contents.append(content_of(f"broken {len(self.log)}", 3 * CHUNK))
        files.attach(self.contents[-1])
        files.laptop.sync()
        self.carry(files, FileLine(request=3))
        with self.fleet.province.write(by="a bad disk") as work:
            part, blob = work.tables.book("blob_part"), work.tables.book("blob")
            open_ones = select(blob.c.sha256).where(blob.c.verified_at.is_(None))
            first = part.c.sha256.in_(open_ones) & (part.c.from_byte == 0)
            work.connection.execute(update(part).where(first).values(body=b"?" * CHUNK))
            work.commit()

    def reopen(self, files: Files) -> None:
        files.laptop.reopen()
        self._turn_clock(files)

    def pass_days(self, _: Files) -> None:
        self.days += 20
        for files in self.files:
            self._turn_clock(files)

    def _turn_clock(self, files: Files) -> None:
        own, days = files.laptop.ambient, timedelta(days=self.days)
        files.laptop.store.ambient = dataclasses.replace(own, now=lambda: own.now() + days)

    def quiet(self, *, by_stick: bool = False) -> None:
        """Let everybody send and fetch over good lines, or by sticks alone, and check all."""
        for _ in range(2):
            if not by_stick:
                self.fleet.settle()
            for files in self.files:
                if by_stick:
                    files.by_stick()
                else:
                    self.carry(files, FileLine())
        for files in self.files * STICKS if by_stick else ():
            files.by_stick()
        if not by_stick:
            self.fleet.settle()
        for files in self.files:
            self.want(files)
            if by_stick:
                files.by_stick()
            else:
                self.carry(files, FileLine())
        check_all(self.fleet)
        for files in self.files:
            asked = {row["field"] for row in files.laptop.rows("conflict")}
            assert "stored_at" not in asked, "nobody can say whether a file is stored"
            for row in files.laptop.rows("attachment"):
                assert row["stored_at"], (files.laptop.name, row.id)
                assert files.read(row["sha256"]) in self.contents


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "CHUNK_BYTES_MIN", CHUNK)
    monkeypatch.setattr(file_parcel, "CHUNK_BYTES_MAX", 3 * CHUNK // 2)


def run(db: ProvinceDb, folder: Path, seed: int, steps: int = 60) -> None:
    """Run one world from its seed to quiet."""
    place = folder / str(seed)
    place.mkdir()
    world = FileWorld(db, place, seed)
    try:
        for _ in range(steps):
            world.step()
        world.quiet(by_stick=bool(seed % 2))
    except BaseException:
        print(f"seed {seed} failed after:", *world.log, sep="\n  ")
        raise
    finally:
        world.fleet.close()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 9))
def test_files_come_through(province_db: ProvinceDb, tmp_path: Path, seed: int) -> None:
    run(province_db, tmp_path, seed)


# ------------------------------------------------------------------ safeguards taken away


def _believe(work: Any, sha256: str) -> bool:
    book = work.tables.book("blob")
    known = book.c.sha256 == sha256
    work.connection.execute(update(book).where(known).values(verified_at="2026-11-21"))
    return True


def _any_file(work: Any) -> list[tuple[str, int]]:
    book = work.tables.book("blob")
    here = select(book.c.sha256, book.c.size_bytes).where(book.c.is_here)
    return [(sha256, size) for sha256, size in work.connection.execute(here)]


def _mark_early(original: Callable[..., int]) -> Callable[..., int]:
    def add_part(work: Any, sha256: str, offset: int, body: bytes) -> int:
        have = original(work, sha256, offset, body)
        archive.mark_stored(work, sha256)
        return have

    return add_part


def _run_all(db: ProvinceDb, folder: Path) -> None:
    for seed in range(1, 9):
        run(db, folder, seed)


def _all_of_it(reader: Any, wanted: Any, recv_no: int) -> dict[str, int]:
    return dict.fromkeys(wanted, 10**9)


SAFEGUARDS: dict[str, tuple[Any, str, Any]] = {
    "only what two backups hold is let go of": (archive, "safe_numbers", _all_of_it),
    "what only the province says is not handed in": (recovery, "_laptops_own", lambda _, v: v),
    "what left is kept until it is safe": (left_files, "RISES", 1),
    "the whole hash": (archive, "verify", _believe),
    "only what is confirmed is let go of": (attachments, "_spare", _any_file),
    "marked only when whole": (archive, "add_part", _mark_early(archive.add_part)),
}
"""What is taken away: (where, name, what stands there instead)."""


@pytest.mark.slow
@pytest.mark.parametrize("name", SAFEGUARDS)
def test_the_simulation_fails_without(
    name: str, province_db: ProvinceDb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*SAFEGUARDS[name])

    with pytest.raises(AssertionError):
        _run_all(province_db, tmp_path)
