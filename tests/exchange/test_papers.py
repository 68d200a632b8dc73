from __future__ import annotations

import base64
import contextlib
import io
import random
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from ctxh_desktop.errors import InputError
from ctxh_desktop.exchange import papers
from ctxh_desktop.exchange.papers import take
from tests.data.pictures import paper

LOCKED = base64.b64decode(
    "JVBERi0xLjQKMSAwIG9iago8PC9UeXBlL0NhdGFsb2cvUGFnZXMgMiAwIFI+PgplbmRvYmoKMiAwIG9iago8PC9U"
    "eXBlL1BhZ2VzL0tpZHNbMyAwIFJdL0NvdW50IDE+PgplbmRvYmoKMyAwIG9iago8PC9UeXBlL1BhZ2UvUGFyZW50"
    "IDIgMCBSL01lZGlhQm94WzAgMCA5IDldPj4KZW5kb2JqCjQgMCBvYmoKPDwvRmlsdGVyL1N0YW5kYXJkL1YgMS9S"
    "IDIvTzw1ZWJmMDNhODFjNDZmZTY0MTRiYjkyOWFkYjRiNTVjZDBiMmZlMTBjNGJmZmYyNTg1NzA3MzhkNTZlZDMw"
    "MzZmPi9VPGJmNzFhZjA3NjUyNmIwMjliYjZjMzA3MWEyZDhhMGZiMWNkMDkyMjBmZjc5NGVkZWZlNTFjMTQxZTUz"
    "OGQxMzk+L1AgLTQ+PgplbmRvYmoKeHJlZgowIDUKMDAwMDAwMDAwMCA2NTUzNSBmIAowMDAwMDAwMDA5IDAwMDAw"
    "IG4gCjAwMDAwMDAwNTQgMDAwMDAgbiAKMDAwMDAwMDEwNSAwMDAwMCBuIAowMDAwMDAwMTY2IDAwMDAwIG4gCnRy"
    "YWlsZXIKPDwvU2l6ZSA1L1Jvb3QgMSAwIFIvRW5jcnlwdCA0IDAgUi9JRFs8MDAwMDAwMDAwMDAwMDAwMDAwMDAw"
    "MDAwMDAwMDAwMDA+PDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwPl0+PgpzdGFydHhyZWYKMzUxCiUl"
    "RU9GCg=="
)
"""A PDF of one empty page that opens with the password x."""


def picture(width: int, height: int, *, noise: bool = False, mode: str = "RGB") -> Image.Image:
    """Return a picture as soft as a photograph, or as hard as noise."""
    size = (width, height) if noise else (width // 40 + 2, height // 40 + 2)
    grey = random.Random("picture").randbytes(size[0] * size[1] * 3)
    small = Image.frombytes("RGB", size, grey)
    return small.resize((width, height), Image.Resampling.BICUBIC).convert(mode)


def saved(made: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_photograph_becomes_small_upright_and_silent() -> None:
    made = picture(4000, 3000)
    made.paste((255, 0, 0), (0, 0, 400, 400))
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the camera on its side
    exif[0x010F] = "Zebranaut camera"
    exif.get_ifd(0x8825)[2] = (16.0, 27.0, 50.0)  # where the house stands
    content = saved(made, "JPEG", quality=95, exif=exif, comment=b"Zebranaut")

    taken = take("IMG_1.JPG", content)

    kept = opened(taken.content)
    assert (taken.media_type, kept.format, kept.size) == ("image/jpeg", "JPEG", (1200, 1600))
    red = kept.getpixel((1190, 10))
    assert (red[0] > 200, red[1] < 100) == (True, True), "the corner has turned with the picture"
    assert kept.getexif() == {}
    assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Zebranaut" not in taken.content
    assert len(taken.content) <= papers.NEAR_BYTES


def test_a_rich_picture_lands_near_the_aim_and_a_poor_one_below() -> None:
    rich = take("a.png", saved(picture(1600, 1200, noise=True), "PNG"))
    soft = take("b.jpg", saved(picture(1600, 1200), "JPEG"))

    assert 150_000 < len(rich.content) < 1_000_000
    assert len(soft.content) < papers.NEAR_BYTES


def test_a_preview_is_a_small_picture_for_the_row() -> None:
    for made in (picture(3000, 2000), picture(1600, 1600, noise=True), picture(3000, 20)):
        taken = take("a.jpg", saved(made, "JPEG", quality=90))
        preview = opened(base64.b64decode(taken.preview))
        assert max(preview.size) == papers.PREVIEW_PX
        assert len(taken.preview) <= 10_000


def test_a_small_picture_is_not_made_larger() -> None:
    assert opened(take("a.png", saved(picture(300, 200), "PNG")).content).size == (300, 200)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "CMYK"])
