"""A laptop comes in by its code: both sides, on a real PostgreSQL, without a network."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.security.certificates import create_authority
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.storage import devices
from ctxh_desktop.storage.store import Store
from ctxh_desktop.sync import enrolment
from ctxh_desktop.sync.enrolment import Claim, Enrolled, Enrolling
from tests.data.province_db import ProvinceDb
from tests.data.seeded import seeded_ambient

COMMUNE = "19819"
NOW = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)


class Clock:
    """A province's clock that a test may turn."""

    def __init__(self) -> None:
        self.now = NOW
        self.ambient = Ambient(lambda: self.now, seeded_ambient(5).random_bytes)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(province_db: ProvinceDb, clock: Clock) -> Store:
    opened = province_db.open(clock.ambient)
    with opened.write(by="test") as work:
        work.set_local("province_code", "46")
        work.set_local("epoch", "e1")
        work.commit()
    return opened


@pytest.fixture
def ca_pem() -> str:
    return create_authority("Huế", seeded_ambient(2)).certificate_pem


@pytest.fixture
def claim_for(store: Store, ca_pem: str) -> Callable[..., Claim]:
    def made(code: str, seed: int = 9) -> Claim:
        ambient = seeded_ambient(seed)
        enrolling = Enrolling(code, DeviceKey.create(ambient), "Máy 1", ambient)
        enrolling.trust(enrolment.offer_authority(store, enrolling.ask(), ca_pem))
        return enrolling.claim()

    return made


def _wrong(claim: Claim) -> Claim:
    return Claim(claim.code_id, "ab" * 32, claim.public_key, claim.label)


def test_a_code_lets_one_laptop_in(store: Store, claim_for: Callable[..., Claim]) -> None:
    claim = claim_for(enrolment.new_code(store, [COMMUNE]))

    told = enrolment.bind(store, claim)

    assert told == Enrolled(told.device_id, [COMMUNE], "A", "46", "", "e1")
    with store.read() as reader:
        kept = devices.device(reader, told.device_id)
    assert kept is not None
    assert (kept.public_key, kept.label, kept.is_active) == (claim.public_key, "Máy 1", True)


def test_a_lost_answer_is_given_again(store: Store, claim_for: Callable[..., Claim]) -> None:
    claim = claim_for(enrolment.new_code(store, [COMMUNE]))

    answers = [enrolment.bind(store, claim) for _ in range(2)]

    assert answers[0] == answers[1]
    with store.read() as reader:
        assert len(devices.devices(reader)) == 1


def test_a_used_code_lets_no_other_key_in(store: Store, claim_for: Callable[..., Claim]) -> None:
    code = enrolment.new_code(store, [COMMUNE])
    enrolment.bind(store, claim_for(code))

    with pytest.raises(InputError, match="enrolment-code-used"):
        enrolment.bind(store, claim_for(code, seed=10))


def test_a_code_expires(store: Store, clock: Clock, claim_for: Callable[..., Claim]) -> None:
    code = enrolment.new_code(store, [COMMUNE], valid_days=3)
    clock.now = NOW + timedelta(days=3, seconds=-1)
    claim = claim_for(code)
    clock.now = NOW + timedelta(days=3)

    with pytest.raises(InputError, match="enrolment-code-expired"):
        enrolment.bind(store, claim)


def test_wrong_proofs_lock_a_code(store: Store, claim_for: Callable[..., Claim]) -> None:
    claim = claim_for(enrolment.new_code(store, [COMMUNE]))
    for _ in range(devices.ATTEMPTS_MAX):
        with pytest.raises(InputError, match="enrolment-code-wrong"):
            enrolment.bind(store, _wrong(claim))

    with pytest.raises(InputError, match="enrolment-code-locked"):
        enrolment.bind(store, claim)


def test_fewer_wrong_proofs_do_not(store: Store, claim_for: Callable[..., Claim]) -> None:
    claim = claim_for(enrolment.new_code(store, [COMMUNE]))
    for _ in range(devices.ATTEMPTS_MAX - 1):
        with pytest.raises(InputError, match="enrolment-code-wrong"):
            enrolment.bind(store, _wrong(claim))

    assert enrolment.bind(store, claim).scopes == [COMMUNE]


def test_who_guesses_never_learns_that_a_code_is_used(
    store: Store, claim_for: Callable[..., Claim]
) -> None:
    claim = claim_for(enrolment.new_code(store, [COMMUNE]))
    enrolment.bind(store, claim)

    with pytest.raises(InputError, match="enrolment-code-wrong"):
        enrolment.bind(store, _wrong(claim))


@pytest.mark.parametrize(
    ("public_key", "label"),
    [("", "x"), ("zz" * 32, "x"), ("ab" * 31, "x"), ("ab" * 32, " "), ("ab" * 32, "x" * 61)],
)
def test_a_malformed_claim_costs_no_attempt(
    store: Store, claim_for: Callable[..., Claim], public_key: str, label: str
) -> None:
    claim = claim_for(enrolment.new_code(store, [COMMUNE]))

    with pytest.raises(InputError, match="request-malformed"):
        enrolment.bind(store, Claim(claim.code_id, "00", public_key, label))

    with store.read() as reader:
        found = devices.enrolment(reader, claim.code_id)
    assert found is not None
    assert found.attempts == 0


def test_laptops_that_come_at_once_get_letters_of_their_own(
    store: Store, claim_for: Callable[..., Claim]
) -> None:
    claims = [claim_for(enrolment.new_code(store, [COMMUNE]), seed=20 + n) for n in range(6)]

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda claim: enrolment.bind(store, claim), claims))

    assert sorted(one.block for one in told) == list("ABCDEF")


def test_the_code_itself_is_not_kept(store: Store) -> None:
    code = enrolment.new_code(store, [COMMUNE])
    secret = code.replace("-", "")[4:]

    with store.read() as reader:
        kept = devices.enrolment(reader, code[:4])

    assert kept is not None
    assert secret not in kept.stored.upper()


def test_the_answer_of_another_attempt_is_not_trusted(store: Store, ca_pem: str) -> None:
    code = enrolment.new_code(store, [COMMUNE])
    first, second = (
        Enrolling(code, DeviceKey.create(seeded_ambient(n)), "x", seeded_ambient(n)) for n in (1, 2)
    )
    old = enrolment.offer_authority(store, first.ask(), ca_pem)

    with pytest.raises(IntegrityError, match="wrong-certificate-authority"):
        second.trust(old)


@pytest.mark.parametrize(
    ("code", "error"),
    [("", "enrolment-code-malformed"), ("K7QF-2M9D-8RTX-4HNC", "enrolment-code-mistyped")],
)
def test_a_slip_of_the_finger_is_told_without_a_network(code: str, error: str) -> None:
    ambient = seeded_ambient(1)

    with pytest.raises(InputError, match=error):
        Enrolling(code, DeviceKey.create(ambient), "x", ambient)
