"""Every bad input a commune meets: a plain Vietnamese sentence, and the book is as it was."""

from __future__ import annotations

import socket
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ctxh_desktop.ambient import system
from ctxh_desktop.commands import profile
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.errors import CtxhError
from ctxh_desktop.messages import MESSAGES
from ctxh_desktop.security.certificates import create_authority
from ctxh_desktop.security.enrolment import new_code as code_of_nobody
from ctxh_desktop.server.serve import Served
from ctxh_desktop.sync import enrolment
from ctxh_desktop.texts import CONTEXT_OF_ERRORS, Texts
from tests.data.laptops import operations_of, rows_of
from tests.data.prompt import CHEAP, PHRASE, Run, list_of
from tests.data.province_server import COMMUNE
from tests.data.strangers import CAFE, says, stranger
from tests.data.workbooks import xlsx

HEAD = ["Họ và tên", "Ngày sinh", "Nhóm đối tượng"]
JSON = "application/json"


@dataclass
class Office:
    """A commune's laptop with two people in its book, and a province within reach.

    Attributes:
        run: `ctxh` on this laptop.
        folder: where its files and the commune's lists lie.
    """

    run: Run
    folder: Path
    served: Served
    monkeypatch: pytest.MonkeyPatch

    def ctxh(self, *words: str) -> tuple[int, Any, str]:
        """Run a command of this laptop, in Vietnamese."""
        return self.run("a", "--lang", "vi", *words)

    def code(self) -> str:
        """Return a good pairing code."""
        return enrolment.new_code(self.served.store, [COMMUNE])

    @contextmanager
    def opened(self) -> Iterator[Desk]:
        """Open the book from inside, to look or to prepare."""
        desk = profile.unlock(
            self.folder / "a", user="Hoa", passphrase=PHRASE, ambient=system(), cost_floor=CHEAP
        )
        yield desk
        desk.close()

    def enrolled_at(self, **kept: str) -> None:
        """Pair this laptop, then let it remember another *url* or *ca_pem*."""
        assert self.run("a", "enrol", self.served.url, self.code())[0] == 0
        with self.opened() as desk, desk.store.write(by="Hoa", label="Move") as work:
            for name, value in kept.items():
                work.set_local(name, value)
            work.commit()

    def content(self) -> tuple[Any, Any]:
        """Return every row and every operation of the book."""
        with self.opened() as desk:
            return rows_of(desk.store), operations_of(desk.store)

    def file(self, name: str, content: bytes) -> str:
        """Write a file of the commune and return its path."""
        file = self.folder / name
        file.write_bytes(content)
        return str(file)


