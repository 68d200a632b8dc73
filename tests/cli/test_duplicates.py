"""Duplicates at a prompt."""

from __future__ import annotations

from pathlib import Path

from tests.data.prompt import Run, list_of


def test_pairs_are_listed_merged_and_kept_apart(book: Run, tmp_path: Path) -> None:
    people = ("Lê Văn Đức,1950,Nam,Thôn 1", "Le Van Duc,03/02/1950,Nam,Thôn 1")
    more = ("Lê Văn Dực,1950,Nam,Thôn 1",)
    book("a", "import", "people", list_of(tmp_path, *people, *more))

    code, pairs, _ = book("a", "duplicates")

    assert code == 0
    assert len(pairs) == 3
    assert [pair["score"] for pair in pairs] == sorted((p["score"] for p in pairs), reverse=True)
    first = pairs[0]
    assert first["one"]["village"] == "Thôn 1"
    assert "name" in first["reasons"]

    one, other = first["one"]["id"], first["other"]["id"]
    code, kept, _ = book("a", "duplicates", "same", other, one)
    assert (code, kept["id"]) == (0, one)
    assert book("a", "show", "person", other)[1]["person"]["id"] == one

    for pair in book("a", "duplicates")[1]:
        assert book("a", "duplicates", "different", pair["one"]["id"], pair["other"]["id"])[0] == 0
    assert book("a", "duplicates")[1] == []
