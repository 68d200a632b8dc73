"""Regions: the parts of the window through which F6 goes round."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def first_focus(region: QWidget) -> QWidget | None:
    """Return the checked or else the first control of *region* that takes the focus by Tab."""
    found = [child for child in region.findChildren(QWidget)
             if child.isVisible() and child.isEnabled() and child.focusProxy() is None
             and child.focusPolicy() & Qt.FocusPolicy.TabFocus]  # fmt: skip
    checked = (child for child in found if bool(child.property("checked")))
    return next(checked, found[0] if found else None)


def go_on(regions: Sequence[QWidget]) -> QWidget | None:
    """Put the focus into the region after the one that has it; return what got it.

    Regions without a control that takes the focus are passed over.
    """
    focus, at = QApplication.focusWidget(), 0
    for place, region in enumerate(regions):
        if focus is not None and (region is focus or region.isAncestorOf(focus)):
            at = place
    for step in range(1, len(regions) + 1):
        target = first_focus(regions[(at + step) % len(regions)])
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return target
    return None
