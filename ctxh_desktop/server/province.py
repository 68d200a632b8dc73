"""Province: the folder in which one province's settings, certificates and logs lie.

    province.json                    settings, written last: with it the folder is complete
    ca.pem        ca-key.pem         the authority that laptops pin; its key never leaves
    server.pem    server-key.pem     what the server shows
    parcel-key                       signs parcels to laptops and reads those from them
    postgres/                        data of the embedded database, when there is one
    logs/

Invariants: files with keys or passwords are readable by their owner only; nothing that is there is
ever overwritten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ctxh_desktop import paths
from ctxh_desktop.ambient import Ambient
from ctxh_desktop.domain.codes import Catalogue, read_code_list
from ctxh_desktop.domain.merge import Rank
from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.domain.units import Units, read_units
from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.security.certificates import (
    Identity,
    create_authority,
    issue_server_certificate,
)
from ctxh_desktop.security.device import DeviceKey
from ctxh_desktop.security.durable_files import Disk, make_folder, replace_file, written_or_told
from ctxh_desktop.server import embedded
from ctxh_desktop.storage import backfill, epochs, ledger
from ctxh_desktop.storage.store import Store, open_province

EMBEDDED = "embedded"
"""Database of a province that has no PostgreSQL of its own."""
PORT = 8443
SCHEMA = "ctxh"
ADDRESS = "0.0.0.0"  # noqa: S104 (a server is there to be called)
DEFAULT_HOSTS = ("localhost", "127.0.0.1")

SETTINGS_NAME = "province.json"
AUTHORITY = ("ca.pem", "ca-key.pem")
SERVER = ("server.pem", "server-key.pem")
PARCEL_KEY = "parcel-key"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings of one province's server.

    Units: `database` is a DSN of PostgreSQL or `EMBEDDED`; `hosts` are the names and addresses by
    which laptops call; `address` is where it listens; `revision_min` is the oldest revision of the
    record types whose laptops still get rows (`ctxh-province devices` shows who has which).
    """

    province_code: str
    database: str = EMBEDDED
    schema: str = SCHEMA
    hosts: tuple[str, ...] = DEFAULT_HOSTS
    address: str = ADDRESS
    port: int = PORT
    revision_min: int = 0


@dataclass(frozen=True)
class ProvinceFolder:
    """One province on this machine."""

    path: Path

    @property
    def logs(self) -> Path:
        """Folder of the server's logs."""
        return self.path / "logs"

    def file(self, name: str) -> Path:
        """Return one of its files."""
        return self.path / name

    def settings(self) -> Settings:
        """Read the settings.

        Raises:
            InputError: "province-absent" when there is none in this folder.
            IntegrityError: "province-settings-damaged".
        """
        try:
            content = self.file(SETTINGS_NAME).read_bytes()
        except OSError as error:
            raise InputError("province-absent") from error
        try:
            return msgspec.json.decode(content, type=Settings)
        except msgspec.MsgspecError as error:
            raise IntegrityError("province-settings-damaged") from error

    def ca_pem(self) -> str:
        """Return the authority's certificate, which laptops pin."""
        return self._identity(AUTHORITY).certificate_pem

    def parcel_key(self) -> DeviceKey:
        """Return the key for parcels (IntegrityError "parcel-key-damaged")."""
        try:
            return DeviceKey(bytes.fromhex(self.file(PARCEL_KEY).read_text(encoding="ascii")))
        except (OSError, ValueError) as error:
            raise IntegrityError("parcel-key-damaged") from error

    @contextmanager
    def database(self, settings: Settings) -> Iterator[str]:
        """Return how to connect, with the embedded PostgreSQL running meanwhile."""
        if settings.database != EMBEDDED:
            yield settings.database
            return
        running = embedded.start(self.path / "postgres")
        try:
            yield running.dsn
        finally:
            running.stop()

    @contextmanager
    def store(
        self, ambient: Ambient, record_types: Sequence[RecordType] = RECORD_TYPES
    ) -> Iterator[Store]:
        """Open the province's data."""
        with self.opened(ambient, record_types) as (store, _):
            yield store

    @contextmanager
    def opened(
        self, ambient: Ambient, record_types: Sequence[RecordType] = RECORD_TYPES
    ) -> Iterator[tuple[Store, str]]:
        """Open the province's data, and tell how to connect to it.

        A copy of another cluster begins a new epoch.
        """
        settings = self.settings()
        with self.database(settings) as dsn:
            opened = open_province(dsn, settings.schema, ambient, record_types=record_types)
            try:
                with opened.write(by="province", label="Open") as work:
                    epochs.check_cluster(work)
                    work.commit()
                backfill.run(opened, by="province")
                self._publish_parcel_key(opened)
                yield opened, dsn
            finally:
                opened.close()

    def _publish_parcel_key(self, store: Store) -> None:
        """Tell the data which key laptops are to know; it is made once and never anew.

        A key that is gone is not replaced in silence: the laptops would believe no parcel any more.
        """
        with store.read() as reader:
            if reader.local("parcel_key"):
                return
        if not self.file(PARCEL_KEY).exists():
            seed = DeviceKey.create(store.ambient).seed().hex()
            with written_or_told():
                replace_file(Disk(), self.file(PARCEL_KEY), seed.encode())
        with store.write(by="province", label="ParcelKey") as work:
            work.set_local("parcel_key", self.parcel_key().public)
            work.commit()

    def _identity(self, names: tuple[str, str]) -> Identity:
        try:
            certificate, key = (self.file(name).read_text(encoding="ascii") for name in names)
        except (OSError, ValueError) as error:
            raise IntegrityError("certificate-damaged") from error
        return Identity(certificate, key)

    def _keep(self, names: tuple[str, str], made: Identity) -> None:
        disk = Disk()
        # The key first: a certificate without its key would be taken for a whole pair.
        replace_file(disk, self.file(names[1]), made.key_pem.encode())
        replace_file(disk, self.file(names[0]), made.certificate_pem.encode())


