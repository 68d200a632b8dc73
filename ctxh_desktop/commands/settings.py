"""Settings: what one person likes on one laptop (theme, text size, own phrases); never synced."""

from __future__ import annotations

from dataclasses import dataclass

from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.storage.records import Reader

SCHEME, BODY_PT = "scheme", "body_pt"
"""Settings of the look: "system", "light" or "dark"; size of body text in points."""

TEXT_ONLY = "text_only"
"""Whether files wait and only text travels for now: "1" or ""."""

SYNC_PAUSED = "sync_paused"
"""Whether no sync starts by itself until somebody says so: "1" or ""."""

_PREFIX = "setting."
"""Keeps settings apart from what the laptop knows of itself (device, province, numbers)."""


@dataclass(frozen=True)
class ShowSetting:
    """Read a setting; `default` where nobody has chosen."""

    key: str
    default: str = ""


@dataclass(frozen=True)
class SaveSetting:
    """Keep a setting."""

    key: str
    value: str


@dataclass(frozen=True)
class ShowLaptop:
    """Read what support asks for first: where the data lie and which device this is."""


@dataclass(frozen=True)
class Laptop:
    """This laptop, as the settings page shows it; empty device and province before enrolment."""

    folder: str
    device_id: str
    province_name: str


@handles(ShowLaptop)
def show_laptop(desk: Desk, command: ShowLaptop) -> Laptop:
    """Return the facts about this laptop."""
    with desk.read() as reader:
        device_id, province = reader.local("device_id"), reader.local("province_name")
        return Laptop(str(desk.folder), device_id, province)


@handles(ShowSetting)
def show_setting(desk: Desk, command: ShowSetting) -> str:
    """Return the setting."""
    with desk.read() as reader:
        return setting(reader, command.key, command.default)


@handles(SaveSetting)
def save_setting(desk: Desk, command: SaveSetting) -> None:
    """Keep the setting in the encrypted file of this laptop."""
    with desk.store.write(by=desk.user, label="SaveSetting") as work:
        work.set_local(_PREFIX + command.key, command.value)
        work.commit()


def setting(reader: Reader, key: str, default: str = "") -> str:
    """Return a setting, for other commands."""
    return reader.local(_PREFIX + key, default)