def test_every_kind_of_colours_is_taken(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    kept = opened(take(f"a.{kind}", saved(picture(300, 200, mode=mode), kind)).content)

    assert (kept.mode, kept.size) == ("RGB", (300, 200))


def test_what_is_clear_becomes_white() -> None:
    clear = Image.new("RGBA", (50, 50), (0, 0, 0, 0))

    assert opened(take("a.png", saved(clear, "PNG")).content).getpixel((20, 20)) == (255, 255, 255)


def test_a_pdf_is_kept_as_it_is_and_its_pages_can_be_read(tmp_path: Path) -> None:
    content = paper(tmp_path, size=5000, pages=3).read_bytes()

    taken = take("x.bin", content)
    first, last, beyond = (papers.page(content, number) for number in (0, 2, 99))

    assert (taken.content, taken.media_type) == (content, "application/pdf")
    assert opened(base64.b64decode(taken.preview)).size == (137, 192)
    assert (first[1], opened(first[0]).size) == (3, (1429, 2000))
    assert opened(last[0]).getpixel((50, 50)) != opened(first[0]).getpixel((50, 50))
    assert beyond == last


def test_a_pdf_with_a_password_says_so() -> None:
    with pytest.raises(InputError, match="attachment-has-password"):
        take("a.pdf", LOCKED)


def bomb() -> bytes:
    """Return a PNG of 30,000 × 30,000 points in a few bytes."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.jpg", b"", "attachment-empty"),
        ("đơn.docx", b"PK\x03\x04 whatever", "attachment-type-refused"),
        ("a.jpg", b"PK\x03\x04 whatever", "attachment-not-what-it-says"),
        ("a", b"GIF89a", "attachment-not-what-it-says"),
        ("a.jpg", b"\xff\xd8\xff", "attachment-unreadable"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "attachment-unreadable"),
        ("a.pdf", b"%PDF-1.4\n cut short", "attachment-unreadable"),
        ("a.png", bomb(), "attachment-too-many-pixels"),
        ("a.pdf", b"%PDF-" + bytes(10 * 1024 * 1024) + b"%%EOF", "attachment-too-large"),
        ("a.jpg", b"\xff\xd8\xff" + bytes(32 * 1024 * 1024), "attachment-too-large"),
    ],
)
def test_what_cannot_be_kept_is_told_plainly(name: str, content: bytes, code: str) -> None:
    with pytest.raises(InputError) as refused:
        take(name, content)

    assert refused.value.code == code
    if code == "attachment-type-refused":
        assert refused.value.facts == {"given": ".docx"}


def test_more_pixels_than_are_read_are_refused() -> None:
    with pytest.raises(InputError, match="attachment-too-many-pixels"):
        take("a.png", saved(Image.new("1", (8000, 5001)), "PNG"))


def test_damaged_pictures_are_refused_or_shown_never_worse() -> None:
    content = saved(picture(400, 300), "JPEG")
    chance = random.Random(7)
    for _ in range(200):
        broken = bytearray(content[: chance.randrange(10, len(content))])
        for _ in range(5):
            broken[chance.randrange(3, len(broken))] ^= 1 << chance.randrange(8)
        with contextlib.suppress(InputError):
            assert opened(take("a.jpg", bytes(broken)).content).format == "JPEG"
