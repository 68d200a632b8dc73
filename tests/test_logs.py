from __future__ import annotations

import logging
import sys
import threading
import unicodedata
import warnings

import pytest

from ctxh_desktop import logs
from ctxh_desktop.errors import InputError, IntegrityError

CANARY = "Nguyễn Thị Ánh Nguyệt"
CARD = "046185012345"
PERSON_ID = "0199f3c2-7a10-7cde-8000-0123456789ab"
TESTED = logs.declare("canary-tested", "person")


@pytest.fixture
def log(tmp_path):
    """Set the log up as a program does; return what reads it."""
    level = logging.getLogger().level
    handler = logs.set_up(tmp_path / "profile")
    yield (tmp_path / "profile" / "ctxh.log").read_text
    logs.shut_down(handler)
    logging.getLogger().setLevel(level)
    logging.captureWarnings(capture=False)


def fail(person):
    card = CARD
    try:
        raise KeyError(f"{person} {card}")  # noqa: TRY301 (locals are the point)
    except KeyError as cause:
        raise ValueError(f"no such person: {person}, {card}") from cause


def caught(call, *arguments):
    try:
        call(*arguments)
    except Exception as error:  # noqa: BLE001 (whatever it is)
        return error
    raise AssertionError("nothing was raised")


def holds_nothing(text):
    forms = [
        form
        for canary in (CANARY, CARD)
        for form in (canary, unicodedata.normalize("NFD", canary), ascii(canary)[1:-1])
    ]
    words = ["Nguy", "Nguyet", CARD]
    return not any(form in text for form in forms + words)


def test_an_event_is_written_with_its_plain_values(log):
    TESTED.note(
        sent=3,
        ratio=0.5,
        device=PERSON_ID,
        code="wrong-passphrase",
        type="person",
        at="2026-11-21T08:30:00.000Z",
        method="POST",
        path="/sync",
        none=None,
        ok=True,
    )

    line = log()
    assert line.count("\n") == 1
    assert line.rstrip().endswith(
        f"INFO canary-tested sent=3 ratio=0.5 device={PERSON_ID} code=wrong-passphrase type=person "
        "at=2026-11-21T08:30:00.000Z method=POST path=/sync none=none ok=true"
    )
    assert line[:2] == "20"
    assert line[23] == "Z"


@pytest.mark.parametrize(
    "value",
    [
        CANARY,
        "hoa",
        "Hoa",
        CARD,
        int(CARD),
        912345678 * 10,
        {"name": CANARY},
        [CANARY],
        "/find?name=hoa",
        "/a/Hoa",
        "x\nINFO forged-line",
        f"{PERSON_ID} ",
        f"{PERSON_ID}\n",
        b"hoa",
        ValueError(CANARY),
    ],
)
def test_a_value_that_may_be_somebodys_is_hidden(log, value):
    TESTED.warn(value=value)

    assert log().rstrip().endswith("WARNING canary-tested value=?")
    assert log().count("\n") == 1


def test_an_exception_is_written_by_type_and_place_and_never_by_its_words(log):
    TESTED.failure(caught(fail, CANARY), record=PERSON_ID)

    line = log()
    assert holds_nothing(line)
    assert "ERROR canary-tested record=" in line
    assert "error=ValueError() at=test_logs.py:" in line
    assert "cause: error=KeyError() at=test_logs.py:" in line


def test_an_expected_error_is_written_with_its_code_and_without_its_facts(log):
    TESTED.failure(InputError("name-not-found", name=CANARY))
    TESTED.failure(IntegrityError(CANARY))
    TESTED.failure(OSError(28, CANARY, f"/home/{CANARY}/x"))

    assert holds_nothing(log())
    assert "error=InputError(name-not-found)" in log()
    assert "error=IntegrityError(?)" in log()
    assert "error=OSError(28)" in log()


def test_a_long_chain_of_causes_ends(log):
    error = ValueError(CANARY)
    for _ in range(10):
        cause, error = error, ValueError(CANARY)
        error.__cause__ = cause
    TESTED.failure(error)

    assert log().count("error=") == logs.CAUSES_MAX


def test_what_foreign_libraries_say_is_only_placed(log):
    foreign = logging.getLogger("some.library")
    foreign.warning("cannot save %s", CANARY)
    foreign.warning(CANARY)
    foreign.warning({"name": CANARY})
    foreign.error("failed", exc_info=caught(fail, CANARY))
    foreign.error("failed", exc_info=True)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(CANARY, stacklevel=1)

    text = log()
    assert holds_nothing(text)
    assert text.count("foreign-message at=test_logs.py:") == 5
    assert text.count("foreign-message") == 6
    assert "error=ValueError()" in text


def test_places_do_not_tell_whose_folder_the_program_lies_in():
    place = logs._place(f"/home/{CANARY}/ctxh_desktop/app/ctxh_desktop/sync/push.py", 7)

    assert place == "ctxh_desktop/sync/push.py:7"
    assert logs._place(f"/home/{CANARY}/library.py", 7) == "library.py:7"
    assert logs._place("", 7) == "?:7"


def test_what_nobody_caught_is_logged_from_every_side(log, monkeypatch, capfd):
    for owner, name in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    logs.catch_unhandled()
    error = caught(fail, CANARY)

    sys.excepthook(ValueError, error, error.__traceback__)
    sys.excepthook(ValueError, None, None)
    thread = threading.Thread(target=fail, args=(CANARY,))
    thread.start()
    thread.join()

    class Grumpy:
        def __del__(self):
            raise ValueError(CANARY)

    grumpy = Grumpy()
    del grumpy

    assert log().count("ERROR unhandled-error error=ValueError()") == 4
    assert holds_nothing(log())
    assert holds_nothing("".join(capfd.readouterr()))


def test_a_log_that_cannot_be_written_prints_nothing(tmp_path, capfd):
    handler = logs.set_up(tmp_path)
    (tmp_path / "ctxh.log").mkdir()
    TESTED.failure(caught(fail, CANARY))
    logging.getLogger("some.library").warning("cannot save %s", CANARY)
    logs.shut_down(handler)

    assert "".join(capfd.readouterr()) == ""


def test_the_log_never_grows_beyond_its_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "FILE_BYTES_MAX", 1000)
    handler = logs.set_up(tmp_path)
    for number in range(200):
        TESTED.note(number=number)
    logs.shut_down(handler)

    files = sorted(tmp_path.iterdir())
    assert len(files) == 1 + logs.OLD_FILES_MAX
    assert all(file.stat().st_size <= 1000 for file in files)


@pytest.mark.parametrize("name", ["", "single", "Not-Kebab", "a_b", "a-b c", "tên-ai", "a-b\n"])
def test_only_kebab_names_can_be_declared(name):
    with pytest.raises(ValueError) as told:  # noqa: PT011 (the message is the name)
        logs.declare(name)

    assert str(told.value) == name
