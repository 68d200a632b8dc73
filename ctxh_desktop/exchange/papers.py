"""Papers: pictures and PDF files as a person has them, made ready to be kept and sent.

    take("IMG_0042.JPG", bytes) → Taken(bytes to keep, media type, preview)

Judged by content, never by name.  A picture is turned upright, made at most 1600 px long, and
written anew as a JPEG of about 250 kB: what the camera wrote beside it (place, time, device) is
gone.  Its preview is small enough to travel inside the row.  A PDF is kept as it is; its pages are
drawn in memory, so that nobody has to save it in clear to read it.

PDFium is not safe in two threads at once: all of this runs on the one data lane.

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
PAGE_QUALITIES = range(80, 89, 8)
PREVIEW_PX = 192
PREVIEW_BYTES = 6_000
PREVIEW_QUALITIES = range(30, 76, 5)

_MAGIC = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"%PDF-": "PDF"}
_ENDINGS = (".jpg", ".jpeg", ".png", ".pdf")
PAGE_PX = 2000
"""Longest side of a page of a PDF that is drawn to be read."""
_PASSWORD_ERROR = 4
"""PDFium's FPDF_ERR_PASSWORD."""


@dataclass(frozen=True)
class Taken:
    """A paper or picture as it is kept.

    Shapes: `preview` is a JPEG in base64, of a PDF that of its first page.
    """

    content: bytes
    media_type: str
    preview: str


def take(name: str, content: bytes) -> Taken:
    """Return what is kept of a file that a person gave.

    Raises:
        InputError: "attachment-empty", "attachment-type-refused" (fact `given`, the
            ending of its name), "attachment-not-what-it-says", "attachment-too-large",
            "attachment-too-many-pixels", "attachment-unreadable", "attachment-has-password".
    """
    kind = _kind(name, content)
    if kind == "PDF":
        first, _ = _page(content, 0, LONGEST_PX)
        return Taken(content, PDF, _preview(first))
    picture = _opened(content, kind, LONGEST_PX)
    kept = _jpeg(picture, LONGEST_PX, QUALITIES, NEAR_BYTES)
    return Taken(kept, JPEG, _preview(picture))


def seen(name: str, content: bytes, longest_px: int) -> Image:
    """Return what is to be seen on a file, upright, to be looked at and not to be kept.

    Raises:
        InputError: as `take`.
    """
    kind = _kind(name, content)
    if kind == "PDF":
        return _page(content, 0, longest_px)[0]
    return _opened(content, kind, longest_px)


def page(content: bytes, number: int) -> tuple[bytes, int]:
    """Return a page of a PDF as a JPEG, counted from 0, and how many pages there are.

    Raises:
        InputError: "attachment-unreadable", "attachment-has-password".
    """
    drawn, count = _page(content, number, PAGE_PX)
    return _jpeg(drawn, PAGE_PX, PAGE_QUALITIES, FILE_BYTES_MAX), count


def _kind(name: str, content: bytes) -> str:
    """Return JPEG, PNG or PDF, by content, or refuse it."""
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
    return kind


def _preview(picture: Image) -> str:
    small = base64.b64encode(_jpeg(picture, PREVIEW_PX, PREVIEW_QUALITIES, PREVIEW_BYTES))
    assert len(small) <= PREVIEW_CHARS_MAX, "so small a picture is never so large a file"
    return small.decode()


def _page(content: bytes, number: int, longest_px: int) -> tuple[Image, int]:
    import pypdfium2  # noqa: PLC0415 (8 MB, only for a PDF)

    try:
        with pypdfium2.PdfDocument(content) as document:
            count = len(document)
            sheet = document[min(max(number, 0), count - 1)]
            scale = longest_px / max(*sheet.get_size(), 1)
            return sheet.render(scale=scale).to_pil().convert("RGB"), count
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code == _PASSWORD_ERROR
        code = "attachment-has-password" if is_locked else "attachment-unreadable"
        raise InputError(code) from error
    except Exception as error:
        raise InputError("attachment-unreadable") from error


def _opened(content: bytes, kind: str, longest_px: int) -> Image:
    """Return the picture upright, in plain colours, no larger than is wanted."""
    from PIL.Image import DecompressionBombError  # noqa: PLC0415 (costs start-up time)

    try:
        return _reduced(content, kind, longest_px)
    except InputError:
        raise
    except DecompressionBombError as error:
        raise InputError("attachment-too-many-pixels") from error
    except Exception as error:
        # Whatever a broken picture breaks in a decoder, a person is told the same.
        raise InputError("attachment-unreadable") from error


def _reduced(content: bytes, kind: str, longest_px: int) -> Image:
    from PIL import Image, ImageOps  # noqa: PLC0415 (costs start-up time)

    with Image.open(io.BytesIO(content), formats=[kind]) as picture:
        if picture.width * picture.height > PIXELS_MAX:
            raise InputError("attachment-too-many-pixels")
        picture.draft("RGB", (longest_px, longest_px))  # a JPEG is decoded smaller at once
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS)
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
