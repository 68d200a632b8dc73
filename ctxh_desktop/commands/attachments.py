"""Attachments: add papers and pictures to a case, look at them, take them away, say where they are.

A picture is only ever opened in memory; the one way to a file in clear is `ExportAttachment`, which
a person asks for by name.

Source: sync design §4.13; ux reference §8; ADR-0016.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from ctxh_desktop.commands.desk import Desk, require
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.protection import person_of, shown_of
from ctxh_desktop.commands.records import checked
from ctxh_desktop.commands.settings import TEXT_ONLY, setting
from ctxh_desktop.domain.records.attachment import PDF
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.errors import InputError, IntegrityError, TransientError
from ctxh_desktop.exchange import papers
from ctxh_desktop.security.durable_files import replace_file, written_or_told
from ctxh_desktop.storage import attachments
from ctxh_desktop.storage.attachments import BUDGET_BYTES, Blob
from ctxh_desktop.storage.records import Reader

_NAME = "attachment"


class Whereabouts(StrEnum):
    """Where the bytes of an attachment are."""

    HERE = "here"
    """Only on this laptop so far."""
    SENDING = "sending"
    STORED = "stored"
    """Here, and at the province."""
    FAR = "far"
    """At the province, not here."""
    FETCHING = "fetching"
    """At the province, and asked for."""
    ELSEWHERE = "elsewhere"
    """On another laptop that has yet to send it."""


@dataclass(frozen=True)
class AddAttachment:
    """Add a file to a case.

    Args:
        values: what a person says about it: `paper_kind`, `title`, `taken_on`, `visit_id`.
    """

    case_id: str
    file: Path
    values: Mapping[str, Any]


@dataclass(frozen=True)
class ListAttachments:
    """Read the papers and pictures of a case, newest first."""

    case_id: str


@dataclass(frozen=True)
class AttachmentItem:
    """One paper or picture.

    Units: `size_bytes`; `percent` of what is under way.  Shapes: `preview` is a JPEG, empty for
    none; `on` a day; `added_at` an instant.
    """

    id: str
    paper_kind: str
    title: str
    on: str
    media_type: str
    size_bytes: int
    preview: bytes
    where: Whereabouts
    percent: int
    added_by: str
    added_at: str


@dataclass(frozen=True)
class OpenAttachment:
    """Read a file to show it; one that is not here is asked for and comes at the next sync.

    Args:
        page: of a PDF, counted from 0.
    """

    id: str
    page: int = 0


@dataclass(frozen=True)
class Opened:
    """A file to show.

    Shapes: `picture` is a JPEG, of a PDF the page that was asked for; None while it is not here.
    """

    item: AttachmentItem
    picture: bytes | None
    page: int = 0
    pages: int = 1


@dataclass(frozen=True)
class ExportAttachment:
    """Write a file in clear where a person wants it."""

    id: str
    target: Path


@dataclass(frozen=True)
class RemoveAttachment:
    """Take a paper or picture away from its case; it can be brought back."""

    id: str


@dataclass(frozen=True)
class ShowFiles:
    """Read which files wait to be sent."""


@dataclass(frozen=True)
class WaitingFile:
    """One file that the province has yet to confirm; bytes."""

    paper_kind: str
    person_name: str
    is_protected: bool
    size_bytes: int
    sent_bytes: int


@dataclass(frozen=True)
class Files:
    """The files of this laptop; `wanted` counts those that somebody waits for.  Bytes."""

    waiting: tuple[WaitingFile, ...]
    wanted: int
    is_text_only: bool
    used_bytes: int
    budget_bytes: int


@handles(AddAttachment)
def add_attachment(desk: Desk, command: AddAttachment) -> str:
    """Take a file in and return the attachment's id.

    Raises:
        InputError: as `exchange.papers.take`; "file-not-readable", "record-has-issues",
            "record-not-found", "attachment-budget-used-up".
        TransientError: "disk-full", "folder-not-writable".
    """
    taken = papers.take(command.file.name, read_file(command.file))
    attachments.make_room(desk.store, desk.vault, len(taken.content))
    row_id = desk.ambient.new_id()
    with desk.write("AddAttachment") as work:
        case = require(work, "case", command.case_id)
        given: dict[str, Any] = {
            **command.values,
            "case_id": case.id,
            "person_id": case.text("person_id"),
            "sha256": attachments.take_in(work, desk.vault, taken.content),
            "size_bytes": len(taken.content),
            "media_type": taken.media_type,
            "preview": taken.preview,
        }
        work.insert(_NAME, row_id, case.scope, checked(desk, _NAME, given))
    return row_id


@handles(ListAttachments)
def list_attachments(desk: Desk, command: ListAttachments) -> tuple[AttachmentItem, ...]:
    """Return the attachments of a case."""
    with desk.read() as reader:
        rows = reader.where(_NAME, newest_first=True, case_id=command.case_id)
        return tuple(_items(reader, rows))


@handles(OpenAttachment)
def open_attachment(desk: Desk, command: OpenAttachment) -> Opened:
    """Return the picture, or ask for the file.

    Raises:
        InputError: "record-not-found", "attachment-unreadable".
        IntegrityError: "attachment-damaged"; one that the province has is fetched again.
    """
    row, content = _content(desk, command.id)
    with desk.read() as reader:
        item = next(iter(_items(reader, [row])))
    if content is None or item.media_type != PDF:
        return Opened(item, content)
    picture, pages = papers.page(content, command.page)
    return Opened(item, picture, min(max(command.page, 0), pages - 1), pages)


def _content(desk: Desk, row_id: str) -> tuple[Row, bytes | None]:
    """Return an attachment with its bytes, None when they are not here and were asked for now."""
    with desk.store.write(by=desk.user, label="OpenAttachment") as work:
        row = require(work, _NAME, row_id)
        sha256, is_stored = row.text("sha256"), bool(row["stored_at"])
        try:
            content = attachments.read(work, desk.vault, sha256)
        except IntegrityError:
            if is_stored:
                attachments.fetch_again(work, sha256)
                work.commit()
            raise
        if content is None:
            attachments.want(work, sha256, int(row["size_bytes"] or 0))
        else:
            attachments.note_used(work, sha256)
        work.commit()
    return row, content


@handles(ExportAttachment)
def export_attachment(desk: Desk, command: ExportAttachment) -> int:
    """Write the file and return its size in bytes.

    Raises:
        InputError: "file-exists": a file is never replaced; "record-not-found".
        TransientError: "attachment-not-here" (it is asked for), "disk-full",
            "folder-not-writable".
        IntegrityError: "attachment-damaged".
    """
    if command.target.exists():
        raise InputError("file-exists", file=command.target.name)
    _, content = _content(desk, command.id)
    if content is None:
        raise TransientError("attachment-not-here")
    with written_or_told():
        replace_file(desk.disk, command.target, content)
    return len(content)


@handles(RemoveAttachment)
def remove_attachment(desk: Desk, command: RemoveAttachment) -> None:
    """Mark the attachment as deleted (InputError "record-not-found")."""
    with desk.write("RemoveAttachment") as work:
        row = require(work, _NAME, command.id)
        if row.deleted_at is None:
            work.delete(_NAME, row.id, "removed")


@handles(ShowFiles)
def show_files(desk: Desk, command: ShowFiles) -> Files:
    """Return how the files of this laptop stand."""
    with desk.read() as reader:
        waiting = attachments.waiting(reader)
        known = attachments.blobs(reader, waiting)
        return Files(
            waiting=tuple(_waiting(desk, reader, rows[0], known[h]) for h, rows in waiting.items()),
            wanted=len(attachments.to_fetch(reader)),
            is_text_only=bool(setting(reader, TEXT_ONLY)),
            used_bytes=attachments.used_bytes(reader),
            budget_bytes=BUDGET_BYTES,
        )


def read_file(file: Path) -> bytes:
    """Return the bytes of a file that a person chose, one more than is taken at most.

    Raises:
        InputError: "file-not-readable".
    """
    try:
        with file.open("rb") as opened:
            return opened.read(papers.PICTURE_BYTES_MAX + 1)
    except OSError as error:
        raise InputError("file-not-readable") from error


def _items(reader: Reader, rows: Iterable[Row]) -> Iterable[AttachmentItem]:
    listed = list(rows)
    known = attachments.blobs(reader, [row.text("sha256") for row in listed])
    for row in listed:
        where, percent = _whereabouts(row, known.get(row.text("sha256")))
        yield AttachmentItem(
            id=row.id,
            paper_kind=row.text("paper_kind"),
            title=row.text("title"),
            on=row.text("taken_on"),
            media_type=row.text("media_type"),
            size_bytes=int(row["size_bytes"] or 0),
            preview=base64.b64decode(row.text("preview")),
            where=where,
            percent=percent,
            added_by=row.created_by,
            added_at=row.created_at,
        )


def _whereabouts(row: Row, blob: Blob | None) -> tuple[Whereabouts, int]:
    is_here = blob is not None and blob.is_here
    if blob is not None and blob.is_here and not row["stored_at"]:
        percent = 100 * blob.sent_bytes // max(blob.size_bytes, 1)
        return (Whereabouts.SENDING if percent else Whereabouts.HERE), percent
    if row["stored_at"] and not is_here:
        if blob is None or not (blob.is_wanted or blob.got_bytes):
            return Whereabouts.FAR, 0
        return Whereabouts.FETCHING, 100 * blob.got_bytes // max(blob.size_bytes, 1)
    return (Whereabouts.STORED if is_here else Whereabouts.ELSEWHERE), 100


def _waiting(desk: Desk, reader: Reader, row: Row, blob: Blob) -> WaitingFile:
    person = person_of(reader, _NAME, row.id)
    return WaitingFile(
        paper_kind=row.text("paper_kind"),
        person_name=person.text("full_name") if person else "",
        is_protected=shown_of(desk, reader, person).is_protected,
        size_bytes=blob.size_bytes,
        sent_bytes=blob.sent_bytes,
    )
