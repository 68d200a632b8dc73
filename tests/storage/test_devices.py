from __future__ import annotations

import pytest

from ctxh_desktop.storage import devices
from ctxh_desktop.storage.devices import Device, Enrolment
from ctxh_desktop.storage.store import Store

NEW = Device("A", "máy 1", "00", ("19819", "19900"), "A", "active", "t1")


def test_a_device_comes_back_and_can_be_revoked(province: Store) -> None:
    with province.write(by="x") as work:
        devices.add_device(work, NEW)
        devices.seen(work, NEW, {"19819": 7}, 2, "s1")
        work.commit()
    with province.read() as reader:
        found = devices.device(reader, "A")
        assert devices.device(reader, "B") is None
    assert (found.scopes, found.is_active, bool(found.last_seen_at)) == (NEW.scopes, True, True)
    assert found.reached == '{"19819":7}'

    with province.write(by="x") as work:
        assert devices.revoke(work, "A")
        assert not devices.revoke(work, "B")
        work.commit()
    with province.read() as reader:
        assert [device.is_active for device in devices.devices(reader)] == [False]


@pytest.mark.parametrize(("count", "block"), [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB")])
def test_each_device_gets_letters_of_its_own(province: Store, count: int, block: str) -> None:
    with province.write(by="x") as work:
        for number in range(count):
            devices.add_device(work, Device(f"{number}", "", "", (), "", "active", "t"))
        assert devices.next_block(work) == block


def test_a_code_is_counted_and_used_once(province: Store) -> None:
    with province.write(by="x") as work:
        devices.add_enrolment(work, Enrolment("c", "stored", ("19819",), "t2", None, None, 0))
        devices.count_attempt(work, "c")
        devices.use_enrolment(work, "c", "A")
        work.commit()

    with province.write(by="x") as work:
        found = devices.enrolment(work, "c", lock=True)
        assert (found.attempts, found.device, found.scopes) == (1, "A", ("19819",))
        assert found.used_at
        assert devices.enrolment(work, "d") is None


def test_it_is_known_which_revision_a_device_has(province: Store) -> None:
    with province.write(by="x") as work:
        devices.add_device(work, NEW)
        work.commit()
        assert devices.devices(work)[0].revision == 0
        devices.seen(work, NEW, {}, 2, "")
        work.commit()

    with province.read() as reader:
        assert devices.devices(reader)[0].revision == 2


def test_a_session_that_is_heard_beside_a_later_one_tells_of_a_clone(province: Store) -> None:
    def hear(*sessions: str) -> Device:
        with province.write(by="x") as work:
            for session in sessions:
                known = devices.device(work, "A", lock=True)
                assert known is not None
                devices.seen(work, known, {}, 2, session)
            work.commit()
            found = devices.device(work, "A")
            assert found is not None
            return found

    with province.write(by="x") as work:
        devices.add_device(work, NEW)
        work.commit()
    assert hear("monday", "monday", "tuesday", "", "tuesday", "friday").doubled_at is None
    clone = hear("tuesday")
    assert clone.doubled_at
    assert clone.sessions == ("tuesday", "friday", "monday")
    assert len(hear(*(f"s{number}" for number in range(99))).sessions) == devices.SESSIONS_KEPT
