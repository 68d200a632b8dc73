"""What a province does wrong, and what a laptop does at a bad moment (security reference §7).

One test for each fault, by its number there, over real HTTPS and a real PostgreSQL.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from ctxh_desktop.commands import sync
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.security.certificates import Identity
from ctxh_desktop.server import office
from ctxh_desktop.server.serve import Served
from ctxh_desktop.storage import outbox
from ctxh_desktop.sync.answers import JSON
from ctxh_desktop.ui import sync_watch
from ctxh_desktop.ui.dispatcher import Dispatcher
from ctxh_desktop.ui.scene import Scene
from ctxh_desktop.ui.sync_runner import SyncRunner
from ctxh_desktop.ui.sync_watch import SyncWatch
from tests.data.desks import new_desk
from tests.data.fault_proxy import Fault, line_to
from tests.data.laptops import operations_of
from tests.data.prompt import PHRASE, list_of
from tests.data.province_db import ProvinceDb
from tests.data.province_server import COMMUNE, OTHER_COMMUNE, Laptop, laptops
from tests.data.strangers import Answer, carries, in_turn, says, stranger

ROOT = Path(__file__).resolve().parents[2]
IS_LONG = bool(os.environ.get("CTXH_LONG"))


@pytest.fixture
def pair(served: Served, tmp_path: Path) -> Iterator[list[Laptop]]:
    with laptops(tmp_path, served, "a", "b") as both:
        yield both


def check_all_arrived(served: Served, pair: list[Laptop], count: int) -> None:
    """Check that everything arrives, once, as soon as the province is well."""
    for laptop in (*pair, pair[0]):
        laptop.url = served.url
        laptop.sync()
    assert [len(laptop.rows()) for laptop in pair] == [count, count]
    made = [op["op_id"] for op in operations_of(served.store)]
    assert len(set(made)) == len(made) == count


@pytest.mark.parametrize(
    ("answer", "least_s", "most_s"),
    [
        (says(503, "text/plain", b"", Retry_After="900"), 900, 907),
        (says(429, "text/plain", b"", Retry_After="40"), 40, 47),
        (says(503, "text/plain", b""), 60, 67),
        (says(503, "text/plain", b"", Retry_After="999999"), 1800, 1807),
        (says(500, "text/plain", b""), 3, 7),
    ],
    ids=["503", "429", "not-said", "too-long", "500"],
)
def test_fault_07_a_busy_province_is_obeyed(  # noqa: PLR0917 (fixtures)
    qtbot: QtBot,
    served: Served,
    authority: Identity,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: Answer,
    least_s: int,
    most_s: int,
) -> None:
    """Retry-After up to half an hour, also when something is saved meanwhile; else the back-off.

    That the back-off grows and is capped is in `tests/commands/test_pace.py`.
    """
    monkeypatch.setattr(sync_watch, "FIRST_SYNC_MS", 0)
    monkeypatch.setattr(sync_watch, "AFTER_SAVE_MS", 30)
    desk = new_desk(tmp_path / "book")
    sync.enrol(desk, served.url, office.hand_out_code(served.store, COMMUNE, 1).code)
    with stranger(tmp_path, authority, answer) as busy:
        with desk.store.write(by="test") as work:
            work.set_local("url", busy.url)
            work.commit()
        dispatcher = Dispatcher(Bus(desk))
        scene = Scene(
            dispatcher, desk.catalogue, desk.ambient, desk.user, "", desk.store.tables.types
        )
        runner = SyncRunner(lambda progress, stop: sync.synchronise(desk, progress, stop))
        watch = SyncWatch(scene, runner, is_automatic=True)
        with qtbot.waitSignal(runner.failed, timeout=30_000):
            pass
        planned_s = watch._timer.remainingTime() / 1000
        if least_s > 10:
            dispatcher.send(RegisterPerson({"full_name": "Lê A", "groups": "NCT"}, {}))
            qtbot.waitUntil(lambda: watch._state is not None and watch._state.unsent == 1)
            qtbot.wait(100)
            assert watch._timer.remainingTime() / 1000 > least_s - 10
        watch.stop()
        heard = len(busy.heard)
        runner.close()
        dispatcher.close()
        desk.close()

    assert heard == 1
    assert least_s <= planned_s <= most_s


def test_fault_08_one_bad_operation_among_good_ones(served: Served, pair: list[Laptop]) -> None:
    """It is held and shown with its reason, never an error of the request (design §4)."""
    a, b = pair
    good = [a.register("Trước")]
    with a.store.write(by="Hoa") as work:
        work.insert("person", work.ambient.new_id(), OTHER_COMMUNE, {"full_name": "Xã khác"})
        work.commit()
    good.append(a.register("Sau"))

    a.sync()
    b.sync()

    assert {row.id for row in b.rows()} == set(good)
    with a.store.read() as reader:
        assert [e["note"] for e in outbox.entries(reader, outbox.HELD)] == ["scope-not-yours"]


def test_fault_08_a_province_that_breaks(
    served: Served, pair: list[Laptop], authority: Identity, tmp_path: Path
) -> None:
    a = pair[0]
    a.register("Hồ Văn Mía")
    with stranger(tmp_path, authority, says(500, JSON, b'{"code":"server-error"}')) as broken:
        a.url = broken.url
        assert a.try_sync() == "server-error"

    assert a.count(outbox.QUEUED) == 1
    check_all_arrived(served, pair, 1)


def test_fault_09_refused_midway(
    served: Served, pair: list[Laptop], authority: Identity, tmp_path: Path
) -> None:
    """No session expires here: each request is signed.  A refusal midway repeats and loses nothing.

    What was acknowledged before stays acknowledged, and the next sync goes on from there.
    """
    a = pair[0]
    a.import_people(1200)
    refusal = says(401, JSON, b'{"code":"device-unknown"}')
    with stranger(tmp_path, authority, in_turn(carries(served), refusal)) as box:
        a.url = box.url
        assert a.try_sync() == "device-unknown"
        assert a.count(outbox.QUEUED) == 700

    assert len(operations_of(served.store)) == 500
    check_all_arrived(served, pair, 1200)


@contextmanager
def read_only(db: ProvinceDb, served: Served) -> Iterator[None]:
    """Let the province's database be read and not written, as a replica is."""
    options = "-c default_transaction_read_only=off"
    with psycopg.connect(db.uri, autocommit=True, options=options) as admin:
        name = admin.execute("SELECT current_database()").fetchone()[0]
        admin.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        served.store.engine.dispose()
        yield
        admin.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
        served.store.engine.dispose()