@pytest.fixture
def office(book: Run, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    rows = ("Nguyễn Thị Đức,12/3/1950,Nữ,Thôn 1", "Lê Văn An,1948,Nam,Thôn 2")
    assert book("a", "import", "people", list_of(tmp_path, *rows))[0] == 0
    return Office(book, tmp_path, served, monkeypatch)


# Each prepares what went wrong and returns the words of the command that meets it.
Mishap = Callable[[Office], tuple[str, ...]]


def wrong_passphrase(office: Office) -> tuple[str, ...]:
    office.monkeypatch.setenv("CTXH_PASSPHRASE", "canh dong lua chin vang oi")
    return ("status",)


def wrong_code(office: Office) -> tuple[str, ...]:
    return ("enrol", office.served.url, code_of_nobody(system()))


def mistyped_code(office: Office) -> tuple[str, ...]:
    code = office.code()
    return ("enrol", office.served.url, code[:-1] + ("2" if code[-1] != "2" else "3"))


def used_code(office: Office) -> tuple[str, ...]:
    code = office.code()
    assert office.run("b", "init", "--commune", COMMUNE, "--user", "Bình")[0] == 0
    assert office.run("b", "enrol", office.served.url, code)[0] == 0
    return ("enrol", office.served.url, code)


def wrong_ca(office: Office) -> tuple[str, ...]:
    office.enrolled_at(ca_pem=create_authority("Kẻ lạ", system()).certificate_pem)
    return ("sync",)


def server_down(office: Office) -> tuple[str, ...]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        office.enrolled_at(url=f"https://127.0.0.1:{free.getsockname()[1]}")
    return ("sync",)


def corrupt_list(office: Office) -> tuple[str, ...]:
    whole = xlsx([HEAD, ["Trần Văn Bé", "1960", "NCT"]])
    return ("import", "people", office.file("cut.xlsx", whole[: len(whole) // 2]))


def list_of_nobody(office: Office) -> tuple[str, ...]:
    return ("import", "people", office.file("nobody.xlsx", xlsx([HEAD])))


def page_named_xlsx(office: Office) -> tuple[str, ...]:
    return ("import", "people", office.file("page.xlsx", CAFE))


def picture_named_xlsx(office: Office) -> tuple[str, ...]:
    return ("import", "people", office.file("picture.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(500)))


def control_characters(office: Office) -> tuple[str, ...]:
    return ("import", "people", list_of(office.folder, "\x01\x07\x1b,1950,Nam,T1"))


@pytest.mark.parametrize(
    ("mishap", "ends_with", "code"),
    [
        (wrong_passphrase, 1, "wrong-passphrase"),
        (wrong_code, 1, "enrolment-code-wrong"),
        (mistyped_code, 1, "enrolment-code-mistyped"),
        (used_code, 1, "enrolment-code-used"),
        (wrong_ca, 4, "certificate-problem"),
        (server_down, 3, "no-network"),
        (corrupt_list, 1, "sheet-damaged"),
        (list_of_nobody, 1, "sheet-has-no-people"),
        (page_named_xlsx, 1, "sheet-is-web-page"),
        (picture_named_xlsx, 1, "sheet-not-a-workbook"),
        (control_characters, 1, "import-has-problems"),
    ],
)
def test_bad_input_is_told_in_vietnamese_and_changes_nothing(
    office: Office, mishap: Mishap, ends_with: int, code: str
) -> None:
    words = mishap(office)
    before = office.content()

    ended, told, said = office.ctxh(*words)

    assert (ended, told["error"]["code"]) == (ends_with, code)
    _check_sentence(code, said, told)
    assert office.content() == before


@pytest.mark.parametrize(
    ("answer", "code"),
    [(says(200, "text/html", CAFE), "captive-portal"),
     (says(200, JSON, b'{"ca_pem":"x","seal":"00"}'), "wrong-certificate-authority")],
)  # fmt: skip
def test_a_stranger_in_the_provinces_place_is_told_and_learns_nothing(
    office: Office, answer: Any, code: str
) -> None:
    pairing = office.code()
    before = office.content()

    with stranger(office.folder, create_authority("Kẻ lạ", system()), answer) as met:
        _, told, said = office.ctxh("enrol", met.url, pairing)
        sent = b"".join(body for _, _, body in met.heard)

    assert told["error"]["code"] == code
    _check_sentence(code, said, told)
    assert b"proof" not in sent
    assert office.content() == before
    assert office.ctxh("enrol", office.served.url, pairing)[0] == 0  # the code still works


def test_a_full_disk_is_told_and_leaves_the_book_whole(
    run: Run, small_disk: Path, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").symlink_to(small_disk)
    office = Office(run, tmp_path, served, monkeypatch)
    assert run("a", "init", "--commune", COMMUNE, "--user", "Hoa")[0] == 0
    assert run("a", "import", "people", list_of(tmp_path, "Lê Văn An,1948,Nam,T2"))[0] == 0
    rows = [f"Nguyễn Văn {chr(65 + n % 26)}a,{1940 + n % 60},Nam,Thôn {n}" for n in range(3000)]
    before = office.content()

    ended, told, said = office.ctxh("import", "people", list_of(tmp_path, *rows))

    assert (ended, told["error"]["code"]) == (3, "disk-full")
    _check_sentence("disk-full", said, told)
    assert office.content() == before
    assert office.ctxh("verify")[0] == 0


def test_decomposed_and_littered_names_are_taken_in_as_everybody_writes_them(
    office: Office,
) -> None:
    written = unicodedata.normalize("NFD", "Đặng Thị Mỹ Ưng")
    littered = written.replace(" ", "\u00a0\u200b ").replace("Th", "T\x07h")
    file = list_of(office.folder, f"{littered},1955,Nữ,Thôn 1")

    ended, done, _ = office.ctxh("import", "people", file)

    assert (ended, done["count"]) == (0, 1)
    hits = office.ctxh("find", unicodedata.normalize("NFD", "mỹ ưng"))[1]
    assert [hit["full_name"] for hit in hits] == ["Đặng Thị Mỹ Ưng"]


FACTS: dict[str, dict[str, object]] = {"import-has-problems": {"count": 1, "rows": "2", "ready": 0}}


def _check_sentence(code: str, said: str, told: Any) -> None:
    """The very sentence of the translations was said: whole, Vietnamese, with what to do."""
    vietnamese = Texts.load("vi")
    sentence = told["error"]["sentence"]
    source = vietnamese.translated[CONTEXT_OF_ERRORS, MESSAGES[code]]

    assert source.strip()
    assert sentence == vietnamese.sentence(CtxhError(code, **FACTS.get(code, {})))
    assert sentence in said.splitlines()
    assert "…" not in sentence
    assert sentence.endswith(".")
    assert not sentence.isascii()
    assert sentence != Texts.load("en").sentence(CtxhError(code))
    assert sum(mark in sentence for mark in (". ", "; ", ", ")) >= 1, "what happened, what to do"
