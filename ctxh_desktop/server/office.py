"""Office: what the province's IT does besides serving: hand out codes, look, revoke."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ctxh_desktop.errors import InputError
from ctxh_desktop.security.certificates import expires_at
from ctxh_desktop.server.province import SERVER, ProvinceFolder, load_rank, load_units
from ctxh_desktop.storage import audit, devices, ledger, likeness, quarantine, transfer, wipes
from ctxh_desktop.storage.audit import Finding
from ctxh_desktop.storage.devices import Device
from ctxh_desktop.storage.quarantine import HeldGroup
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.store import Store
from ctxh_desktop.storage.wipes import Wipe
from ctxh_desktop.sync import enrolment
from ctxh_desktop.sync.judge import Judge


@dataclass(frozen=True)
class HandedOut:
    """An enrolment code for the paper that goes to the commune."""

    code: str
    commune_code: str
    commune: str
    valid_days: int


@dataclass(frozen=True)
class Standing:
    """How a province stands.

    Units: `communes_used` counts communes with records, `operations` all that ever arrived;
    `certificate_until` is a day.
    """

    province_code: str
    province_name: str
    epoch: str
    communes: int
    communes_used: int
    devices_active: int
    devices_revoked: int
    operations: int
    held: int
    certificate_until: str


def hand_out_code(store: Store, commune_code: str, valid_days: int) -> HandedOut:
    """Make an enrolment code for a laptop of a commune.

    Raises:
        InputError: "commune-not-of-province", "code-days-wrong".
    """
    commune = load_units().commune(commune_code)
    with store.read() as reader:
        known = ledger.scopes(reader)
    if commune is None or commune_code not in known:
        raise InputError("commune-not-of-province", commune=commune_code)
    code = enrolment.new_code(store, [commune_code], valid_days)
    return HandedOut(code, commune_code, commune.full_name, valid_days)


def list_devices(store: Store) -> tuple[Device, ...]:
    """Return the laptops of the province in the order of their enrolment."""
    with store.read() as reader:
        return tuple(devices.devices(reader))


def list_wipes(store: Store) -> dict[str, Wipe]:
    """Return the orders to wipe that were given, by device."""
    with store.read() as reader:
        found = {known.id: wipes.find(reader, known.id) for known in devices.devices(reader)}
    return {device_id: wipe for device_id, wipe in found.items() if wipe is not None}


def revoke(store: Store, device_id: str, *, wipes_it: bool = False) -> None:
    """Stop a laptop from fetching; what it still sends is kept and held.

    With *wipes_it* it is ordered to destroy what it holds as soon as all of it is handed in.

    Raises:
        InputError: "device-not-found".
    """
    with store.write(by="province", label="Revoke") as work:
        if not devices.revoke(work, device_id):
            raise InputError("device-not-found")
        if wipes_it:
            wipes.ask(work, device_id)
        work.commit()


def standing(folder: ProvinceFolder, store: Store) -> Standing:
    """Return how the province stands."""
    certificate = folder.file(SERVER[0]).read_text(encoding="ascii")
    with store.read() as reader:
        laptops = devices.devices(reader)
        scopes = ledger.scopes(reader)
        operations = ledger.count_operations(reader)
        active = sum(laptop.is_active for laptop in laptops)
        return Standing(
            province_code=reader.local("province_code"),
            province_name=reader.local("province_name"),
            epoch=reader.local("epoch"),
            communes=len(scopes),
            communes_used=sum(seq > 0 for seq in scopes.values()),
            devices_active=active,
            devices_revoked=len(laptops) - active,
            operations=sum(operations.values()),
            held=operations.get("held", 0),
            certificate_until=str(expires_at(certificate).date()),
        )


def verify(store: Store) -> tuple[Finding, ...]:
    """Return what is broken between the books of the province; nothing when it is whole."""
    with store.read() as reader:
        return audit.findings(reader)


def list_held(store: Store) -> tuple[HeldGroup, ...]:
    """Return what the province has received and not applied, oldest first."""
    with store.read() as reader:
        return quarantine.held(reader)


def accept_held(store: Store, group_id: str) -> HeldGroup | None:
    """Judge a held group once more, as if its laptop were trusted; return it when it stays held.

    This lets in what a revoked laptop still sent, and what could not be applied before.

    Raises:
        InputError: "held-not-found".
    """
    with store.write(by="province", label="Accept") as work:
        found = quarantine.groups(work, [group_id])
        if not found:
            raise InputError("held-not-found")
        for device_id, operations in found:
            scopes = tuple(sorted({operation.scope for operation in operations}))
            known = devices.device(work, device_id)
            if known is None:
                raise InputError("device-not-found")
            trusted = replace(known, status="active", scopes=(*known.scopes, *scopes))
            Judge(trusted, load_rank()).judge_anew(work, operations)
        work.commit()
    with store.read() as reader:
        return next((g for g in quarantine.held(reader) if g.group_id == group_id), None)


def move_person(store: Store, person_id: str, commune_code: str) -> int:
    """Give a person, with all records about the person, to another commune; return rows moved.

    Who was merged into another entry goes with that one.

    Raises:
        InputError: "commune-not-of-province", "record-not-found".
    """
    with store.write(by="province", label="Transfer") as work:
        _require_communes(work, commune_code)
        if work.get("person", person_id) is None:
            raise InputError("record-not-found")
        stands_id = likeness.standing(work, person_id)
        moved = transfer.move_person(work, stands_id, commune_code)
        work.commit()
    return moved


def merge_communes(store: Store, old_code: str, new_code: str) -> int:
    """Give all of a commune, its laptops too, to the one it was merged into; return rows moved.

    Raises:
        InputError: "commune-not-of-province".
    """
    with store.write(by="province", label="Transfer") as work:
        _require_communes(work, old_code, new_code)
        moved = transfer.move_scope(work, old_code, new_code)
        devices.change_scope(work, old_code, new_code)
        work.commit()
    return moved


def _require_communes(reader: Reader, *codes: str) -> None:
    known = ledger.scopes(reader)
    for code in codes:
        if code not in known:
            raise InputError("commune-not-of-province", commune=code)
