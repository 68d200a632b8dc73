"""An import that takes people in and fills others in is there whole or not at all.

It is stopped by a person at every step, and the process is killed in the middle of the saving, just
before the commit and just after it; then the program is started again.  The undo likewise.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.import_log import ListImports, UndoImport
from ctxh_desktop.commands.imports import SAVING, ImportPeople, Watch
from ctxh_desktop.commands.known_people import FILL, Answers
from ctxh_desktop.commands.stopping import Stop
from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import engine as engines
from tests.data import lists
from tests.data.desks import new_desk, open_desk
from tests.data.killed_laptop import arm
from tests.data.people import people

COUNT = 450
KNOWN = 250
pytestmark = pytest.mark.drill
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process to kill")


class Scene:
    """A book with some of the people of a list, each with only a name, a birth and a number."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.list = folder / "book", folder / "list.xlsx"
        everybody = list(people(COUNT, seed=12))
        lists.write_list(self.list, everybody, lists.Defects(seed=12, has_more_columns=True))
        self.desk = new_desk(self.folder)
        with self.desk.write("SetUp") as work:
            for person in everybody[:KNOWN]:
                few = {n: person.get(n) for n in ("full_name", "born", "id_number", "groups")}
                work.insert("person", self.desk.ambient.new_id(), self.desk.commune_code, few)
        self.before = self.people()

    def people(self) -> dict[str, dict[str, Any]]:
        """Return everybody in the register."""
        with self.desk.read() as reader:
            rows = reader.where("person")
            return {row.id: dict(row.values) for row in rows if row.deleted_at is None}

    def imports(self) -> int:
        """Return how many imports stand."""
        return len([one for one in Bus(self.desk).send(ListImports()).result if not one.undone_at])

    def take(self, watch: Watch | None = None) -> Any:
        """Take the list in."""
        command = ImportPeople(self.list, watch=watch or Watch(), known=Answers(FILL))
        return Bus(self.desk).send(command).result

    def in_a_process(self, work: Callable[[Desk], None]) -> bool:
        """Close the book and let another process work on it; return whether that was killed."""
        self.desk.close()
        child = os.fork()
        if not child:
            try:
                work(open_desk(self.folder))
            except BaseException:  # noqa: BLE001 (told, then the process ends here)
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "see the traceback above"
        self.desk = open_desk(self.folder)
        engines.check_file(self.desk.store.engine)
        return os.WIFSIGNALED(status)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    yield made
    made.desk.close()


def check_whole(scene: Scene, done: Any) -> None:
    """Check that everybody is there once, and that the undo brings back what there was."""
    assert done.count + done.filled + done.known == COUNT
    assert done.filled > KNOWN * 0.8
    assert len(scene.people()) == KNOWN + done.count
    assert scene.imports() == 1
    undone = Bus(scene.desk).send(UndoImport(done.id)).result
    assert (undone.count, undone.kept, undone.emptied) == (done.count, 0, done.filled)
    assert scene.people() == scene.before


@pytest.mark.parametrize("rows_done", [0, 200])
def test_a_stop_while_saving_leaves_nobody_new_and_nobody_filled_in(
    scene: Scene, rows_done: int
) -> None:
    stop = Stop()

    def report(phase: str, done: int, total: int) -> None:
        if phase == SAVING and done == rows_done:
            stop.ask()

    with pytest.raises(InputError) as stopped:
        scene.take(Watch(report, stop))
    assert stopped.value.code == "import-stopped"
    assert (scene.people(), scene.imports()) == (scene.before, 0)
    check_whole(scene, scene.take())


@needs_fork
def test_killed_in_the_middle_of_the_saving(scene: Scene) -> None:
    def die(phase: str, done: int, total: int) -> None:
        if phase == SAVING and done:
            os.kill(os.getpid(), signal.SIGKILL)

    def work(desk: Desk) -> None:
        Bus(desk).send(ImportPeople(scene.list, watch=Watch(die), known=Answers(FILL)))

    assert scene.in_a_process(work)
    assert (scene.people(), scene.imports()) == (scene.before, 0)
    check_whole(scene, scene.take())


@needs_fork
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_the_commit_of_the_import(scene: Scene, when: str) -> None:
    def work(desk: Desk) -> None:
        arm(desk.store, 1, when)
        Bus(desk).send(ImportPeople(scene.list, known=Answers(FILL)))

    assert scene.in_a_process(work)
    if when == "before":
        assert (scene.people(), scene.imports()) == (scene.before, 0)
        check_whole(scene, scene.take())
        return
    (entry,) = Bus(scene.desk).send(ListImports()).result
    assert entry.filled > KNOWN * 0.8
    assert len(scene.people()) == KNOWN + entry.count
    Bus(scene.desk).send(UndoImport(entry.id))
    assert scene.people() == scene.before


@needs_fork
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_the_commit_of_the_undo(scene: Scene, when: str) -> None:
    made = scene.take()
    after = scene.people()

    def work(desk: Desk) -> None:
        arm(desk.store, 1, when)
        Bus(desk).send(UndoImport(made.id))

    assert scene.in_a_process(work)
    assert scene.people() == (after if when == "before" else scene.before)
    assert scene.imports() == (1 if when == "before" else 0)
