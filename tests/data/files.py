"""Files of attachments on the laptops of a fleet, and a line that loses what it is told to.

files = Files(laptop)
sha256 = files.attach(content)        # a case, an attachment and its sealed file
laptop.sync(); files.carry()          # the text, then the file
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from typing import Any

from ctxh_desktop.domain.records.attachment import JPEG
from ctxh_desktop.errors import TransientError
from ctxh_desktop.security.device import sign_request
from ctxh_desktop.security.durable_files import Disk
from ctxh_desktop.security.vault import Vault
from ctxh_desktop.storage import attachments, epochs
from ctxh_desktop.sync.file_parcel import Intake, Packing, Unpacking
from ctxh_desktop.sync.files import PATCH, Counter, Courier, FileAnswer, FileRequest, FileTally
from tests.data.laptops import SCOPE, Laptop

Ask = Callable[[FileRequest], FileAnswer]


def content_of(seed: object, size: int = 250_000) -> bytes:
    """Return bytes that compress as little as a picture."""
    return random.Random(f"{seed}").randbytes(size)


def sha(content: bytes) -> str:
    """Return the address of bytes."""
    return hashlib.sha256(content).hexdigest()


class FileLine:
    """Carries requests for files; loses the n-th request, or only the answer to it (0: none)."""

    def __init__(self, *, request: int = 0, answer: int = 0) -> None:
        self.lost_request, self.lost_answer, self.seen = request, answer, []
        self.seen: list[FileRequest] = []

    def carry(self, request: FileRequest, ask: Ask) -> FileAnswer:
        """Carry one request."""
        self.seen.append(request)
        if len(self.seen) == self.lost_request:
            raise TransientError("line-lost")
        answer = ask(request)
        if len(self.seen) == self.lost_answer:
            raise TransientError("line-lost")
        return answer


class Files:
    """The files of one laptop."""

    def __init__(self, laptop: Laptop, disk: Disk | None = None) -> None:
        self.laptop = laptop
        self.vault = Vault(laptop.file.with_suffix(""), disk)
        self.counter = Counter(laptop.fleet.province)

    def attach(self, content: bytes, scope: str = SCOPE, case_id: str = "", **more: Any) -> str:
        """Take a file in, in one transaction with its attachment; return its hash."""
        person = self.laptop.ambient.new_id()
        case = case_id or self.laptop.ambient.new_id()
        with self.laptop.edit("AddAttachment") as work:
            if not case_id:
                work.insert("person", person, scope, {"full_name": "Hồ", "groups": "NCT"})
                values = {"person_id": person, "number": "1", "opened_on": "2026-11-01"}
                work.insert("case", case, scope, {**values, "status": "TIEPNHAN", **more})
            sha256 = attachments.take_in(work, self.vault, content)
            values = {"case_id": case, "person_id": person, "paper_kind": "KHAC"}
            about = {"sha256": sha256, "size_bytes": len(content), "media_type": JPEG}
            work.insert("attachment", self.laptop.ambient.new_id(), scope, {**values, **about})
        return sha256

    def ask(self, request: FileRequest) -> FileAnswer:
        """Give a request to the province."""
        signature = sign_request(self.laptop.key, request.signed_part())
        return self.counter.handle(self.laptop.name, request, signature)

    def courier(self, **options: Any) -> Courier:
        """Return a new sync of files."""
        return Courier(self.laptop.store, self.vault, **options)

    def carry(self, line: FileLine | None = None, **options: Any) -> FileTally:
        """Send and fetch until nothing is left; what the line does wrong is raised."""
        courier, line = self.courier(**options), line or FileLine()
        while request := courier.request():
            courier.feed(line.carry(request, self.ask))
        return courier.tally

    def pack(self, bytes_max: int = 10**9, **options: Any) -> bytes:
        """Return what a parcel with files for the province holds now."""
        laptop = self.laptop
        packing = Packing(laptop.store, self.vault, laptop.key, bytes_max=bytes_max, **options)
        return b"".join(packing.pieces())

    def take_at_province(self, *contents: bytes) -> Intake:
        """Let the province take parcels with files of this laptop."""
        intake = Intake(self.counter, self.laptop.device)
        for content in contents:
            intake.take([content])
        return intake

    def unpack(self, content: bytes, *, is_present: bool = True, **options: Any) -> Unpacking:
        """Read an answer with files."""
        unpacking = Unpacking(self.laptop.store, self.vault, **options)
        for _ in unpacking.take([content], is_present=is_present):
            pass
        return unpacking

    def by_stick(self, bytes_max: int = 10**9, **options: Any) -> Unpacking:
        """Carry text and files to the province on a stick, and its answers back."""
        laptop = self.laptop
        text, packed = laptop.give(), self.pack(bytes_max, **options)
        laptop.fleet.answer(laptop.device, text)
        intake = self.take_at_province(packed)
        laptop.read_answer(laptop.fleet.answer(laptop.device, text))
        return self.unpack(b"".join(intake.pieces(bytes_max)), **options)

    def make_safe(self) -> None:
        """Let two backups of the province hold all that it has, and the laptop hear of it."""
        with self.laptop.fleet.province.write(by="backup") as work:
            upto, epoch = epochs.received_upto(work), work.local("epoch")
            for _ in range(epochs.BACKUPS_TRUSTED):
                epochs.mark_backup(work, work.ambient.new_id(), epoch, upto, {})
            work.commit()
        self.laptop.sync()

    def try_carry(self, line: FileLine, **options: Any) -> bool:
        """Send and fetch over a bad line; return whether it went through."""
        try:
            self.carry(line, **options)
        except TransientError:
            return False
        return True

    def read(self, sha256: str) -> bytes | None:
        """Return the bytes that this laptop has."""
        with self.laptop.store.read() as reader:
            return attachments.read(reader, self.vault, sha256)

    def want(self, sha256: str, size: int) -> None:
        """Ask for a file, as opening a picture does."""
        with self.laptop.store.write(by="x") as work:
            attachments.want(work, sha256, size)
            work.commit()

    def rows(self, sha256: str) -> list[Any]:
        """Return the attachments with a file."""
        return [row for row in self.laptop.rows("attachment") if row["sha256"] == sha256]

    def is_stored(self, sha256: str) -> bool:
        """Return whether every attachment with this file says that the province has it."""
        rows = self.rows(sha256)
        return bool(rows) and all(row["stored_at"] for row in rows)


def chunks_of(line: FileLine) -> list[int]:
    """Return the offsets at which chunks were sent."""
    return [request.offset for request in line.seen if request.method == PATCH]
