"""Lines between a laptop and its province: a good one, and those that fail in a certain way.

laptop.sync(Lossy(answers=3))     # the answer to every third request is lost
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ctxh_desktop.errors import TransientError

Ask = Callable[[bytes], Iterable[bytes]]


class Line:
    """A line that never fails; `carry` takes a request and returns the answer piece by piece."""

    def carry(self, body: bytes, ask: Ask) -> Iterable[bytes]:
        """Carry one request."""
        return ask(body)


class Lossy(Line):
    """Loses the request, or the answer, of every n-th request (0: of none)."""

    def __init__(self, *, requests: int = 0, answers: int = 0) -> None:
        self.requests, self.answers, self.count = requests, answers, 0

    def carry(self, body: bytes, ask: Ask) -> Iterable[bytes]:
        self.count += 1
        if self.requests and self.count % self.requests == 0:
            raise TransientError("line-lost")
        pieces = list(ask(body))
        if self.answers and self.count % self.answers == 0:
            raise TransientError("line-lost")
        return pieces


class Cutting(Line):
    """Cuts each answer after some pieces, or after some bytes of all its bytes."""

    def __init__(self, *, pieces: int | None = None, length: int | None = None) -> None:
        self.pieces, self.length = pieces, length

    def carry(self, body: bytes, ask: Ask) -> Iterable[bytes]:
        answer = list(ask(body))
        if self.length is not None:
            answer = [b"".join(answer)[: self.length]]
        yield from answer[: self.pieces]
        raise TransientError("line-cut")


class Repeating(Line):
    """Sends each request several times, as a proxy may; delivers the last answer."""

    def __init__(self, times: int = 2) -> None:
        self.times = times

    def carry(self, body: bytes, ask: Ask) -> Iterable[bytes]:
        return [list(ask(body)) for _ in range(self.times)][-1]


class Keeping(Line):
    """Keeps requests and answers: the answers are lost now and may be delivered later."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.answers: list[list[bytes]] = []

    def carry(self, body: bytes, ask: Ask) -> Iterable[bytes]:
        self.bodies.append(body)
        self.answers.append(list(ask(body)))
        raise TransientError("line-lost")
