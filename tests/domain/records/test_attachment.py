from __future__ import annotations

import pytest

from ctxh_desktop.domain.records.attachment import FILE_BYTES_MAX, JPEG, Attachment, is_sha256

WHOLE = {
    "case_id": "c", "person_id": "p", "paper_kind": "KHAC",
    "sha256": "ab" * 32, "size_bytes": 250_000, "media_type": JPEG,
}  # fmt: skip


def test_a_whole_attachment_has_no_issues() -> None:
    assert Attachment.from_plain(WHOLE).issues() == {}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"sha256": "../x"}, "attachment-type-refused"),
        ({"media_type": "text/html"}, "attachment-type-refused"),
        ({"size_bytes": 0}, "attachment-too-large"),
        ({"size_bytes": FILE_BYTES_MAX + 1}, "attachment-too-large"),
    ],
)
def test_what_is_no_file_is_told(wrong: dict[str, object], code: str) -> None:
    assert list(Attachment.from_plain({**WHOLE, **wrong}).issues().values()) == [code]


def test_only_the_province_says_that_it_has_a_file() -> None:
    assert [f.name for f in Attachment.type.fields if f.by_province] == ["stored_at"]


def test_a_hash_has_one_form() -> None:
    assert is_sha256("0f" * 32)
    assert not is_sha256("0F" * 32)
    assert not is_sha256("0f" * 31)
    assert not is_sha256("0f" * 32 + "\n")
