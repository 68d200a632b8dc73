"""Papers and pictures at a prompt."""

from __future__ import annotations

from pathlib import Path

from tests.data.pictures import paper, photo
from tests.data.prompt import Run, list_of, open_case


def new_case(book: Run, folder: Path) -> str:
    book("a", "import", "people", list_of(folder, "Nguyễn Thị Đức,1950,Nữ,Thôn 1"))
    person_id = book("a", "find", "duc")[1][0]["id"]
    return open_case(folder / "a", person_id)


def test_a_file_is_attached_listed_and_written_out(book: Run, tmp_path: Path) -> None:
    case_id = new_case(book, tmp_path)
    given = paper(tmp_path, size=2000)

    code, made, said = book("a", "attach", case_id, str(given), "--kind", "DON", "--title", "Đơn")
    assert code == 0, said
    assert book("a", "attach", case_id, str(photo(tmp_path)))[0] == 0
    listed = book("a", "attachments", case_id)[1]
    out = tmp_path / "out.pdf"
    fetched = book("a", "fetch", made["id"], str(out))

    assert [(i["paper_kind"], i["title"], i["where"]) for i in listed] == [
        ("KHAC", "", "here"),
        ("DON", "Đơn", "here"),
    ]
    assert listed[0]["preview"] > 500
    assert (fetched[0], fetched[1]["bytes"]) == (0, 2000)
    assert out.read_bytes() == given.read_bytes()
    assert book("a", "fetch", made["id"], str(out))[0] == 1
    assert book("a", "verify")[1] == {"people": 1, "files": 2, "damaged": 0}


def test_what_is_no_paper_is_refused_in_words(book: Run, tmp_path: Path) -> None:
    word = tmp_path / "đơn.docx"
    word.write_bytes(b"PK\x03\x04")

    code, told, _ = book("a", "attach", "any", str(word))

    assert code == 1
    assert told["error"]["sentence"] == (
        "Chỉ nhận ảnh JPG, PNG và tệp PDF, tối đa 10 MB. Tệp này là .docx."
    )


def test_a_damaged_file_ends_verify_in_part(book: Run, tmp_path: Path) -> None:
    case_id = new_case(book, tmp_path)
    book("a", "attach", case_id, str(photo(tmp_path)))
    (sealed,) = (tmp_path / "a" / "files").iterdir()
    sealed.write_bytes(b"?")

    assert book("a", "verify")[0] == 5


def test_a_backup_holds_the_files(book: Run, tmp_path: Path) -> None:
    import zipfile

    case_id = new_case(book, tmp_path)
    book("a", "attach", case_id, str(photo(tmp_path)))
    (sealed,) = (tmp_path / "a" / "files").iterdir()

    book("a", "backup", str(tmp_path / "copy.zip"))

    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        assert archive.read(f"files/{sealed.name}") == sealed.read_bytes()
