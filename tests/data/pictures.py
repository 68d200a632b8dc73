"""Invented pictures and papers as people have them: files in a folder, no camera needed."""

from __future__ import annotations

import io
import random
from pathlib import Path

from PIL import Image, ImageDraw


def house(seed: int = 1, width: int = 2000, height: int = 1500) -> Image.Image:
    """Return something like a photograph: a house under a sky, with the grain of a camera."""
    chance = random.Random(seed)
    sky = (150 + chance.randrange(60), 190, 225)
    made = Image.new("RGB", (width, height), sky)
    draw = ImageDraw.Draw(made)
    ground = height * 3 // 4
    draw.rectangle((0, ground, width, height), (96 + chance.randrange(40), 120, 70))
    left, right, top = width // 4, width * 3 // 4, height * 2 // 5
    wall = tuple(chance.randrange(150, 240) for _ in range(3))
    draw.rectangle((left, top, right, ground + height // 12), wall)
    draw.polygon(((left - 90, top), (right + 90, top), (width // 2, height // 6)), (150, 70, 50))
    draw.rectangle((width // 2 - 110, ground - 330, width // 2 + 110, ground + 120), (90, 60, 40))
    grain = Image.frombytes("L", (width // 2, height // 2), chance.randbytes(width * height // 4))
    return Image.blend(made, grain.resize((width, height)).convert("RGB"), 0.12)


def photo(folder: Path, name: str = "IMG_0001.JPG", seed: int = 1) -> Path:
    """Write a photograph and return its file."""
    file = folder / name
    house(seed).save(file, "PNG" if file.suffix.lower() == ".png" else "JPEG", quality=92)
    return file


def paper(folder: Path, name: str = "giay.pdf", size: int = 0, pages: int = 1) -> Path:
    """Write a PDF of at least *size* bytes, filled up with a remark, and return its file."""
    file = folder / name
    sheets = [Image.new("RGB", (60, 84), (255, 255, 240 - 60 * n)) for n in range(pages)]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], title=name)
    head, tail = out.getvalue().rsplit(b"startxref", 1)
    chance = random.Random(name)
    room = max(size - len(out.getvalue()) - 2, 0)
    remark = bytes(33 + byte % 90 for byte in chance.randbytes(room))
    file.write_bytes(head + (b"%" + remark + b"\n" if room else b"") + b"startxref" + tail)
    return file


def jpeg(made: Image.Image, quality: int = 85) -> bytes:
    """Return a picture as JPEG bytes."""
    out = io.BytesIO()
    made.save(out, "JPEG", quality=quality)
    return out.getvalue()
