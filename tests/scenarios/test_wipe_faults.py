"""Fault 10 of the security reference: a revoked laptop and its wipe order, valid, forged, replayed.

Over real HTTPS and a real PostgreSQL; who forges and replays holds the authority's own key, so that
TLS believes it, but not the key for parcels.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from ctxh_desktop.commands import dismissal, sync
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.doorstep import view_profile
from ctxh_desktop.commands.people import CountPeople, RegisterPerson
from ctxh_desktop.commands.sync import ShowSyncState
from ctxh_desktop.errors import CtxhError, IntegrityError
from ctxh_desktop.security import wipe_order
from ctxh_desktop.security.certificates import Identity
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.security.wipe_order import WipeOrder
from ctxh_desktop.server import office
from ctxh_desktop.server.province import ProvinceFolder
from ctxh_desktop.server.serve import Served
from ctxh_desktop.storage import inbox, tokens
from ctxh_desktop.sync.protocol import CONTENT_TYPE, End, Head, Scopes, encode_frames
from tests.data.desks import PHONG_DIEN, new_desk
from tests.data.laptops import operations_of
from tests.data.strangers import says, stranger

PERSON = {"full_name": "Hoàng Thị Thuỷ", "groups": "NCT"}


@pytest.fixture
def desk(served: Served, tmp_path: Path) -> Iterator[Desk]:
    made = new_desk(tmp_path / "book")
    join(served, made)
    Bus(made).send(RegisterPerson(PERSON, {}))
    sync.synchronise(made)
    yield made
    made.close()


def join(served: Served, desk: Desk) -> None:
    sync.enrol(desk, served.url, office.hand_out_code(served.store, PHONG_DIEN, 1).code)


def mine(desk: Desk) -> WipeOrder:
    """Return what an order for this laptop says, unsigned."""
    with desk.read() as reader:
        key = DeviceKey(bytes.fromhex(reader.local("device_seed")))
        return WipeOrder("o", reader.local("device_id"), key.public, reader.local("epoch"))


def dismissing(desk: Desk, order: WipeOrder) -> bytes:
    """Return an answer that takes everything from a laptop, with an order."""
    with desk.read() as reader:
        head = Head(
            epoch=reader.local("epoch"),
            token="0" * 16,
            now=desk.ambient.instant(),
            for_=tokens.held(reader),
            scopes=Scopes(drop=list(inbox.cursors(reader))),
            wipe=order,
        )
    return b"".join(encode_frames([head, End()]))


def test_fault_10_a_valid_order(served: Served, desk: Desk) -> None:
    """Unsent work goes into quarantine first; then keys and data go, and the province knows."""
    office.revoke(served.store, mine(desk).device, wipes_it=True)
    Bus(desk).send(RegisterPerson({"full_name": "Lê Thị Chưa Gửi", "groups": "NCT"}, {}))

    with pytest.raises(IntegrityError, match="device-dismissed"):
        sync.synchronise(desk)
    assert dismissal.carry_out(desk)

    held = [op for op in operations_of(served.store) if op["status"] == "held"]
    assert any("Lê Thị Chưa Gửi" in op["body"] for op in held)
    assert [wipe.stage for wipe in office.list_wipes(served.store).values()] == ["confirmed"]
    assert {entry.name for entry in desk.folder.iterdir()} == {"ctxh.lock", "dismissed.json"}


@pytest.mark.parametrize("kind", ["forged", "for-another", "before-enrolled-anew", "older-epoch"])
def test_fault_10_an_order_that_is_not_ours(
    served: Served,
    province_folder: ProvinceFolder,
    authority: Identity,
    desk: Desk,
    tmp_path: Path,
    kind: str,
) -> None:
    """It is refused and said once; nothing is wiped, and the laptop goes on as before."""
    province, order = province_folder.parcel_key(), mine(desk)
    signer = DeviceKey.create(desk.ambient) if kind == "forged" else province
    changed = {
        "forged": {},
        "for-another": {"device": "0199f3c2-0000-7000-8000-000000000001"},
        "before-enrolled-anew": {"key": "ab" * 32},
        "older-epoch": {"epoch": "0.gone"},
    }[kind]
    order = wipe_order.sign(msgspec.structs.replace(order, **changed), signer)
    answer = says(200, CONTENT_TYPE, dismissing(desk, order))
    with stranger(tmp_path, authority, answer) as rogue:
        told = []
        for _ in range(2):
            with desk.store.write(by="test") as work:
                work.set_local("url", rogue.url)
                work.commit()
            with suppress(CtxhError):
                sync.synchronise(desk)
            told.append(Bus(desk).send(ShowSyncState()).result.wipe_refused_at)

    assert told[0]
    assert told[0] == told[1], "the same order is noted once"
    assert not dismissal.carry_out(desk)
    assert view_profile(desk.folder).kind == "ready"
    assert Bus(desk).send(CountPeople()).result == 1


def test_fault_10_without_an_order_a_revoked_laptop_keeps_what_it_has(
    served: Served, desk: Desk
) -> None:
    office.revoke(served.store, mine(desk).device)

    with pytest.raises(IntegrityError, match="device-revoked"):
        sync.synchronise(desk)

    assert not dismissal.carry_out(desk)
    assert Bus(desk).send(CountPeople()).result == 1