@contextmanager
def full(db: ProvinceDb, served: Served) -> Iterator[None]:
    """Let every write of an operation end as PostgreSQL ends it on a full disk."""
    with served.store.engine.begin() as connection:
        connection.execute(text(
            "CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END $$"
        ))  # fmt: skip
        connection.execute(text(
            "CREATE TRIGGER full_now BEFORE INSERT ON operation EXECUTE FUNCTION disk_full()"
        ))  # fmt: skip
    yield
    with served.store.engine.begin() as connection:
        connection.execute(text("DROP FUNCTION disk_full CASCADE"))


@pytest.mark.parametrize("trouble", [read_only, full])
def test_fault_26_a_province_that_cannot_write(
    province_db: ProvinceDb, served: Served, pair: list[Laptop], trouble
) -> None:
    """It says come again (503); nothing is lost, and nothing is half there."""
    a = pair[0]
    a.register("Hồ Văn Mía")
    with trouble(province_db, served):
        assert a.try_sync() == "server-busy"
        assert a.try_sync() == "server-busy"
        assert operations_of(served.store) == []

    assert a.count(outbox.QUEUED) == 1
    check_all_arrived(served, pair, 1)


def test_fault_27_two_syncs_at_once(qtbot: QtBot, served: Served, pair: list[Laptop]) -> None:
    """In one window one runs; the window and a prompt together do no harm."""
    a = pair[0]
    a.import_people(600)
    with line_to(served.url, Fault(delay_s=0.05)) as line:
        a.url = line.url
        runner = SyncRunner(lambda *_: a.sync())
        failures: list[str] = []
        beside = threading.Thread(target=lambda: failures.append(a.try_sync()))
        with qtbot.waitSignal(runner.finished, timeout=60_000):
            assert runner.start()
            assert not runner.start()
            beside.start()
        beside.join()
        runner.close()

    assert failures == [""]
    check_all_arrived(served, pair, 600)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a process to kill")
@pytest.mark.parametrize("where", ["silent_up", "silent_down"])
def test_fault_28_killed_in_the_middle_of_a_sync(
    served: Served, pair: list[Laptop], tmp_path: Path, where: str
) -> None:
    """Started again it goes on: nothing twice, and what was downloaded is not fetched again."""
    b = pair[1]
    b.import_people(2500)
    b.sync()
    code = office.hand_out_code(served.store, COMMUNE, 1).code
    with line_to(served.url) as line:
        ctxh = [sys.executable, "-m", "ctxh_desktop.cli", "--profile", str(tmp_path / "book")]
        environment = {**os.environ, "CTXH_PASSPHRASE": PHRASE}
        started = [*ctxh, "sync"]

        def run(*words: str) -> None:
            done = subprocess.run([*ctxh, *words], cwd=ROOT, env=environment, capture_output=True,
                                  check=False)  # fmt: skip
            assert done.returncode == 0, done.stderr

        run("init", "--commune", COMMUNE, "--user", "Hoa")
        run("import", "people", list_of(tmp_path, "Lê Văn An,1948,Nam,Thôn 2"))
        run("enrol", line.url, code)
        line.fault = Fault(**{where: 60_000 if where == "silent_down" else 900})
        line.count()
        process = subprocess.Popen(started, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        try:
            assert line.wait_for(**{"down": 60_000} if where == "silent_down" else {"up": 900})
        finally:
            process.kill()
        assert process.wait() == -signal.SIGKILL
        line.fault = Fault()
        run("sync")

    b.sync()
    made = operations_of(served.store)
    assert len({op["op_id"] for op in made}) == len(made) == 2501
    assert len(b.rows()) == 2501


@pytest.mark.parametrize("count", [40_000 if IS_LONG else 4_000])
def test_fault_29_half_a_year_of_unsent_work(
    served: Served, pair: list[Laptop], count: int
) -> None:
    """In batches of at most 500, going on after each cut; 40,000 with CTXH_LONG=1."""
    a = pair[0]
    a.import_people(count)
    left = [count]
    with line_to(served.url) as line:
        a.url = line.url
        for _ in range(3):
            line.fault = Fault(cut_up=60_000)
            assert a.try_sync() in ("no-network", "connection-cut", "")  # smaller ones may fit
            left.append(a.count(outbox.QUEUED))
        line.fault = Fault()
        a.sync()

    assert left == sorted(left, reverse=True)
    assert left[-1] < count
    assert a.count(outbox.QUEUED, outbox.WAITING) == 0
    with served.store.read() as reader:
        batches = reader.connection.execute(text("SELECT count(*) FROM batch")).scalar()
    assert batches >= count // 500
    check_all_arrived(served, pair, count)
