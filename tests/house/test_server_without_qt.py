"""The province's server starts on a machine without Qt and without SQLCipher."""

from __future__ import annotations

import subprocess
import sys

from tests.house.source import ROOT

START = """
import sys
import ctxh_desktop.server.asgi
loaded = {name.partition(".")[0] for name in sys.modules}
print(" ".join(sorted(loaded & {"PySide6", "shiboken6", "sqlcipher3"})))
print("started")
"""


def test_server_loads_no_qt() -> None:
    done = subprocess.run(
        [sys.executable, "-c", START], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.stdout.split("\n")[:2] == ["", "started"], done.stderr[-2000:]
