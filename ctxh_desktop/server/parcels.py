"""Parcels at the province: take in what laptops sent on a stick, and lay the answers beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.server.province import ProvinceFolder, load_rank
from ctxh_desktop.storage import devices
from ctxh_desktop.storage.devices import Device
from ctxh_desktop.storage.store import Store
from ctxh_desktop.sync import parcel
from ctxh_desktop.sync.province import Province
from ctxh_desktop.sync.stick import FILE_BYTES, MB, PROVINCE, Found, Party, Refused, Stick

FILE_MB = FILE_BYTES // MB
"""How large a file of a parcel may become, in MB."""

Asked = tuple[str, list[bytes]]
"""One parcel of a laptop: its id and its letters."""


@dataclass(frozen=True)
class Exchanged:
    """What was done for one laptop.

    Units: `parcels` that were read, `operations` in them by answer; `files` that were written and
    their `size` in bytes.
    """

    device_id: str
    label: str
    is_active: bool
    parcels: int = 0
    operations: dict[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    size: int = 0


@dataclass(frozen=True)
class Report:
    """What became of a folder of parcels."""

    laptops: tuple[Exchanged, ...]
    refused: tuple[Refused, ...] = ()


class ParcelDesk:
    """Where the province takes and gives parcels of one folder.

    Raises:
        IntegrityError: "parcel-key-damaged".
        InputError: "parcel-size-wrong".
    """

    def __init__(
        self, province: ProvinceFolder, store: Store, folder: Path, *, file_mb: int = FILE_MB
    ) -> None:
        self._store = store
        rank, key = load_rank(tuple(store.tables.types.values())), province.parcel_key()
        self._answering = Province(store, rank, key=key)
        with store.read() as reader:
            code, epoch = reader.local("province_code"), reader.local("epoch")
        party = Party(PROVINCE, key, code, epoch)
        self._stick = Stick(folder, party, store.ambient, file_bytes=file_mb * MB)

    def exchange(
        self, *, writes: bool, told: Callable[[Exchanged], None] = lambda _: None
    ) -> Report:
        """Take in all parcels from laptops; with *writes* lay an answer to each laptop beside them.

        A parcel that cannot be taken costs no other.

        Raises:
            TransientError: "stick-…", "database-busy", "province-database-down".
            InputError: "folder-too-full".
        """
        found, refused = self._stick.find(parcel.UP)
        done: list[Exchanged] = []
        found.sort(key=lambda each: each.label.sender)  # stable: each laptop's stay in order
        for sender, group in groupby(found, key=lambda each: each.label.sender):
            given = list(group)
            device = self._device(sender)
            if device is None:
                unknown = InputError("parcel-sender-unknown")
                refused += [Refused(each.files[0].name, unknown) for each in given]
                continue
            asked = self._read(device, given, refused)
            if not asked:
                continue
            try:
                done.append(self._answer(device, asked, writes=writes))
            except (InputError, IntegrityError) as error:
                refused += [Refused(each.files[0].name, error) for each in given]
            else:
                told(done[-1])
        return Report(tuple(done), tuple(refused))

    def give(
        self, device_ids: Sequence[str], told: Callable[[Exchanged], None] = lambda _: None
    ) -> Report:
        """Lay parcels for laptops that gave none; without ids for all that are admitted.

        Raises:
            InputError: "device-not-found".
            TransientError: "stick-…".
        """
        with self._store.read() as reader:
            known = {device.id: device for device in devices.devices(reader)}
        if not set(device_ids) <= set(known):
            raise InputError("device-not-found")
        wanted = device_ids or [device.id for device in known.values() if device.is_active]
        done = []
        for device_id in wanted:
            reply = parcel.answer_unasked(self._answering, self._store, device_id)
            done.append(self._written(known[device_id], 0, reply))
            told(done[-1])
        return Report(tuple(done))

    def _device(self, device_id: str) -> Device | None:
        with self._store.read() as reader:
            return devices.device(reader, device_id)

    def _read(self, device: Device, given: list[Found], refused: list[Refused]) -> list[Asked]:
        asked: list[Asked] = []
        for each in given:
            try:
                letters = parcel.letters(self._stick.read(each, device.public_key))
            except (InputError, IntegrityError) as error:
                refused.append(Refused(each.files[0].name, error))
            else:
                asked.append((each.label.parcel, letters))
        return asked

    def _answer(self, device: Device, asked: list[Asked], *, writes: bool) -> Exchanged:
        reply = parcel.answer(self._answering, self._store, device.id, asked)
        if writes:
            return self._written(device, len(asked), reply)
        return Exchanged(
            device.id, device.label, device.is_active, len(asked), dict(reply.statuses)
        )

    def _written(self, device: Device, parcels: int, reply: parcel.Reply) -> Exchanged:
        put = self._stick.put(parcel.DOWN, {device.id: device.public_key}, reply.content)
        assert put is not None, "nobody stops it"
        return Exchanged(
            device.id, device.label, device.is_active, parcels, dict(reply.statuses), put.files,
            put.size,
        )  # fmt: skip
