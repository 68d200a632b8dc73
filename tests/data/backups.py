"""Copies of a province and of a laptop as they were once, and how they come back.

A province is restored the way an administrator does it, with nobody told: its tables and the places
of its counters are as they were, and the triggers of the present do not run.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import text

from ctxh_desktop.storage import epochs, ledger
from ctxh_desktop.storage.store import Store
from tests.data.laptops import Laptop

_COUNTERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()"


class ProvinceBackup:
    """All that a province's database held at one moment.

    Attributes:
        epoch: the history it belongs to.
        recv_no: the last operation it holds.
        tops: the last number of each scope.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        with store.engine.begin() as connection:
            raw = connection.connection.cursor()
            self._tables: dict[str, bytes] = {}
            for name in store.tables.metadata.tables:
                with raw.copy(f'COPY "{name}" TO STDOUT (FORMAT binary)') as copied:  # type: ignore[attr-defined]
                    self._tables[name] = b"".join(bytes(part) for part in copied)
            self._counters = [tuple(row) for row in connection.execute(text(_COUNTERS))]
        with store.write(by="backup") as work:
            self.epoch, self.recv_no = work.local("epoch"), epochs.received_upto(work)
            self.tops = ledger.scopes(work)

    def mark(self) -> None:
        """Tell the province that this backup was verified."""
        with self._store.write(by="backup") as work:
            epochs.mark_backup(work, work.ambient.new_id(), self.epoch, self.recv_no, self.tops)
            work.commit()

    def restore(self) -> None:
        """Put the province back."""
        with self._store.engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            raw = connection.connection.cursor()
            for name, content in self._tables.items():
                raw.execute(f'TRUNCATE "{name}"')
                with raw.copy(f'COPY "{name}" FROM STDIN (FORMAT binary)') as copied:  # type: ignore[attr-defined]
                    copied.write(content)
            for name, last in self._counters:
                value = f"{last}, true" if last is not None else "1, false"
                connection.execute(text(f"SELECT setval('{name}', {value})"))


class LaptopCopy:
    """A laptop's file as it was once."""

    def __init__(self, laptop: Laptop, number: int) -> None:
        self.laptop = laptop
        laptop.reopen()  # folds the write-ahead log into the file
        self._copy = laptop.file.with_suffix(f".{number}")
        shutil.copyfile(laptop.file, self._copy)

    def restore(self) -> None:
        """Put the file back, as a person does who copied it for safety."""
        self.laptop.store.close()
        for name in (f"{self.laptop.file}-wal", f"{self.laptop.file}-shm"):
            Path(name).unlink(missing_ok=True)
        shutil.copyfile(self._copy, self.laptop.file)
        self.laptop.reopen()
