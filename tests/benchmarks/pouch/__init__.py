"""Pouch: PouchDB and express-pouchdb, the rival of `sync_line`, as processes of Node.

`package.json` pins the versions; they are installed into `build/bench/pouch`, outside the tree.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FOLDER = HERE.parents[2] / "build" / "bench" / "pouch"
STEP_S_MAX = 3600


def install() -> str:
    """Install the pinned packages where they are not yet; return why that is impossible, or ""."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "no node or npm on this machine"
    wanted = hashlib.sha256((HERE / "package.json").read_bytes()).hexdigest()
    stamp = FOLDER / "installed"
    if stamp.exists() and stamp.read_text() == wanted:
        return ""
    print("installing PouchDB and express-pouchdb …", file=sys.stderr, flush=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "package.json", FOLDER)
    # The database of the client comes as a ready binary: nobody's scripts are run.
    command = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"npm install failed: {done.stderr.strip().splitlines()[-1:]}"
    stamp.write_text(wanted)
    return ""


@contextmanager
def server(rows: Path) -> Iterator[str]:
    """Run the rival's server with these rows; return its address."""
    command = ["node", str(HERE / "server.js"), str(rows)]
    with (FOLDER / "server.log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=FOLDER, env=_environment(), stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            assert process.stdout
            word, _, port = process.stdout.readline().strip().partition(" ")
            if word != "ready":
                raise RuntimeError(f"the rival's server did not start: see {log.name}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def step(what: str, url: str, folder: Path, edits: Path, *, is_tuned: bool) -> dict[str, Any]:
    """Run one step of the rival's client; return {"ms", "docs"}."""
    mode = "tuned" if is_tuned else "default"
    command = ["node", HERE / "client.js", what, f"{url}/commune", folder, edits, mode]
    done = subprocess.run(
        [str(part) for part in command],
        cwd=FOLDER, env=_environment(), capture_output=True, text=True, check=False,
        timeout=STEP_S_MAX,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def edit_at_server(url: str, docs: Sequence[dict[str, Any]]) -> None:
    """Change rows at the rival's server, as another client would have."""
    body = json.dumps({"docs": docs}).encode()
    asked = urllib.request.Request(f"{url}/__edit", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        assert json.load(answer)["ok"] == len(docs)


def _environment() -> dict[str, str]:
    return {**os.environ, "NODE_PATH": str(FOLDER / "node_modules"), "NODE_NO_WARNINGS": "1"}
