"""Scene: what every page is given: the door to data, the code lists, who works here and today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.ui.dispatcher import Dispatcher


@dataclass(frozen=True)
class Scene:
    """Everything a page may use; pages reach data only through the dispatcher.

    Attributes:
        user: name of the person at the screen.
        commune: full name of the commune ("Phường Phong Điền").
        types: the declared record types by name.
    """

    dispatcher: Dispatcher
    catalogue: Catalogue
    ambient: Ambient
    user: str
    commune: str
    types: dict[str, RecordType]

    def today(self) -> date:
        """Return the calendar day in Vietnam."""
        return self.ambient.today()
