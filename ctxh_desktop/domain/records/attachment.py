"""Attachment (giấy tờ, ảnh): a paper or picture that belongs to a case, by the hash of its bytes.

The row travels with the text and carries a small preview; the bytes follow in chunks.  `stored_at`
is the province's word that it holds the whole file and has checked its hash: no laptop writes it,
and no laptop lets go of a file before.

Units: `size_bytes` bytes; `preview` is a small JPEG in base64 (of a PDF: its first page).
Source: sync design §4.13 and traps 20, 21; ADR-0016.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from ctxh_desktop.domain.schema import (
    Merge,
    Record,
    attachment,
    code,
    day,
    instant,
    integer,
    link,
    long_text,
    record,
    text,
)

FILE_BYTES_MAX = 10 * 1024 * 1024
"""Of one file, as people read "10 MB" (ux reference, table of sentences)."""
PREVIEW_CHARS_MAX = 14_000
"""Of a preview in base64: 10 kB of picture."""
JPEG, PDF = "image/jpeg", "application/pdf"
MEDIA_TYPES = (JPEG, PDF)
"""What is kept: every picture becomes a JPEG when it is taken in."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


def is_sha256(text: str) -> bool:
    """Return whether a text is a SHA-256 in the form in which it is kept."""
    return _SHA256.fullmatch(text) is not None


@record("attachment", label="Paper or picture", plural="Papers and pictures")
class Attachment(Record):
    """One paper or picture of a case."""

    case_id: str = link("Case", "case")
    person_id: str = link("Person", "person")
    visit_id: str | None = link("Visit", "visit", default=None, entered=False)
    paper_kind: str = code("Kind of paper", "paper_kind", listed=True)
    title: str | None = text("What it shows", default=None, listed=True)
    taken_on: date | None = day("Day of the paper or picture", default=None)
    sha256: str = attachment("File", entered=False, merge=Merge.FROZEN)
    size_bytes: int = integer("Size of the file", entered=False, merge=Merge.FROZEN)
    media_type: str = text("Type of the file", entered=False, merge=Merge.FROZEN)
    preview: str | None = long_text(
        "Preview",
        default=None,
        entered=False,
        merge=Merge.FROZEN,
        length_max=PREVIEW_CHARS_MAX,
    )
    stored_at: datetime | None = instant(
        "At the province since", default=None, entered=False, by_province=True
    )

    def issues(self) -> dict[str, str]:
        """Return what is wrong, by field: a file has a hash, a size and a type that is taken."""
        if not is_sha256(self.sha256) or self.media_type not in MEDIA_TYPES:
            return {"sha256": "attachment-type-refused"}
        if not 0 < self.size_bytes <= FILE_BYTES_MAX:
            return {"size_bytes": "attachment-too-large"}
        return {}
