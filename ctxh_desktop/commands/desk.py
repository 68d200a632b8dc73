"""Desk: one opened working book, with everything a command may use.

Invariants: commands of one desk run one after another (the data lane); a sync has its own
connection and lane.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.commands.doorplate import Doorplate, hang_doorplate
from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.domain.records import conflict
from ctxh_desktop.domain.schema import RecordType, Row
from ctxh_desktop.domain.units import Unit, Units
from ctxh_desktop.errors import CtxhError, InputError
from ctxh_desktop.security.durable_files import Disk
from ctxh_desktop.security.keys import COST_FLOOR, KdfCost
from ctxh_desktop.security.profile_files import InstanceLock
from ctxh_desktop.security.vault import Vault
from ctxh_desktop.storage import outbox
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.store import Store
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync.kept import Kept


@dataclass
class Desk:
    """One person at one opened profile.

    Attributes:
        cost_floor: the least that opening the key must cost, when somebody proves who they are.
        changed: record types that the running command has changed.
    """

    folder: Path
    user: str
    commune_code: str
    store: Store
    ambient: Ambient
    catalogue: Catalogue
    units: Units
    lock: InstanceLock | None = None
    disk: Disk = field(default_factory=Disk)
    cost_floor: KdfCost = COST_FLOOR
    changed: set[str] = field(default_factory=set)
    is_closed: bool = False
    kept: Kept = field(init=False)
    """The connection to the province, between two syncs."""

    def __post_init__(self) -> None:
        self.kept = Kept(self.ambient.now)

    @property
    def vault(self) -> Vault:
        """The sealed files of this book."""
        return Vault(self.folder, self.disk)

    @property
    def commune(self) -> Unit | None:
        """The commune of this laptop."""
        return self.units.commune(self.commune_code)

    @contextmanager
    def write(self, label: str) -> Iterator[UnitOfWork]:
        """Open a unit of work for the person; it is committed when the block ends well."""
        with self.store.write(by=self.user, label=label) as work:
            yield work
            self.changed |= work.commit()

    def read(self) -> AbstractContextManager[Reader]:
        """Open a consistent view."""
        return self.store.read()

    def type(self, name: str) -> RecordType:
        """Return a declared record type (InputError "record-type-unknown")."""
        found = self.store.tables.types.get(name)
        if found is None:
            raise InputError("record-type-unknown", name=name)
        return found

    def doorplate(self) -> Doorplate:
        """Return what may be known of this book while it is locked; nothing about people."""
        with self.read() as reader:
            return Doorplate(
                commune=self.commune.full_name if self.commune else "",
                unsent=outbox.count(reader, outbox.QUEUED),
                conflicts=len(reader.where("conflict", state=conflict.OPEN)),
                last_sync_at=reader.local("last_sync_at") or None,
                is_enrolled=bool(reader.local("device_id")),
            )

    def close(self) -> None:
        """Close the book: files are complete and may be copied afterwards; once is enough."""
        if self.is_closed:
            return
        self.is_closed = True
        self.kept.close()
        if self.lock is not None:  # only who holds the book says how it stands
            with suppress(CtxhError):
                hang_doorplate(self.folder, self.doorplate())
        self.store.close()
        if self.lock is not None:
            self.lock.release()
            self.lock = None


def require(reader: Reader, record_type: str, row_id: str) -> Row:
    """Return a record (InputError "record-not-found" when there is none with this id)."""
    row = reader.get(record_type, row_id)
    if row is None:
        raise InputError("record-not-found")
    return row
