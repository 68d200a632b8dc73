"""Papers: pictures and PDF files as a person has them, made ready to be kept and sent.

    take("IMG_0042.JPG", bytes) → Taken(bytes to keep, media type, preview)

Judged by content, never by name.  A picture is turned upright, made at most 1600 px long, and
written anew as a JPEG of about 250 kB: what the camera wrote beside it (place, time, device) is
gone.  Its preview is small enough to travel inside the row.  A PDF is kept as it is.

Source: sync design §4.13; security reference §6 (pixel limit, re-encoding); ux reference §6.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from ctxh_desktop.domain.records.attachment import FILE_BYTES_MAX, JPEG, PDF, PREVIEW_CHARS_MAX
from ctxh_desktop.errors import InputError

if TYPE_CHECKING:
    from PIL.Image import Image

PICTURE_BYTES_MAX = 32 * 1024 * 1024
"""Of a picture before it is reduced: cameras write more than anybody keeps."""
PIXELS_MAX = 40_000_000
LONGEST_PX = 1600
NEAR_BYTES = 250_000
QUALITIES = range(40, 89, 6)
"""JPEG qualities to choose from; the best one that comes below `NEAR_BYTES`, else the lowest."""
PREVIEW_PX = 192
PREVIEW_BYTES = 6_000
PREVIEW_QUALITIES = range(30, 76, 5)

_MAGIC = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"%PDF-": "PDF"}
_ENDINGS = (".jpg", ".jpeg", ".png", ".pdf")
_TAIL_BYTES = 2048


@dataclass(frozen=True)
class Taken:
    """A paper or picture as it is kept.

    Shapes: `preview` is a JPEG in base64, None for a PDF.
    """

    content: bytes
    media_type: str
    preview: str | None


def take(name: str, content: bytes) -> Taken:
    """Return what is kept of a file that a person gave.

    Raises:
        InputError: "attachment-empty", "attachment-type-refused" (fact `given`, the
            ending of its name), "attachment-not-what-it-says", "attachment-too-large",
            "attachment-too-many-pixels", "attachment-unreadable".
    """
    if not content:
        raise InputError("attachment-empty")
    kind = next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), "")
    if not kind:
        ending = PurePath(name).suffix.lower()[:10]
        if ending in ("", *_ENDINGS):
            raise InputError("attachment-not-what-it-says")
        raise InputError("attachment-type-refused", given=ending)
    if len(content) > (FILE_BYTES_MAX if kind == "PDF" else PICTURE_BYTES_MAX):
        raise InputError("attachment-too-large")
    if kind == "PDF":
        if b"%%EOF" not in content[-_TAIL_BYTES:]:
            raise InputError("attachment-unreadable")
        return Taken(content, PDF, None)
    picture = _opened(content, kind)
    kept = _jpeg(picture, LONGEST_PX, QUALITIES, NEAR_BYTES)
    preview = base64.b64encode(_jpeg(picture, PREVIEW_PX, PREVIEW_QUALITIES, PREVIEW_BYTES))
    assert len(preview) <= PREVIEW_CHARS_MAX, "so small a picture is never so large a file"
    return Taken(kept, JPEG, preview.decode())


def _opened(content: bytes, kind: str) -> Image:
    """Return the picture upright, in plain colours, no larger than is kept."""
    from PIL.Image import DecompressionBombError  # noqa: PLC0415 (costs start-up time)

    try:
        return _reduced(content, kind)
    except InputError:
        raise
    except DecompressionBombError as error:
        raise InputError("attachment-too-many-pixels") from error
    except Exception as error:
        # Whatever a broken picture breaks in a decoder, a person is told the same.
        raise InputError("attachment-unreadable") from error


def _reduced(content: bytes, kind: str) -> Image:
    from PIL import Image, ImageOps  # noqa: PLC0415 (costs start-up time)

    with Image.open(io.BytesIO(content), formats=[kind]) as picture:
        if picture.width * picture.height > PIXELS_MAX:
            raise InputError("attachment-too-many-pixels")
        picture.draft("RGB", (LONGEST_PX, LONGEST_PX))  # a JPEG is decoded smaller at once
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_PX, LONGEST_PX), Image.Resampling.LANCZOS)
        if not upright.has_transparency_data:
            return upright.convert("RGB")
        clear = upright.convert("RGBA")
        ground = Image.new("RGBA", clear.size, "white")
        ground.alpha_composite(clear)
        return ground.convert("RGB")


def _jpeg(picture: Image, longest_px: int, qualities: range, near_bytes: int) -> bytes:
    """Return a JPEG of the best quality that comes below *near_bytes*, without metadata."""
    from PIL import Image  # noqa: PLC0415 (costs start-up time)

    small = picture.copy()
    small.info.clear()  # a comment of the camera's would be written again
    small.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS)
    low, high = 0, len(qualities) - 1
    best = b""
    while low <= high:
        middle = (low + high) // 2
        out = io.BytesIO()
        small.save(out, "JPEG", quality=qualities[middle], optimize=True)
        if out.tell() <= near_bytes or not middle:
            best = out.getvalue()
        if out.tell() <= near_bytes:
            low = middle + 1
        else:
            high = middle - 1
    return best
