"""Enrolment (ghép máy): a laptop comes in with a one-time code; both sides, without a network.

    province  new_code(store, scopes) ──paper──▶ the person at the laptop
    laptop    Enrolling(code, key, …)
              .ask()             ─▶ offer_authority(…)     .trust(offer)  the CA is checked
              .claim()           ─▶ bind(…) ─▶ Enrolled    the key is bound

Nothing secret leaves the laptop before the CA has proved that it knows the code.  An unknown code
and a wrong one look alike; that a code is used or too old is told only to who proves to know it.
A repeated claim of the same key gets the same answer, so a lost answer costs nothing.

Source: sync design §4.15; security reference §4.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, timedelta

import msgspec

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.errors import InputError
from ctxh_desktop.security import enrolment as codes
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.storage import devices
from ctxh_desktop.storage.devices import Device, Enrolment
from ctxh_desktop.storage.store import Store
from ctxh_desktop.storage.unit_of_work import UnitOfWork

VALID_DAYS = 7
VALID_DAYS_MAX = 60
LABEL_LETTERS_MAX = 60
PUBLIC_KEY_DIGITS = 64

ENROLMENT = "enrolment"
"""Who acts when a laptop comes in."""

_SEPARATOR = ":"


class AuthorityRequest(msgspec.Struct, frozen=True):
    """What a laptop sends before it trusts anybody: nothing secret."""

    code_id: str
    nonce: str


class Authority(msgspec.Struct, frozen=True):
    """The province's CA certificate, with the proof that it knows the code."""

    ca_pem: str
    seal: str


class Claim(msgspec.Struct, frozen=True):
    """What a laptop sends to the province it trusts: that it knows the code, and its key."""

    code_id: str
    proof: str
    public_key: str
    label: str


class Enrolled(msgspec.Struct, frozen=True):
    """What a laptop is told when it is in.

    Units: `scopes` are codes of communes, `block` the letters of its case numbers, `parcel_key` the
    key by which the province signs parcels and reads those to it.
    """

    device_id: str
    scopes: list[str]
    block: str
    province_code: str
    province_name: str
    epoch: str
    parcel_key: str = ""


# ------------------------------------------------------------------ the province's side


def new_code(store: Store, scopes: Sequence[str], valid_days: int = VALID_DAYS) -> str:
    """Hand out a code for a laptop of these communes; it is never kept as such.

    Raises:
        InputError: "code-days-wrong".
    """
    if not 1 <= valid_days <= VALID_DAYS_MAX:
        raise InputError("code-days-wrong", minimum=1, maximum=VALID_DAYS_MAX)
    while True:
        code = codes.new_code(store.ambient)
        kept = codes.stored(code)
        with store.write(by=ENROLMENT, label="NewCode") as work:
            if devices.enrolment(work, kept.public_id) is not None:
                continue  # the public part has 20 bits: once in a while it is taken
            devices.add_enrolment(
                work,
                Enrolment(
                    code_id=kept.public_id,
                    stored=f"{kept.proof_check}{_SEPARATOR}{kept.ca_key}",
                    scopes=tuple(scopes),
                    expires_at=_after(store.ambient, valid_days),
                    used_at=None,
                    device=None,
                    attempts=0,
                ),
            )
            work.commit()
        return code


def offer_authority(store: Store, request: AuthorityRequest, ca_pem: str) -> Authority:
    """Show the CA certificate, sealed with the code that the laptop asks about.

    Raises:
        InputError: "enrolment-code-wrong" when nobody was given such a code.
    """
    with store.read() as reader:
        found = devices.enrolment(reader, request.code_id)
    if found is None:
        raise InputError("enrolment-code-wrong")
    return Authority(ca_pem, codes.seal_authority(_stored(found), ca_pem, request.nonce))


