"""What happens next in a world, drawn from a seed: people's work, syncs, sticks, disasters."""

from __future__ import annotations

import random

from tests.simulation import traps
from tests.simulation.disasters import strike
from tests.simulation.world import FAULTS, World

KINDS = ("plain", "same", "long", "group", "elements", "two rows")
DESK_KINDS = (
    "merge", "keep apart", "undo", "lead over", "ask to move", "take back",
    "add part", "add part", "change part", "remove part",
)  # fmt: skip

HARM = 3
"""Weight of disasters among all that happens."""


def step(world: World, rng: random.Random, harm: float = HARM) -> str:
    """Do one thing drawn from *rng*; return its description."""
    n, k = rng.randrange(len(world.fleet.laptops)), rng.randrange(12)
    kind, fault, desk = rng.choice(KINDS), rng.choice(FAULTS), rng.choice(DESK_KINDS)
    misfortune, struck = strike(world.disasters, world.fleet, rng)
    actions = [
        (harm, misfortune, struck),
        (10, f"edit {n} {k} {kind}", lambda: world.edit(n, k, kind)),
        (2, f"insert {n}", lambda: world.insert(n)),
        (2, f"delete {n} {k}", lambda: world.delete(n, k)),
        (1, f"poison {n}", lambda: world.poison(n)),
        (2, f"resolve {n} {k}", lambda: world.resolve(n, k)),
        (4, f"province {k}", lambda: world.at_province(k)),
        (1, f"move {k}", lambda: world.move(k)),
        (8, f"{desk} {n} {k}", lambda: world.at_desk(n, k, desk)),
        (1, f"reopen {n}", lambda: world.reopen(n)),
        (2, f"join {k}", lambda: world.join(k)),
        (0.2 * harm / HARM, f"join and lose {k}", lambda: traps.join_and_lose(world, k)),
        (2, f"fetch older {n} {k}", lambda: world.fetch_older(n, k)),
        (6, f"sync {n}", lambda: world.sync(n)),
        (6, f"sync {n} {fault} {k}", lambda: world.sync(n, fault, k)),
        (1, f"break off {n} {k}", lambda: traps.break_off(world, n, k)),
        (0.5, f"read by another {n} {k}", lambda: traps.read_by_another(world, n, k)),
        (0.5, f"bring back what left {n} {k}", lambda: traps.bring_back_what_left(world, n, k)),
        (0.5, f"read behind a gap {n}", lambda: traps.read_behind_a_gap(world, n)),
        (1, f"ask late {k}", lambda: world.ask_late(k)),
        (1, f"deliver late {k}", lambda: world.deliver_late(k)),
        (3, f"give {n}", lambda: world.give(n)),
        (3, f"read stick {k}", lambda: world.read_stick(k)),
        (3, f"bring back {k}", lambda: world.bring_back(k)),
        (1, f"read two sticks {k}", lambda: world.read_stick(k, 2)),
        (1, f"bring back {k}, stopped", lambda: world.bring_back(k, 2)),
        (1, f"unasked {n}", lambda: world.answer_unasked(n)),
    ]
    _, words, action = rng.choices(actions, weights=[weight for weight, *_ in actions])[0]
    action()
    return words
