"""Line icons: one SVG file each, drawn sharp in any colour and size.

Every stroke takes the colour asked for, whatever the file says; drawings are kept by name, colour,
size and device pixel ratio.

Source: reference/visual.md §4 (24-unit grid, 1.75 stroke).
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ctxh_desktop import paths


@lru_cache(maxsize=512)
def pixmap(name: str, color: str, size: int, ratio: float) -> QPixmap:
    """Return an icon in `#RRGGBB` *color*.  Units: *size* in logical px; *ratio* device px per px.

    Raises:
        FileNotFoundError: there is no such icon (a bug).
    """
    path = paths.icon(name)
    if not path.is_file():
        raise FileNotFoundError(path.name)
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(str(path)).render(painter, QRectF(made.rect()))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(made.rect(), QColor(color))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def draw(
    painter: QPainter, name: str, color: QColor, at: tuple[float, float], size: int = 20
) -> None:
    """Paint an icon with its upper left corner *at*.  Units: logical px."""
    # Not painter.device(): its Python wrapper can be a stale one of another type (crash seen).
    ratio = painter.deviceTransform().m11()
    x, y = at
    painter.drawPixmap(round(x), round(y), pixmap(name, color.name(), size, ratio))


def icon(name: str, color: QColor, size: int = 20, ratio: float = 1.0) -> QIcon:
    """Return a fixed-colour icon for places that Qt paints itself (menus, window)."""
    return QIcon(pixmap(name, color.name(), size, ratio))
