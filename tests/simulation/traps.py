"""What must come together for some safeguard to matter, and would by chance in one of many seeds.

Each is one step of the simulation; what it leads to is found at the next quiet time.
"""

from __future__ import annotations

from ctxh_desktop.server import office
from ctxh_desktop.sync import pull
from tests.data.laptops import SCOPE
from tests.data.lines import Cutting
from tests.simulation.world import OTHER, World


def join_and_lose(world: World, which: int) -> None:
    """Restore the province after a new laptop has first synced, and let it tell before all others.

    For "history left out only below two backups".
    """
    count = len(world.fleet.laptops)
    world.join(which)
    if len(world.fleet.laptops) > count:
        new = world.fleet.laptops[-1]
        old = next(each for each in world.fleet.laptops if world.home(each) == world.home(new))
        person_id = world.add(old)
        old.patch(person_id, alias=world.word(old))
        for laptop in (old, new):
            laptop.sync()
        world.disasters.restore_province(1)
        new.sync()


def break_off(world: World, number: int, which: int) -> None:
    """Break a download off before its end, and go on after writing over what came of it.

    For "own rows where all was applied".
    """
    laptop = world.laptop(number)
    laptop.try_sync(Cutting(pieces=2))
    with laptop.store.read() as reader:
        rows, _ = pull.staged(reader)
        people = reader.rows("person", [i for kind, i in rows if kind == "person"])
    if people:
        laptop.patch(sorted(people)[which % len(people)], guardian_name=world.word(laptop))
    world.sync(number)


def read_by_another(world: World, number: int, which: int) -> None:
    """Let an answer reach its laptop when the sync that asked is over; before and after, it edits.

    For "an answer names its batch".
    """
    world.edit(number, which, "plain")
    world.sync(number, "late")
    world.deliver_late(-1)


def bring_back_what_left(world: World, number: int, which: int) -> None:
    """Read an answer once more after somebody in it has moved away and the laptop has heard of it.

    For "older rows skipped".
    """
    laptop, fleet = world.laptop(number), world.fleet
    laptop.sync()
    ids = world.people(laptop)
    person_id, home = ids[which % len(ids)], world.home(laptop)
    with fleet.at_province() as work:
        person = work.get("person", person_id)
        if person is not None and person.scope == home:
            work.patch("person", person_id, {"alias": world.word(laptop)})
    world.answers.append((laptop, fleet.answer(laptop.device, laptop.give())))
    if person is not None:
        office.move_person(fleet.province, person_id, OTHER if home == SCOPE else SCOPE)
    laptop.sync()
    world.bring_back(len(world.answers) - 1)


def read_behind_a_gap(world: World, number: int) -> None:
    """Put a laptop back, and let it read an answer to what it asked when it was further.

    For "pages behind a gap wait".
    """
    laptop, fleet = world.laptop(number), world.fleet
    others = (each for each in fleet.laptops if world.home(each) == world.home(laptop))
    other = next((each for each in others if each.device != laptop.device), None)
    if other is None:
        return
    laptop.sync()
    world.disasters.copy_laptop(laptop)
    world.add(other)
    other.sync()
    laptop.sync()
    given = laptop.give()
    world.add(other)
    other.sync()
    world.answers.append((laptop, fleet.answer(laptop.device, given)))
    world.disasters.restore_laptop(laptop)
    world.bring_back(len(world.answers) - 1)
