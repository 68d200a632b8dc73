"""Parcels at the province: take in what laptops sent on a stick, and lay the answers beside it.

All text is taken and answered before any file is given: what is large must not take its room.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from ctxh_desktop.errors import InputError, IntegrityError, TransientError
from ctxh_desktop.server.province import ProvinceFolder, load_rank
from ctxh_desktop.storage import devices
from ctxh_desktop.storage.devices import Device
from ctxh_desktop.storage.store import Store
from ctxh_desktop.sync import file_parcel, parcel
from ctxh_desktop.sync.file_parcel import Intake
from ctxh_desktop.sync.files import Counter
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
    their `size` in bytes.  Papers and pictures: `pictures_taken` are new at the province,
    `pictures_given` lie in the answer, `pictures_left` were asked for and found no room.
    """

    device_id: str
    label: str
    is_active: bool
    parcels: int = 0
    operations: dict[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    size: int = 0
    pictures_taken: int = 0
    pictures_given: int = 0
    pictures_left: int = 0


@dataclass(frozen=True)
class Report:
    """What became of a folder of parcels."""

    laptops: tuple[Exchanged, ...]
    refused: tuple[Refused, ...] = ()


@dataclass
class _Visit:
    """One laptop's parcels on one stick, and what came of them."""

    device: Device
    texts: list[Found]
    files: list[Found]
    intake: Intake
    done: Exchanged | None = None


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
        part_bytes = min(file_mb * MB, file_parcel.PART_BYTES)
        self._files_stick = Stick(folder, party, store.ambient, file_bytes=part_bytes)
        self._counter = Counter(store)

    def exchange(
        self, *, writes: bool, told: Callable[[Exchanged], None] = lambda _: None
    ) -> Report:
        """Take in all parcels from laptops; with *writes* lay an answer to each laptop beside them.

        A parcel that cannot be taken costs no other.

        Raises:
            TransientError: "stick-…", "database-busy", "province-database-down".
            InputError: "folder-too-full".
        """
        visits, refused = self._visits()
        for visit in visits:
            self._take(visit, refused, writes=writes)
        done: list[Exchanged] = []
        for visit in visits:
            if visit.done is not None:
                done.append(self._with_files(visit, visit.done) if writes else visit.done)
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

    def _visits(self) -> tuple[list[_Visit], list[Refused]]:
        """Return what lies on the stick, laptop by laptop, and what cannot be taken."""
        found, refused = self._stick.find(parcel.UP)
        files, unread = self._stick.find(file_parcel.UP)
        names = {each.name for each in refused}  # what is no parcel at all was found twice
        refused += [each for each in unread if each.name not in names]
        visits: list[_Visit] = []
        given = sorted(found + files, key=lambda each: each.label.sender)  # stays in order
        for sender, group in groupby(given, key=lambda each: each.label.sender):
            parcels, device = list(group), self._device(sender)
            if device is None:
                unknown = InputError("parcel-sender-unknown")
                refused += [Refused(each.files[0].name, unknown) for each in parcels]
                continue
            texts = [each for each in parcels if each.label.kind == parcel.UP]
            others = [each for each in parcels if each.label.kind != parcel.UP]
            visits.append(_Visit(device, texts, others, Intake(self._counter, device.id)))
        return visits, refused

    def _take(self, visit: _Visit, refused: list[Refused], *, writes: bool) -> None:
        """Take one laptop's text and then its files, and answer the text."""
        device, asked = visit.device, self._read(visit.device, visit.texts, refused)
        try:
            if asked and visit.files:
                # A row comes before its file, and what the answer says of a row after both: so the
                # text is taken once for its rows, and once more, as it may be, for the answer.
                parcel.answer(self._answering, self._store, device.id, asked)
            self._take_files(visit, refused)
            if asked:
                done = self._answer(device, asked, writes=writes)
            elif visit.files:
                done = Exchanged(device.id, device.label, device.is_active)
            else:
                return
        except (InputError, IntegrityError) as error:
            refused += [Refused(each.files[0].name, error) for each in visit.texts]
        else:
            visit.done = replace(done, pictures_taken=visit.intake.taken)

    def _take_files(self, visit: _Visit, refused: list[Refused]) -> None:
        for each in visit.files:
            try:
                visit.intake.take(self._stick.read(each, visit.device.public_key))
            except (InputError, IntegrityError) as error:
                refused.append(Refused(each.files[0].name, error))

    def _with_files(self, visit: _Visit, done: Exchanged) -> Exchanged:
        """Lay what is to be said of files on the stick, as far as there is room."""
        device, intake = visit.device, visit.intake
        self._stick.clear(file_parcel.DOWN, {device.id})  # what was asked for is asked for again
        if not intake.has_answer():
            return done
        bytes_max = file_parcel.budget(self._stick.free_bytes())
        try:
            put = self._files_stick.put(
                file_parcel.DOWN, {device.id: device.public_key}, intake.pieces(bytes_max)
            )
        except TransientError as error:
            if error.code != "stick-full":
                raise
            return replace(done, pictures_left=intake.left + intake.given)
        assert put is not None, "nobody stops it"
        return replace(
            done,
            files=done.files + put.files,
            size=done.size + put.size,
            pictures_given=intake.given,
            pictures_left=intake.left,
        )

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
