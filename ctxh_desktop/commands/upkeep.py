"""Upkeep: check the working book's file and copy it to a safe place.

A backup is one file with the database, its slot file and the files of attachments, all as they lie
on the disk: encrypted, and of use only with a passphrase.

Source: security reference §4.2, §5.
"""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.security.durable_files import Disk, written_or_told
from ctxh_desktop.security.profile_files import DATABASE_NAME, KEYS_NAME, VAULT_NAME
from ctxh_desktop.storage import attachments, backfill, people
from ctxh_desktop.storage.engine import check_file
from ctxh_desktop.storage.people_filter import EVERYBODY
from ctxh_desktop.storage.records import Reader

UNFINISHED_SUFFIX = ".part"


@dataclass(frozen=True)
class VerifyBook:
    """Check every page's seal and the structure of the data file."""


@dataclass(frozen=True)
class Verified:
    """What a whole book holds; `damaged` counts the files of attachments that cannot be read."""

    people: int
    files: int = 0
    damaged: int = 0


@dataclass(frozen=True)
class FillColumns:
    """Put what an older version had to keep aside into its columns, for one short transaction."""


@handles(FillColumns)
def fill_columns(desk: Desk, command: FillColumns) -> bool:
    """Go on after an upgrade; return whether there is more to do."""
    return backfill.step(desk.store, desk.user)


@handles(VerifyBook)
def verify_book(desk: Desk, command: VerifyBook) -> Verified:
    """Check the file (IntegrityError "database-damaged")."""
    check_file(desk.store.engine)
    with desk.read() as reader:
        here = attachments.here(reader)
        found = people.count(reader, EVERYBODY)
        damaged = [sha256 for sha256 in here if not _is_whole(desk, reader, sha256)]
        return Verified(found, len(here), len(damaged))


def back_up(desk: Desk, target: Path) -> int:
    """Copy the book into the new file *target*; return its size in bytes.  The desk is closed.

    Raises:
        InputError: "file-exists": a backup never replaces a file.
        IntegrityError: "database-damaged", "backup-unreadable".
        TransientError: "disk-full", "folder-not-writable".
    """
    try:
        if target.exists():
            raise InputError("file-exists", file=target.name)
        check_file(desk.store.engine)
        # Closed, the file is complete by itself; the lock still keeps others out.
        desk.store.close()
        unfinished = target.with_name(target.name + UNFINISHED_SUFFIX)
        with written_or_told():
            _write(desk.folder, unfinished)
            unfinished.replace(target)
            Disk().sync_folder(target.absolute().parent)
            return target.stat().st_size
    finally:
        desk.close()


def _is_whole(desk: Desk, reader: Reader, sha256: str) -> bool:
    try:
        return attachments.read(reader, desk.vault, sha256) is not None
    except IntegrityError:
        return False


def _write(folder: Path, unfinished: Path) -> None:
    try:
        descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                for name in (DATABASE_NAME, KEYS_NAME):
                    archive.write(folder / name, name)
                for sealed in sorted((folder / VAULT_NAME).glob("*")):
                    archive.write(sealed, f"{VAULT_NAME}/{sealed.name}")
            file.flush()
            os.fsync(file.fileno())
        _read_back(unfinished)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _read_back(unfinished: Path) -> None:
    with zipfile.ZipFile(unfinished) as archive:
        if archive.testzip() is not None:
            raise IntegrityError("backup-unreadable")