def bind(store: Store, claim: Claim) -> Enrolled:
    """Let a laptop in that proves to know a code: its key is bound to the code's communes.

    Raises:
        InputError: "enrolment-code-wrong" (which is counted), "enrolment-code-used",
            "enrolment-code-expired", "enrolment-code-locked", "request-malformed".
    """
    _check_form(claim)
    with store.write(by=ENROLMENT, label="Enrol") as work:
        found = devices.enrolment(work, claim.code_id, lock=True)
        if found is None:
            raise InputError("enrolment-code-wrong")
        try:
            codes.check_proof(_stored(found), claim.proof)
        except InputError:
            devices.count_attempt(work, found.code_id)
            work.commit()
            raise
        device = _known(work, found, claim) or _let_in(work, found, claim)
        enrolled = Enrolled(
            device_id=device.id,
            scopes=list(device.scopes),
            block=device.block,
            province_code=work.local("province_code"),
            province_name=work.local("province_name"),
            epoch=work.local("epoch"),
            parcel_key=work.local("parcel_key"),
        )
        work.commit()
    return enrolled


def _known(work: UnitOfWork, found: Enrolment, claim: Claim) -> Device | None:
    """Return the device that this very claim has already let in, if its answer was lost."""
    device = devices.device(work, found.device) if found.device else None
    return device if device is not None and device.public_key == claim.public_key else None


def _let_in(work: UnitOfWork, found: Enrolment, claim: Claim) -> Device:
    if found.used_at is not None:
        raise InputError("enrolment-code-used")
    if found.expires_at <= work.ambient.instant():
        raise InputError("enrolment-code-expired")
    if found.attempts >= devices.ATTEMPTS_MAX:
        raise InputError("enrolment-code-locked")
    devices.one_at_a_time(work)
    device = Device(
        id=work.ambient.new_id(),
        label=claim.label.strip(),
        public_key=claim.public_key,
        scopes=found.scopes,
        block=devices.next_block(work),
        status="active",
        enrolled_at=work.ambient.instant(),
    )
    devices.add_device(work, device)
    devices.use_enrolment(work, found.code_id, device.id)
    return device


def _check_form(claim: Claim) -> None:
    try:
        is_key = len(bytes.fromhex(claim.public_key)) * 2 == PUBLIC_KEY_DIGITS
    except ValueError:
        is_key = False
    has_label = 0 < len(claim.label.strip()) <= LABEL_LETTERS_MAX and claim.label.isprintable()
    if not (is_key and has_label):
        raise InputError("request-malformed")


def _stored(found: Enrolment) -> codes.StoredCode:
    proof_check, ca_key = found.stored.split(_SEPARATOR)
    return codes.StoredCode(found.code_id, proof_check, ca_key)


def _after(ambient: Ambient, days: int) -> str:
    moment = ambient.now().astimezone(UTC) + timedelta(days=days)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


# ------------------------------------------------------------------ the laptop's side


class Enrolling:
    """One attempt of a laptop to come in.

    Args:
        code: as the person typed it.
        key: the laptop's own, kept before the claim travels so that a lost answer can be asked for
            again.
        label: how the province will call this laptop.

    Raises:
        InputError: "enrolment-code-malformed", "enrolment-code-mistyped": told without a network.
    """

    def __init__(self, code: str, key: DeviceKey, label: str, ambient: Ambient) -> None:
        self._code = codes.read_code(code)
        self._key = key
        self._label = label.strip()[:LABEL_LETTERS_MAX]
        self._nonce = codes.new_nonce(ambient)
        self._is_trusting = False

    def ask(self) -> AuthorityRequest:
        """Return the first message, which may go to anybody."""
        return AuthorityRequest(codes.public_id(self._code), self._nonce)

    def trust(self, offer: Authority) -> str:
        """Check who answered; return the CA certificate to pin.

        Raises:
            IntegrityError: "wrong-certificate-authority".
        """
        codes.check_authority(self._code, offer.ca_pem, self._nonce, offer.seal)
        self._is_trusting = True
        return offer.ca_pem

    def claim(self) -> Claim:
        """Return the second message, to be sent only under the CA that `trust` returned."""
        assert self._is_trusting, "the proof is sent to nobody who was not checked"
        return Claim(
            codes.public_id(self._code), codes.proof(self._code), self._key.public, self._label
        )
