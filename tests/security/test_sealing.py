"""One file of a parcel: only its recipient reads it, and nothing of it can be changed or cut."""

from __future__ import annotations

import io

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxh_desktop.errors import CtxhError, InputError, IntegrityError
from ctxh_desktop.security import sealing
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.security.sealing import CHUNK_BYTES, MAGIC, Label
from tests.data.seeded import seeded_ambient

SENDER, READER, OTHER = (DeviceKey(bytes([n]) * 32) for n in (1, 2, 3))
LABEL = Label(
    kind="up", parcel="p", province="46", sender="a", epoch="e", made_at="2026-11-21T01:00:00.000Z"
)


def sealed(content: bytes = b"what was written", label: Label = LABEL) -> bytes:
    readers = {"province": READER.public}
    return b"".join(sealing.seal(label, content, SENDER, readers, seeded_ambient()))


def opened(
    file: bytes, me: str = "province", key: DeviceKey = READER, of: str = SENDER.public
) -> bytes:
    return b"".join(sealing.unseal(io.BytesIO(file), me, key, of))


def refusal(file: bytes, **given: object) -> str:
    with pytest.raises((InputError, IntegrityError)) as told:
        opened(file, **given)  # type: ignore[arg-type]
    return told.value.code


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, 2 * CHUNK_BYTES + 5])
def test_the_recipient_reads_what_was_sealed(size: int) -> None:
    content = bytes(n % 251 for n in range(size))

    assert opened(sealed(content)) == content


def test_the_label_stands_in_the_clear_and_the_content_does_not() -> None:
    file = sealed(b"Nguyen Thi Duc")
    label = sealing.read_label(io.BytesIO(file))

    assert (label.kind, label.sender, list(label.to)) == ("up", "a", ["province"])
    assert b"Nguyen" not in file


def test_a_size_tells_little() -> None:
    assert len(sealed(b"")) == len(sealed(b"x" * (CHUNK_BYTES - 1)))
    assert len(sealed(b"x" * CHUNK_BYTES)) - len(sealed(b"")) == pytest.approx(CHUNK_BYTES, abs=40)


@pytest.mark.parametrize("file_bytes", [100_000, 1_000_000, 64_000_000])
def test_content_fits_the_file_it_is_cut_for(file_bytes: int) -> None:
    assert len(sealed(bytes(sealing.room(file_bytes)))) <= file_bytes


def test_nobody_else_reads_it() -> None:
    file = sealed()

    assert refusal(file, me="b", key=OTHER) == "parcel-for-another"
    assert refusal(file, key=OTHER) == "parcel-altered"


def test_another_sender_is_not_believed() -> None:
    assert refusal(sealed(), of=OTHER.public) == "parcel-altered"
    assert refusal(sealed(), of="") == "parcel-altered"


FILE = sealed()


@given(place=st.integers(0, len(FILE) - 1), bit=st.integers(0, 7))
def test_no_bit_can_be_changed(place: int, bit: int) -> None:
    changed = bytearray(FILE)
    changed[place] ^= 1 << bit

    with pytest.raises(CtxhError, match="parcel-"):
        opened(bytes(changed))


@given(length=st.integers(0, len(FILE) - 1))
def test_a_file_that_was_cut_is_told_as_cut(length: int) -> None:
    assert refusal(FILE[:length]) in ("parcel-truncated", "parcel-not-one")
    if length > len(MAGIC):
        assert refusal(FILE[:length]) == "parcel-truncated"


def test_what_is_no_parcel_is_told_as_none() -> None:
    for stranger in (b"PK\3\4" + bytes(100), b"\xff" * 40, MAGIC + b"\xff\xff\xff\xff{}"):
        assert refusal(stranger) == "parcel-not-one"
    assert refusal(MAGIC + (7).to_bytes(4, "big") + b'{"v":1}') == "parcel-not-one"
    assert refusal(MAGIC + (3).to_bytes(4, "big") + b"\xff{}") == "parcel-not-one"


@pytest.mark.parametrize(("version", "code"), [(2, "parcel-too-new"), (0, "parcel-too-old")])
def test_another_form_is_told_before_it_is_read(version: int, code: str) -> None:
    label = msgspec.json.encode({"v": version, "what": "nobody knows"})

    assert refusal(MAGIC + len(label).to_bytes(4, "big") + label) == code


def test_a_stream_that_ends_early_is_noticed_although_it_is_signed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The final tag is missing: the sender's disk was full and it signed what it had."""
    whole = sealing._encrypted

    def cut(content: bytes, secret: bytes):  # type: ignore[no-untyped-def]
        pieces = list(whole(content, secret))
        yield from [pieces[0], pieces[1], pieces[1]]

    monkeypatch.setattr(sealing, "_encrypted", cut)
    assert refusal(sealed(bytes(CHUNK_BYTES))) == "parcel-altered"

    monkeypatch.setattr(sealing, "FINAL", sealing.MESSAGE)
    monkeypatch.setattr(sealing, "_encrypted", whole)
    without_end = sealed(b"content")
    monkeypatch.undo()
    assert refusal(without_end) == "parcel-truncated"


def test_content_swapped_after_the_check_is_not_believed() -> None:
    """A stick that shows another body when it is read again."""

    class Turning(io.BytesIO):
        def seek(self, place: int, whence: int = 0) -> int:
            self.getbuffer()[place + 30] ^= 1
            return super().seek(place, whence)

    with pytest.raises(IntegrityError, match="parcel-altered"):
        b"".join(sealing.unseal(Turning(FILE), "province", READER, SENDER.public))
