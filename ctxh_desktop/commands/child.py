"""The other life of a frozen program: started by itself to read one list, with limits.

Loads neither window nor database; see `exchange.child`.
"""

from __future__ import annotations

from ctxh_desktop.exchange.child import FLAG, serve_if_child

__all__ = ["FLAG", "serve_if_child"]
