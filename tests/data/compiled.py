"""One cache of compiled statements for all databases of a process.

SQLAlchemy keeps what it compiled with each engine; a simulation opens thousands of them, each for a
few statements, and would compile those for ever.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Engine
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache

STATEMENTS_MAX: Final = 3_000

_dialects: dict[str, Dialect] = {}
_statements: LRUCache[object, object] = LRUCache(STATEMENTS_MAX)


def share_compiled(engine: Engine) -> None:
    """Let an engine use what others of its kind compiled; the cache goes by the dialect."""
    engine.dialect = _dialects.setdefault(engine.dialect.name, engine.dialect)
    engine.update_execution_options(compiled_cache=_statements)
