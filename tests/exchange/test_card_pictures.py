from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from ctxh_desktop.errors import InputError
from ctxh_desktop.exchange import card_pictures
from tests.data import pictures

TEXT = (
    "046088001234|191234567|Nguyễn Văn A|01021988|Nam|Tổ 1, Kim Long, Huế, Thừa Thiên Huế|25042021"
)


def code(text: str, scale: int = 4) -> Image.Image:
    """A QR code as a picture."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=scale)
    view = memoryview(drawn)
    return Image.frombuffer("L", (view.shape[1], view.shape[0]), bytes(view)).convert("RGB")


def photo(*codes: Image.Image, turn: float = 0) -> Image.Image:
    """A photograph of a card with codes on it, on a table."""
    made = pictures.house(3)
    for number, drawn in enumerate(codes):
        turned = drawn.rotate(turn, expand=True, fillcolor="white")
        made.paste(turned, (300 + 700 * number, 400))
    return made


def file(picture: Image.Image, kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "PDF"])
def test_the_code_of_a_card_is_read(kind) -> None:
    assert card_pictures.read(f"the.{kind.lower()}", file(code(TEXT), kind)) == TEXT


@pytest.mark.parametrize("turn", [0, 17, 90, 200])
def test_the_code_is_found_on_a_photograph(turn) -> None:
    assert card_pictures.read("IMG_1.JPG", file(photo(code(TEXT), turn=turn))) == TEXT


def test_a_blurred_code_is_found() -> None:
    blurred = photo(code(TEXT, scale=6)).filter(ImageFilter.GaussianBlur(2))

    assert card_pictures.read("IMG_1.JPG", file(blurred)) == TEXT


def test_the_card_is_taken_where_there_are_other_codes() -> None:
    picture = photo(code("https://example.org"), code(TEXT))

    assert card_pictures.read("IMG_1.JPG", file(picture)) == TEXT


def test_another_code_is_handed_on_so_that_it_can_be_named() -> None:
    assert card_pictures.read("a.png", file(code("https://example.org"), "PNG")).startswith("https")


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("a.jpg", file(pictures.house(1)), "card-not-in-picture"),
        ("a.jpg", b"", "attachment-empty"),
        ("a.jpg", b"\xff\xd8\xffbroken", "attachment-unreadable"),
        ("a.svg", b"<svg/>", "attachment-type-refused"),
        ("a.png", b"PK\x03\x04", "attachment-not-what-it-says"),
    ],
)
def test_what_is_no_picture_of_a_code_is_refused(name, content, refusal) -> None:
    with pytest.raises(InputError) as refused:
        card_pictures.read(name, content)

    assert refused.value.code == refusal


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    huge = file(Image.new("1", (9_000, 9_000)), "PNG")

    with pytest.raises(InputError) as refused:
        card_pictures.read("a.png", huge)

    assert refused.value.code == "attachment-too-many-pixels"
