"""Every screen at every size: nothing cut off, nothing outside, nothing without a name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QWidget

from ctxh_desktop.ui import theme, translation
from ctxh_desktop.ui.widgets.labels import Label, YieldingLabel, text_rect
from ctxh_desktop.ui.widgets.sheets import FormRow
from tests.data.case_desks import Ambient, Clock
from tests.data.scenes import SCENES
from tests.data.stage import settle, speak, stage

SIZES = ((1366, 768), (1366, 688), (911, 432))
"""A small laptop at 100 %, with the task bar, and at 150 %.  Units: logical px."""
NARROW = SIZES[-1]
FIELDS_MIN = 4
"""Fields of a form that are seen whole at 150 %."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def found(qapp, fonts, _postgres, tmp_path_factory):
    """The stage on which all scenes are played, with the words and letters of the program."""
    theme.apply(qapp)
    texts = speak(qapp)
    ambient = Ambient(now=Clock(), random_bytes=bytes)
    with stage(tmp_path_factory.mktemp("stage"), _postgres.open(ambient)) as made:
        yield made
    qapp.removeTranslator(texts)
    translation.install(qapp, "en")


def shown(window: QWidget) -> Iterator[QWidget]:
    """Yield what a person sees or would see after scrolling."""
    yield from (widget for widget in window.findChildren(QWidget) if widget.isVisible())


def cut_texts(window: QWidget) -> list[str]:
    """Return labels and buttons that have less room than their words need."""
    cut = []
    for widget in shown(window):
        if isinstance(widget, Label) and not isinstance(widget, YieldingLabel) and widget.text():
            room, metrics = widget.contentsRect(), widget.fontMetrics()
            if widget.wordWrap():
                needed = text_rect(widget.text(), widget.role(), room.width())
                is_cut = needed.height() > room.height() or needed.width() > room.width()
            else:
                is_cut = metrics.horizontalAdvance(widget.text()) > room.width()
            cut += [widget.text()] if is_cut or room.height() < metrics.height() - 2 else []
        if (
            isinstance(widget, QAbstractButton)
            and widget.width() < widget.minimumSizeHint().width()
        ):
            cut.append(widget.text() or widget.accessibleName())
    return cut


def outside(window: QWidget) -> list[str]:
    """Return controls and words that reach over the edge of what holds them."""
    over = []
    for widget in shown(window):
        if not (widget.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(widget, Label)):
            continue
        holder = widget.parentWidget()
        may_scroll = False
        while holder is not None:
            rect = QRect(widget.mapTo(holder, QPoint(0, 0)), widget.size())
            is_wide = rect.left() < 0 or rect.right() >= holder.width()
            is_tall = not may_scroll and (rect.top() < 0 or rect.bottom() >= holder.height())
            is_viewport = isinstance(holder.parentWidget(), QAbstractScrollArea)
            if is_wide or (is_tall and not is_viewport):
                over.append(f"{type(widget).__name__} {name_of(widget)!r} in {holder}: {rect}")
                break
            may_scroll = may_scroll or is_viewport
            holder = None if holder is window else holder.parentWidget()
    return over


def sideways(window: QWidget) -> list[str]:
    """Return what would have to be scrolled sideways."""
    areas = window.findChildren(QAbstractScrollArea)
    return [
        repr(area) for area in areas if area.isVisible() and area.horizontalScrollBar().maximum()
    ]


def nameless(window: QWidget) -> list[str]:
    """Return controls that a screen reader could not name."""
    reached = (w for w in shown(window) if w.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return [repr(widget) for widget in reached if not name_of(widget)]


def name_of(widget: QWidget) -> str:
    """Return what a screen reader says first."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_everything_has_its_place_and_its_name(found, scene):
    window = found.play(scene)
    faults = {}
    for size in SIZES:
        window.resize(*size)
        settle(40)
        for fault in (cut_texts, outside, sideways, nameless):
            if listed := fault(window):
                faults[f"{fault.__name__} at {size}"] = listed
    assert faults == {}


def test_a_form_shows_four_fields_on_a_small_laptop_at_150_percent(found):
    window = found.play(next(scene for scene in SCENES if scene.name == "05-intake"), NARROW)
    rows = [row.control for row in window.findChildren(FormRow) if row.isVisible()]
    whole = [c for c in rows if c.visibleRegion().boundingRect().size() == c.size()]
    assert len(whole) >= FIELDS_MIN
