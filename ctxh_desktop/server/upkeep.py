"""Upkeep of a province: what is to be done once a day.

It is done when the server starts and with each backup, whichever comes first; more often does no
harm, and two at once do not meet.

Source: sync design §4.13; ADR-0016.
"""

from __future__ import annotations

from ctxh_desktop import logs
from ctxh_desktop.storage import archive
from ctxh_desktop.storage.store import Store

TIDIED = logs.declare("uploads-tidied")


def tidy(store: Store) -> int:
    """Throw away what is left of abandoned uploads; return how many there were.

    Raises:
        TransientError: "database-busy", "province-database-down".
    """
    found, total = archive.TIDIED_MAX, 0
    while found == archive.TIDIED_MAX:
        with store.write(by="province", label="Tidy") as work:
            found = archive.tidy(work)
            work.commit()
        total += found
    if total:
        TIDIED.note(count=total)
    return total
