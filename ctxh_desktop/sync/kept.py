"""Kept: the connection of one sync waits for the next, so that nothing to do is one round trip.

    with kept.carrier(url, ca_pem) as carrier:   # a connection that waits, or a new one
        ...                                      # ends well: it waits for the next sync

TCP and TLS cost two round trips before a request; on a line of 400 ms that is most of a short sync.
A connection is lent to one lane at a time, and waits for as long as the next sync of a healthy
laptop takes to come.  One that died meanwhile costs a request more and no error (`https`).

Source: design §9 (nothing to do: two round trips); ADR-0027.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from ctxh_desktop.sync.https import Carrier

KEPT_MAX = timedelta(seconds=600)
"""Longer than two syncs are apart when all is well (`commands.pace`), shorter than the province
waits (`server.serve.KEEP_ALIVE_S`)."""


class Kept:
    """The connection that waits, if any.

    Args:
        now: the wall clock; it goes on while the machine sleeps, and what slept is not used.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._waiting: tuple[Carrier, datetime] | None = None
        self._is_closed = False

    @contextmanager
    def carrier(self, url: str, ca_pem: str) -> Iterator[Carrier]:
        """Lend the waiting carrier, if it is for this province and not too old, or a new one."""
        carrier = self._take(url, ca_pem) or Carrier(url, ca_pem)
        try:
            yield carrier
        except BaseException:
            carrier.close()
            raise
        self._keep(carrier)

    def close(self) -> None:
        """Close what waits; what is lent now is closed when it comes back."""
        with self._lock:
            self._is_closed = True
            waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting[0].close()

    def _take(self, url: str, ca_pem: str) -> Carrier | None:
        with self._lock:
            waiting, self._waiting = self._waiting, None
        if waiting is None:
            return None
        carrier, since = waiting
        if carrier.leads_to(url, ca_pem) and timedelta() <= self._now() - since <= KEPT_MAX:
            carrier.traffic.begin_anew()
            return carrier
        carrier.close()
        return None

    def _keep(self, carrier: Carrier) -> None:
        with self._lock:
            if not self._is_closed and not carrier.traffic.is_broken and self._waiting is None:
                self._waiting = (carrier, self._now())
                return
        carrier.close()
