"""Wheel hook: lay resources and translations under `ctxh_desktop/_data/`, where `paths.py` looks.

The editable install needs nothing of it: from a checkout everything is found in its own folder.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class DataHook(BuildHookInterface):
    """Adds data files to the standard wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files to add; stop when the translations were not compiled."""
        if version != "standard":
            return
        root = Path(self.root)
        laid = {str(root / "resources"): "ctxh_desktop/_data/resources"}
        for ts in sorted((root / "translations").glob("*.ts")):
            qm = root / "build" / "translations" / f"{ts.stem}.qm"
            if not qm.exists():
                message = f"{qm.name} is missing: run `python3 packaging/dev.py setup` first"
                raise FileNotFoundError(message)
            for file in (ts, qm):
                laid[str(file)] = f"ctxh_desktop/_data/translations/{file.name}"
        build_data["force_include"].update(laid)
