"""`ctxh` from end to end: two laptops, one province by HTTPS, everything at a prompt."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ctxh_desktop.cli import main as program
from ctxh_desktop.cli.wording import TEXTS
from ctxh_desktop.server.serve import Served
from ctxh_desktop.sync import enrolment
from tests.data.prompt import PHRASE, Run, list_of
from tests.data.province_server import COMMUNE

ROOT = Path(__file__).resolve().parents[2]


def test_the_whole_road(run: Run, served: Served, tmp_path: Path) -> None:
    for name, user in (("a", "Hoa"), ("b", "Bình")):
        assert run(name, "init", "--commune", COMMUNE, "--user", user)[0] == 0
        code = enrolment.new_code(served.store, [COMMUNE])
        assert run(name, "enrol", served.url, code)[1]["province_name"] == "Thành phố Huế"
    people = list_of(tmp_path, "Nguyễn Thị Đức,12/3/1950,Nữ,Thôn 1", "Lê Văn An,1948,Nam,Thôn 2")

    code, done, _ = run("a", "import", "people", people)
    assert (code, done["count"]) == (0, 2)
    assert run("a", "sync")[1]["sent"] == 2
    assert run("b", "sync")[1]["received"] == 2
    hit = run("b", "find", "duc")[1][0]
    assert (hit["full_name"], hit["born"], hit["village"]) == (
        "Nguyễn Thị Đức", "1950-03-12", "Thôn 1",
    )  # fmt: skip

    run("a", "edit", "person", hit["id"], "phone=0905000001", "note=a")
    run("b", "edit", "person", hit["id"], "phone=0905000002")
    for name in ("a", "b", "a", "b"):
        assert run(name, "sync")[0] == 0
    (at_a,) = run("a", "conflicts")[1]
    (at_b,) = run("b", "conflicts")[1]
    assert at_a["id"] == at_b["id"]
    assert at_a["mine"] == at_b["theirs"] == {"phone": "0905000001", "phone_of": None}
    assert run("a", "conflicts", "--check")[0] == 5

    assert run("b", "conflicts", "resolve", at_b["id"], "mine")[0] == 0
    for name in ("b", "a"):
        run(name, "sync")
    for name in ("a", "b"):
        person = run(name, "show", "person", hit["id"])[1]["person"]
        assert (person["phone"], person["note"]) == ("0905000002", "a")
        assert run(name, "conflicts", "--check")[:2] == (0, [])
        assert run(name, "status")[1]["unsent"] == 0


def test_wrong_words_are_wrong_usage(book: Run) -> None:
    wrong = (("find",), ("nothing",), ("show", "house", "x"), (), ("conflicts", "resolve", "x"))
    for words in wrong:
        assert book("a", *words)[0] == 2, words


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "person", "nobody"), "record-not-found"),
        (("edit", "house", "x", "a=b"), "record-type-unknown"),
        (("edit", "person", "x", "phone"), "assignment-wrong"),
        (("conflicts", "resolve", "nothing", "mine"), "conflict-not-found"),
        (("sync",), "not-enrolled"),
        (("enrol", "https://127.0.0.1:1", "K7QF"), "enrolment-code-malformed"),
        (("init", "--user", "Hoa"), "profile-exists"),
    ],
)
def test_what_a_person_must_mend_ends_with_one(
    book: Run, words: tuple[str, ...], code: str
) -> None:
    ended, told, said = book("a", *words)

    assert (ended, told["error"]["code"]) == (1, code)
    assert said.strip()


def test_no_network_ends_with_three(book: Run, served: Served) -> None:
    code = enrolment.new_code(served.store, [COMMUNE])

    ended, told, _ = book("a", "enrol", "https://127.0.0.1:1", code)

    assert (ended, told["error"]["code"]) == (3, "no-network")


def test_a_bug_ends_with_seventy_and_tells_no_data(
    book: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from ctxh_desktop import paths
    from ctxh_desktop.cli import people

    def breaks(*_: object) -> None:
        raise RuntimeError("Nguyễn Thị Canary")

    monkeypatch.setattr(paths, "default_logs", lambda: tmp_path / "logs")
    monkeypatch.setattr(people, "FindPeople", breaks)

    ended, told, said = book("a", "find", "x")

    log = (tmp_path / "logs" / "cli.log").read_text()
    assert (ended, told["error"]["code"]) == (70, "unknown-error")
    assert "RuntimeError" in log
    assert "Canary" not in log + said


def test_it_runs_as_a_program_and_writes_utf8(tmp_path: Path) -> None:
    environment = {**os.environ, "CTXH_PASSPHRASE": PHRASE, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "ctxh_desktop.cli", "--profile", str(tmp_path / "p")]

    done = [
        subprocess.run(
            [*command, *words], cwd=ROOT, env=environment, capture_output=True, check=False
        )
        for words in (["init", "--commune", COMMUNE, "--user", "Hoa"], ["status"])
    ]

    assert [one.returncode for one in done] == [0, 0], done[-1].stderr
    assert "Phường Phong Điền" in done[1].stdout.decode("utf-8")


def test_help_names_every_command_and_exit_code(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        program.main(["--help", "--lang", "en"])
    shown = capsys.readouterr().out

    commands = "init enrol import find show edit visit sync conflicts status verify backup"
    assert end.value.code == 0
    assert [name for name in commands.split() if f"    {name} " not in shown] == []
    assert TEXTS["exit-codes"][:40] in shown