def create(path: Path, settings: Settings, ambient: Ambient) -> ProvinceFolder:
    """Set a province up: authority, server certificate, schema, communes; settings last.

    A set-up that was cut short goes on where it stopped.

    Raises:
        InputError: "province-exists", "province-unknown", "host-name-wrong",
            "schema-name-malformed", "embedded-database-missing".
        TransientError: "disk-full", "folder-not-writable", "province-database-down".
    """
    province = ProvinceFolder(path)
    if province.file(SETTINGS_NAME).exists():
        raise InputError("province-exists")
    units = load_units()
    communes = units.of_province(settings.province_code)
    if not communes:
        raise InputError("province-unknown", province=settings.province_code)
    name = communes[0].province
    with written_or_told():
        make_folder(path)
        if not province.file(AUTHORITY[0]).exists():
            province._keep(AUTHORITY, create_authority(name, ambient))  # noqa: SLF001 (its maker)
        authority = province._identity(AUTHORITY)  # noqa: SLF001 (the same)
        served = issue_server_certificate(authority, settings.hosts, ambient)
        province._keep(SERVER, served)  # noqa: SLF001 (the same)
    with province.database(settings) as dsn:
        opened = open_province(dsn, settings.schema, ambient)
        try:
            found(opened, settings.province_code, name, [unit.code for unit in communes])
            province._publish_parcel_key(opened)  # noqa: SLF001 (its maker)
        finally:
            opened.close()
    with written_or_told():
        content = msgspec.json.format(msgspec.json.encode(settings))
        replace_file(Disk(), province.file(SETTINGS_NAME), content)
    return province


def found(store: Store, code: str, name: str, scopes: Sequence[str]) -> None:
    """Write down whose data a schema holds; what is there already stays.

    Raises:
        InputError: "schema-of-another-province".
    """
    with store.write(by="province", label="Found") as work:
        there = work.local("province_code")
        if there and there != code:
            raise InputError("schema-of-another-province", province=there)
        if not work.local("epoch"):
            epochs.begin(work)
        epochs.check_cluster(work)
        work.set_local("province_code", code)
        work.set_local("province_name", name)
        ledger.add_scopes(work, scopes)
        work.commit()


def load_units() -> Units:
    """Return the administrative units of the country."""
    return read_units(paths.code_list("units").read_text(encoding="utf-8-sig"))


def load_rank(record_types: Sequence[RecordType] = RECORD_TYPES) -> Rank:
    """Return the order of codes in the lists that the record types use."""
    names = {field.codes for kind in record_types for field in kind.fields if field.codes}
    catalogue = Catalogue(
        read_code_list(name, paths.code_list(name).read_text(encoding="utf-8-sig"))
        for name in sorted(names)
    )

    def rank(list_name: str, code: str) -> int:
        found = catalogue.get(list_name)
        return found.order(code) if found else -1

    return rank
