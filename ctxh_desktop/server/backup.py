"""Backup of a province: dump, prove by restoring, and only then tell the laptops.

    place of the last operation ─▶ pg_dump ─▶ restored into a database of its own ─▶ audited
        ─▶ marked: laptops may stop giving these operations again

A backup counts once it was restored and found whole, and operations are safe once two such backups
hold them (`storage.epochs`).  The dump is PostgreSQL's own custom format, so that it can be read
without this program; it holds everything about everybody and belongs on an encrypted disk.

Restoring replaces the province's schema and begins a new epoch; the laptops then hand in what the
backup did not have, by themselves (`sync.recovery`).

Source: sync design §4.8; ADR-0013.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.errors import InputError, IntegrityError, TransientError
from ctxh_desktop.security.durable_files import Disk, make_folder, written_or_told
from ctxh_desktop.server import embedded
from ctxh_desktop.storage import audit, epochs, ledger
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.store import Store, open_province

SUFFIX = ".dump"
UNFINISHED_SUFFIX = ".part"
DUMP_TIMEOUT_S = 4 * 3600


@dataclass(frozen=True)
class Backup:
    """One verified backup.

    Units: `operations` counts all that were ever received, `size_bytes` is that of the file.
    """

    file: str
    epoch: str
    recv_no: int
    operations: int
    size_bytes: int


def back_up(store: Store, dsn: str, schema: str, folder: Path) -> Backup:
    """Write a backup into *folder*, prove it, and mark it.

    Raises:
        InputError: "database-tools-missing".
        IntegrityError: "backup-unreadable" when what was written is not what was there.
        TransientError: "disk-full", "folder-not-writable", "province-database-down".
    """
    with store.write(by="province", label="Backup") as work:
        epoch, recv_no = work.local("epoch"), epochs.received_upto(work)
        tops = ledger.scopes(work)
        name = work.ambient.instant().replace(":", "").replace(".", "")
        backup_id = work.ambient.new_id()
    with written_or_told():
        make_folder(folder)
        file = folder / f"{schema}-{name}{SUFFIX}"
        unfinished = file.with_name(file.name + UNFINISHED_SUFFIX)
        try:
            os.close(os.open(unfinished, os.O_CREAT | os.O_TRUNC, 0o600))
            _tool("pg_dump", "--format=custom", f"--schema={schema}", f"--file={unfinished}", dsn)
            _sync(unfinished)
            count = _prove(store, dsn, schema, unfinished, (epoch, recv_no))
            unfinished.replace(file)
            Disk().sync_folder(folder)
        finally:
            unfinished.unlink(missing_ok=True)
    with store.write(by="province", label="Backup") as work:
        epochs.mark_backup(work, backup_id, epoch, recv_no, tops)
        work.commit()
    return Backup(file.name, epoch, recv_no, count, file.stat().st_size)


def restore(dsn: str, schema: str, file: Path, ambient: Ambient) -> str:
    """Put a province back to a backup; return the epoch that begins.

    The dump is proven in a database of its own before anything is replaced.

    Raises:
        InputError: "file-not-readable", "database-tools-missing".
        IntegrityError: "backup-unreadable".
    """
    if not file.is_file():
        raise InputError("file-not-readable", file=file.name)
    with _copy(dsn, file, f"restore_{ambient.random_bytes(6).hex()}") as (copy, _):
        tried = open_province(copy, schema, ambient)
        try:
            with tried.read() as reader:
                _refuse_broken(reader)
        finally:
            tried.close()
    _tool(
        "psql",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        dsn,
        f'--command=DROP SCHEMA IF EXISTS "{schema}" CASCADE',
    )
    _tool(
        "pg_restore",
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={dsn}",
        str(file),
    )
    restored = open_province(dsn, schema, ambient)
    try:
        with restored.write(by="province", label="Restore") as work:
            epoch = epochs.begin(work)
            epochs.check_cluster(work)
            work.commit()
            return epoch
    finally:
        restored.close()


def _prove(store: Store, dsn: str, schema: str, file: Path, mark: tuple[str, int]) -> int:
    """Restore a dump beside the province and compare; return how many operations it holds."""
    epoch, recv_no = mark
    with store.read() as reader:
        wanted = ledger.count_received(reader, recv_no)
    with _copy(dsn, file, f"proof_{store.ambient.random_bytes(6).hex()}") as (copy, _):
        opened = open_province(copy, schema, store.ambient)
        try:
            with opened.read() as reader:
                if (
                    reader.local("epoch") != epoch
                    or ledger.count_received(reader, recv_no) != wanted
                ):
                    raise IntegrityError("backup-unreadable")
                _refuse_broken(reader)
                return sum(ledger.count_operations(reader).values())
        finally:
            opened.close()


def _refuse_broken(reader: Reader) -> None:
    if not reader.local("province_code") or audit.findings(reader):
        raise IntegrityError("backup-unreadable")


@contextmanager
def _copy(dsn: str, file: Path, name: str) -> Iterator[tuple[str, str]]:
    """Restore a dump into a database of its own, which is dropped at the end."""
    _tool("createdb", f"--maintenance-db={dsn}", "--template=template0", name)
    try:
        copy = _other_database(dsn, name)
        try:
            _tool("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={copy}", str(file))
        except TransientError as error:
            raise IntegrityError("backup-unreadable") from error
        yield copy, name
    finally:
        _tool("dropdb", "--if-exists", "--force", f"--maintenance-db={dsn}", name)


def _other_database(dsn: str, name: str) -> str:
    parts = urlsplit(dsn)
    return urlunsplit(parts._replace(path=f"/{name}"))


def _tool(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; what it says may name people and is not shown."""
    program = embedded.tool(name) or shutil.which(name)
    if program is None:
        raise InputError("database-tools-missing", tool=name)
    try:
        done = subprocess.run(  # noqa: S603 (PostgreSQL's own program, no shell)
            [program, *arguments], capture_output=True, check=False, timeout=DUMP_TIMEOUT_S
        )
    except subprocess.TimeoutExpired as error:
        raise TransientError("province-database-down") from error
    if done.returncode:
        if b"No space left" in done.stderr:
            raise TransientError("disk-full")
        raise TransientError("province-database-down")


def _sync(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())
