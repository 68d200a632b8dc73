"""Files on sticks between real encrypted laptops and a real PostgreSQL: any order, any fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.storage import archive, attachments, devices
from ctxh_desktop.sync import file_parcel
from ctxh_desktop.sync.file_parcel import SPARE_BYTES, budget
from ctxh_desktop.sync.files import CHUNK_BYTES_MIN
from ctxh_desktop.sync.parcel import section, sections
from tests.data.files import FileLine, Files, chunks_of, content_of
from tests.data.invariants import check_all
from tests.data.laptops import SCOPE, Fleet
from tests.data.province_db import ProvinceDb

CONTENT = content_of("a", 600_000)
SMALL = 1000


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    yield made
    made.close()


@pytest.fixture
def pair(fleet: Fleet) -> tuple[Files, Files]:
    a, b = fleet.laptops
    return Files(a), Files(b)


def settle_by_sticks(*all_files: Files, **options: str) -> None:
    for _ in range(2):
        for files in all_files:
            files.by_stick(**options)


def test_a_laptop_that_only_ever_uses_the_stick_is_a_full_citizen(
    fleet: Fleet, pair: tuple[Files, Files]
) -> None:
    a, b = pair
    sha256 = a.attach(CONTENT)

    a.by_stick()
    assert a.is_stored(sha256), "row, file and the word of it with one stick there and back"
    b.by_stick()
    b.want(sha256, len(CONTENT))
    assert b.by_stick().fetched == 1

    assert b.read(sha256) == CONTENT
    settle_by_sticks(a, b)
    check_all(fleet)


def test_files_of_own_cases_come_unasked_and_of_others_do_not(pair: tuple[Files, Files]) -> None:
    a, b = pair
    own = a.attach(content_of("own", SMALL), responsible="Hoa")
    other = a.attach(content_of("other", SMALL), responsible="Bình")
    a.by_stick()
    b.by_stick()

    assert b.by_stick(responsible="Hoa").fetched == 1
    assert b.read(own) == content_of("own", SMALL)
    assert b.read(other) is None


def test_nothing_is_noted_when_a_parcel_is_made_and_a_lost_one_costs_nothing(
    pair: tuple[Files, Files],
) -> None:
    a, _ = pair
    sha256 = a.attach(CONTENT)
    first = a.pack()

    assert a.pack() == first
    with a.laptop.store.read() as reader:
        assert attachments.blobs(reader, [sha256])[sha256].sent_bytes == 0
    a.by_stick()
    assert a.pack() == b"", "what is at the province does not travel again"


# ------------------------------------------------------------------ how much


def test_whole_files_are_given_up_to_a_limit_and_the_rest_with_the_next_stick(
    pair: tuple[Files, Files],
) -> None:
    a, _ = pair
    hashes = [a.attach(content_of(n, size)) for n, size in enumerate((4000, 9000, 3000))]

    packing = file_parcel.Packing(a.laptop.store, a.vault, a.laptop.key, bytes_max=7500)
    list(packing.pieces())
    assert (packing.sent, packing.left, packing.sent_bytes) == (2, 1, 7000)

    a.by_stick(bytes_max=7500)
    assert [a.is_stored(sha256) for sha256 in hashes] == [True, False, True]
    a.by_stick()
    assert a.is_stored(hashes[1])


def test_the_province_gives_whole_files_up_to_a_limit(pair: tuple[Files, Files]) -> None:
    a, b = pair
    hashes = [a.attach(content_of(n, size)) for n, size in enumerate((4000, 9000, 3000))]
    a.by_stick()
    b.by_stick()
    for sha256, size in zip(hashes, (4000, 9000, 3000), strict=True):
        b.want(sha256, size)

    intake = b.take_at_province(b.pack())
    read = b.unpack(b"".join(intake.pieces(9500)))

    assert (intake.given, intake.left, read.fetched) == (2, 1, 2)
    assert b.by_stick().fetched == 1
    assert all(b.read(sha256) for sha256 in hashes)


def test_text_keeps_its_room_on_a_stick() -> None:
    assert budget(SPARE_BYTES // 2) == 0
    assert budget(SPARE_BYTES + 5) == 5
    assert budget(10**12) == file_parcel.FILES_BYTES_MAX


# ------------------------------------------------------------------ half by line, half by stick


def test_what_began_over_the_line_is_ended_by_the_stick(pair: tuple[Files, Files]) -> None:
    a, _ = pair
    sha256 = a.attach(CONTENT)
    a.laptop.sync()
    assert not a.try_carry(FileLine(request=4))

    a.by_stick()

    assert a.is_stored(sha256)
    with a.laptop.fleet.province.read() as reader:
        assert archive.piece(reader, sha256, 0, len(CONTENT)) == CONTENT


def test_a_parcel_that_is_cut_or_damaged_is_ended_over_the_line(
    pair: tuple[Files, Files],
) -> None:
    a, _ = pair
    sha256 = a.attach(CONTENT)
    packed = a.pack()
    a.laptop.sync()

    with pytest.raises(InputError, match="parcel-not-one"):
        a.take_at_province(packed[: len(packed) * 3 // 4])
    line = FileLine()
    a.carry(line)

    assert chunks_of(line)[0] > CHUNK_BYTES_MIN, "it goes on after what the parcel brought"
    a.laptop.sync()
    assert a.is_stored(sha256)


def test_a_download_goes_on_after_what_another_road_brought(pair: tuple[Files, Files]) -> None:
    a, b = pair
    sha256 = a.attach(CONTENT)
    a.by_stick()
    b.by_stick()
    b.want(sha256, len(CONTENT))
    late = b.pack()
    assert not b.try_carry(FileLine(request=3))

    answer = b"".join(b.take_at_province(late).pieces(10**9))
    assert b.unpack(answer).fetched == 1
    assert b.read(sha256) == CONTENT
    assert b.unpack(answer).bytes == 0, "read again it does nothing"


def test_an_answer_that_is_cut_keeps_what_came(pair: tuple[Files, Files]) -> None:
    a, b = pair
    sha256 = a.attach(CONTENT)
    a.by_stick()
    b.by_stick()
    b.want(sha256, len(CONTENT))
    answer = b"".join(b.take_at_province(b.pack()).pieces(10**9))

    with pytest.raises(InputError, match="parcel-not-one"):
        b.unpack(answer[: len(answer) * 2 // 3])
    line = FileLine()
    b.carry(line)

    assert line.seen[0].offset == file_parcel.CHUNK_BYTES_MAX
    assert b.read(sha256) == CONTENT


def test_the_same_parcel_twice_and_an_older_one_late(
    fleet: Fleet, pair: tuple[Files, Files]
) -> None:
    a, b = pair
    first = a.attach(content_of("first", SMALL))
    old = a.pack()
    second = a.attach(content_of("second", SMALL))
    a.by_stick()

    intake = a.take_at_province(old, a.pack(), old)

    assert (intake.taken, intake.refused) == (0, set())
    assert a.is_stored(first)
    assert a.is_stored(second)
    settle_by_sticks(a, b)
    check_all(fleet)


# ------------------------------------------------------------------ what may not be


def test_a_file_that_no_row_names_is_refused_and_stays_here(pair: tuple[Files, Files]) -> None:
    a, _ = pair
    sha256 = a.attach(content_of("early", SMALL))

    intake = a.take_at_province(a.pack())

    assert (intake.taken, intake.refused) == (0, {sha256})
    assert a.by_stick()
    assert a.is_stored(sha256)


def test_a_stranger_s_wish_is_not_granted(pair: tuple[Files, Files]) -> None:
    a, b = pair
    sha256 = a.attach(content_of("secret", SMALL))
    a.by_stick()
    b.by_stick()
    b.want(sha256, SMALL)
    asked = b.pack()
    with a.laptop.fleet.province.write(by="x") as work:
        devices.change_scope(work, SCOPE, "19753")
        work.commit()

    intake = b.take_at_province(asked)

    assert list(intake.pieces(10**9)) == []
    assert intake.given == 0


def test_a_chunk_that_another_device_signed_is_refused(pair: tuple[Files, Files]) -> None:
    a, b = pair
    a.attach(content_of("a", SMALL))

    with pytest.raises(IntegrityError, match="bad-signature"):
        b.take_at_province(a.pack())


def test_a_revoked_laptop_may_hand_its_files_in_and_gets_none(pair: tuple[Files, Files]) -> None:
    a, b = pair
    theirs = b.attach(content_of("theirs", SMALL))
    b.by_stick()
    a.by_stick()
    a.want(theirs, SMALL)
    own = a.attach(content_of("own", SMALL))
    text, packed = a.laptop.give(), a.pack()
    with a.laptop.fleet.province.write(by="x") as work:
        devices.revoke(work, "A")
        work.commit()

    a.laptop.fleet.answer("A", text)
    intake = a.take_at_province(packed)
    a.unpack(b"".join(intake.pieces(10**9)))

    assert (intake.taken, intake.given) == (1, 0)
    with a.laptop.store.read() as reader:
        assert own not in {blob.sha256 for blob in attachments.only_here(reader)}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"?" * 80,
        b"?" * 64 + b"[]\n",
        b"?" * 64 + b'{"method":"HEAD","sha256":"x"}\n',
        b"?" * 64 + b"\xff\n",
    ],
)
def test_what_is_not_ours_is_refused(pair: tuple[Files, Files], content: bytes) -> None:
    with pytest.raises(InputError, match="parcel-not-one"):
        pair[0].take_at_province(section(content))


def test_pieces_that_do_not_fit_are_passed_over(pair: tuple[Files, Files]) -> None:
    a, b = pair
    sha256 = a.attach(CONTENT)
    a.by_stick()
    b.by_stick()
    b.want(sha256, len(CONTENT))
    pieces = list(b.take_at_province(b.pack()).pieces(10**9))

    assert b.unpack(b"".join(reversed(pieces))).fetched == 0, "gaps are not filled"
    assert b.unpack(pieces[0].replace(sha256.encode(), b"0" * 64)).bytes == 0
    assert b.unpack(b"".join(pieces)).fetched == 1


def test_a_changed_picture_is_noticed_and_asked_for_again(pair: tuple[Files, Files]) -> None:
    a, b = pair
    content = content_of("a", SMALL)
    sha256 = a.attach(content)
    a.by_stick()
    b.by_stick()
    b.want(sha256, SMALL)
    answer = b"".join(b.take_at_province(b.pack()).pieces(10**9))

    assert b.unpack(answer[:-1] + b"?").fetched == 0
    assert b.read(sha256) is None
    assert b.unpack(answer).fetched == 1


def test_the_word_of_another_history_counts_for_nothing(pair: tuple[Files, Files]) -> None:
    a, _ = pair
    sha256 = a.attach(content_of("a", SMALL))
    a.laptop.fleet.answer("A", a.laptop.give())
    answer = b"".join(a.take_at_province(a.pack()).pieces(10**9))

    a.unpack(answer, is_present=False)
    with a.laptop.store.read() as reader:
        assert [blob.sha256 for blob in attachments.only_here(reader)] == [sha256]
    a.unpack(answer)
    with a.laptop.store.read() as reader:
        assert attachments.only_here(reader) == []


def test_a_laptop_without_room_takes_what_fits(pair: tuple[Files, Files]) -> None:
    a, b = pair
    sizes = (4000, 1000)
    hashes = [a.attach(content_of(n, size)) for n, size in enumerate(sizes)]
    a.by_stick()
    b.by_stick()
    for sha256, size in zip(hashes, sizes, strict=True):
        b.want(sha256, size)

    def make_room(needed: int) -> None:
        if needed > 2000:
            raise InputError("attachment-budget-used-up")

    answer = b"".join(b.take_at_province(b.pack()).pieces(10**9))
    read = b.unpack(answer, make_room=make_room)

    assert (read.fetched, read.left) == (1, {hashes[0]})
    assert b.unpack(answer).fetched == 1


def test_a_damaged_file_holds_up_no_other(pair: tuple[Files, Files]) -> None:
    a, _ = pair
    bad, good = (a.attach(content_of(n, SMALL)) for n in range(2))
    (a.vault.folder / bad).write_bytes(b"?" * 100)

    packing = file_parcel.Packing(a.laptop.store, a.vault, a.laptop.key, bytes_max=10**6)
    content = b"".join(packing.pieces())
    a.by_stick()

    assert (packing.sent, packing.left, len(list(sections([content])))) == (1, 1, 1)
    assert a.is_stored(good)
    assert not a.is_stored(bad)
