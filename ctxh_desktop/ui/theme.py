"""Colours, type and the one style sheet; nothing else in the program knows a colour value.

Widgets ask `color`, `tone` and `font` while they paint and never keep the answer, so a switch of
theme is one call of `apply` and a repaint.

Source: reference/visual.md §1 to §3 (tokens, contrast, type, space).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from string import Template

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

BODY_PT = 11.0
"""Size of body text (points) at the normal setting."""
BODY_PT_CHOICES = (10.0, 11.0, 12.5, 14.0)
"""Sizes offered as "Cỡ chữ" (points of body text)."""
SIZE_EVENT = QEvent.Type.StyleChange
"""What `changeEvent` of every widget gets when the text size changes (`ApplicationFontChange` goes
to windows only); a widget whose height is fixed sets it anew then."""
NARROW_BELOW_PX = 1080
"""Window width (logical px) under which navigation and forms become narrow."""


@dataclass(frozen=True)
class Tokens:
    """Named colours of one theme (`#RRGGBB`); a name ending in `_tint` is its ground."""

    window: str
    surface: str
    sunken: str
    text: str
    text2: str
    border: str
    line: str
    divider: str
    primary: str
    on: str
    tint: str
    hover: str
    danger: str
    danger_tint: str
    warn: str
    warn_tint: str
    ok: str
    ok_tint: str
    unsent: str
    unsent_tint: str
    off: str
    off_tint: str


LIGHT = Tokens(
    window="#F6F4EF", surface="#FFFFFF", sunken="#FBFAF7",
    text="#1B2327", text2="#4A5860", border="#6B7A83", line="#B4BBBF", divider="#DEDAD1",
    primary="#0B5C7A", on="#FFFFFF", tint="#E3F0F5", hover="#F2F6F8",
    danger="#B3261E", danger_tint="#FCEBEA", warn="#7A4F00", warn_tint="#FFF4D6",
    ok="#1E6B3A", ok_tint="#E6F4EA", unsent="#5E3A94", unsent_tint="#F1EAFB",
    off="#4A5860", off_tint="#ECEAE4",
)  # fmt: skip
DARK = Tokens(
    window="#1B1F22", surface="#24292D", sunken="#202528",
    text="#E6EAEC", text2="#B4BEC4", border="#87939A", line="#566067", divider="#3A4247",
    primary="#6EC1E4", on="#06222E", tint="#123744", hover="#2B3237",
    danger="#FFB4AB", danger_tint="#43211F", warn="#FFCF70", warn_tint="#3B2F14",
    ok="#8FD6A5", ok_tint="#1C3526", unsent="#CDB5F0", unsent_tint="#31284A",
    off="#B4BEC4", off_tint="#30373B",
)  # fmt: skip

RAMP: dict[str, tuple[float, QFont.Weight]] = {
    "name": (18, QFont.Weight.DemiBold),
    "title": (16, QFont.Weight.DemiBold),
    "section": (12.5, QFont.Weight.DemiBold),
    "body": (11, QFont.Weight.Normal),
    "strong": (11, QFont.Weight.DemiBold),
    "medium": (11, QFont.Weight.Medium),
    "hint": (10, QFont.Weight.Normal),
    "hint-strong": (10, QFont.Weight.DemiBold),
}
"""Type role → (points at the normal size, weight)."""
_MIDDLE_LIGHTNESS = 128
KINDS = ("danger", "warn", "ok", "unsent", "off", "primary", "plain")
"""Semantic tones that `tone` knows."""


_STYLE_SHEET = """
QToolTip{background:$surface;color:$text;border:1px solid $line;padding:4px 8px}
QLineEdit,QPlainTextEdit{background:$surface;border:1px solid $border;
  border-radius:4px;padding:0 9px;selection-background-color:$primary;selection-color:$on;
  placeholder-text-color:$text2}
QLineEdit{min-height:${outer_px}px;max-height:${outer_px}px;lineedit-password-character:8226}
QLineEdit:disabled,QPlainTextEdit:disabled,QLineEdit[readOnly="true"],
  QPlainTextEdit[readOnly="true"]
  {background:$sunken;border:1px solid $line;color:$text2}
QPlainTextEdit{padding:7px 7px}
QLineEdit:focus{border:2px solid $primary;padding:0 8px;min-height:${inner_px}px;
  max-height:${inner_px}px}
QPlainTextEdit:focus{border:2px solid $primary;padding:6px 6px}
QLineEdit[state="error"]{border:2px solid $danger;padding:0 8px;min-height:${inner_px}px;
  max-height:${inner_px}px}
QPlainTextEdit[state="error"]{border:2px solid $danger;padding:6px 6px}
QLineEdit[state="error"]:focus,QPlainTextEdit[state="error"]:focus{background:$danger_tint}
QFrame[frame="card"]{background:$surface;border:1px solid $divider;border-radius:6px}
QFrame[frame="band"]{background:$surface;border:0}
QFrame[frame="rule"]{background:$divider;border:0}
QAbstractItemView{background:$surface;color:$text;border:0;outline:0;
  selection-background-color:$tint;selection-color:$text}
QListView[flat="true"]{background:transparent}
QComboBox{combobox-popup:0}
QComboBox QAbstractItemView{border:1px solid $border;padding:4px 0}
QMenu{background:$surface;color:$text;border:1px solid $border;padding:4px 0}
QMenu::item{padding:8px 24px 8px 16px}
QMenu::item:selected{background:$tint;color:$text}
QMenu::separator{background:$divider;height:1px;margin:4px 0}
QTableView{gridline-color:$divider}
QHeaderView::section{background:$sunken;border:0;border-bottom:1px solid $divider;
  padding:0 12px;color:$text2}
QTableCornerButton::section{background:$sunken;border:0}
QScrollArea{border:0;background:transparent}
QScrollBar:vertical{background:transparent;width:12px;margin:2px}
QScrollBar:horizontal{background:transparent;height:12px;margin:2px}
QScrollBar::handle{background:$line;border-radius:4px}
QScrollBar::handle:hover{background:$border}
QScrollBar::handle:vertical{min-height:32px}
QScrollBar::handle:horizontal{min-width:32px}
QScrollBar::add-line,QScrollBar::sub-line{height:0;width:0}
QScrollBar::add-page,QScrollBar::sub-page{background:transparent}
QAbstractScrollArea::corner{background:transparent;border:none}
"""


@dataclass
class _Current:
    tokens: Tokens = LIGHT
    body_pt: float = BODY_PT
    family: str = "Noto Sans"
    is_high_contrast: bool = False


_current = _Current()


def tokens() -> Tokens:
    """Return the colours in use."""
    return _current.tokens


def is_dark() -> bool:
    """Whether the dark theme is in use."""
    return QColor(_current.tokens.window).lightness() < _MIDDLE_LIGHTNESS


def color(name: str) -> QColor:
    """Return a token of the theme in use; an unknown name is a bug (AttributeError)."""
    return QColor(getattr(_current.tokens, name))


def tone(kind: str) -> tuple[QColor, QColor]:
    """Return (ink, ground) of one of `KINDS`."""
    if kind == "plain":
        return color("text2"), color("surface")
    if kind == "primary":
        return color("primary"), color("tint")
    return color(kind), color(f"{kind}_tint")


def font(role: str = "body") -> QFont:
    """Return the font of a type role."""
    return QFont(_font(role, _current.body_pt, _current.family))


def metrics(role: str = "body") -> QFontMetrics:
    """Return the metrics of a type role."""
    return _metrics(role, _current.body_pt, _current.family)


def height(px: int = 36) -> int:
    """Return a control's height: *px*, or more where the text size needs it.  Units: px."""
    return max(px, metrics().height() + px - 20)


@cache
def _font(role: str, body_pt: float, family: str) -> QFont:
    points, weight = RAMP[role]
    made = QFont(family)
    made.setPointSizeF(points * body_pt / BODY_PT)
    made.setWeight(weight)
    return made


@cache
def _metrics(role: str, body_pt: float, family: str) -> QFontMetrics:
    return QFontMetrics(_font(role, body_pt, family))


def load_fonts(files: Iterable[Path]) -> tuple[str, ...]:
    """Register the bundled font *files* and return their families."""
    families: set[str] = set()
    for path in files:
        identity = QFontDatabase.addApplicationFont(str(path))
        families.update(QFontDatabase.applicationFontFamilies(identity))
    return tuple(sorted(families))


def choose_family() -> str:
    """Return Segoe UI where Windows has it, the bundled Noto Sans elsewhere."""
    wanted = QFont("Segoe UI")
    return "Segoe UI" if QFontInfo(wanted).family() == "Segoe UI" else "Noto Sans"


def apply(
    app: QApplication,
    dark: bool = False,
    *,
    high_contrast: bool = False,
    body_pt: float = BODY_PT,
) -> None:
    """Put a theme in use and repaint everything.

    In high contrast the colours are the system's own and the style sheet is dropped, so that the
    person's choice rules.
    """
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    _current.body_pt = body_pt
    _current.family = choose_family()
    _current.is_high_contrast = high_contrast
    if high_contrast:
        app.setStyleSheet("")
        app.setPalette(QPalette())
        _current.tokens = system_tokens(app.palette())
    else:
        _current.tokens = DARK if dark else LIGHT
        app.setPalette(_palette())
    app.setFont(font())
    if high_contrast:  # a new sheet tells all widgets; without one somebody has to
        for widget in app.allWidgets():
            app.sendEvent(widget, QEvent(SIZE_EVENT))
    else:
        app.setStyleSheet(style_sheet())
    for window in app.topLevelWidgets():
        window.update()


def system_tokens(palette: QPalette) -> Tokens:
    """Return tokens made only of the system's colours (high contrast)."""
    role = QPalette.ColorRole
    text, window = palette.color(role.WindowText).name(), palette.color(role.Window).name()
    surface, strong = palette.color(role.Base).name(), palette.color(role.Highlight).name()
    made = {field.name: text for field in fields(Tokens)}
    made |= {name: window for name in made if name.endswith("tint")}
    made |= {"window": window, "surface": surface, "sunken": surface, "hover": window}
    made |= {"primary": strong, "on": palette.color(role.HighlightedText).name()}
    return Tokens(**made)


def _palette() -> QPalette:
    role = QPalette.ColorRole
    made = QPalette()
    for target, name in (
        (role.Window, "window"), (role.Base, "surface"), (role.AlternateBase, "sunken"),
        (role.Button, "surface"), (role.WindowText, "text"), (role.Text, "text"),
        (role.ButtonText, "text"), (role.Highlight, "primary"), (role.HighlightedText, "on"),
        (role.PlaceholderText, "text2"), (role.Mid, "border"), (role.Dark, "line"),
        (role.Light, "surface"), (role.Midlight, "divider"), (role.Link, "primary"),
        (role.LinkVisited, "primary"), (role.Accent, "primary"), (role.BrightText, "danger"),
        (role.ToolTipBase, "surface"), (role.ToolTipText, "text"), (role.Shadow, "divider"),
    ):  # fmt: skip
        made.setColor(target, color(name))
    for target in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, target, color("border"))
    return made


def style_sheet() -> str:
    """Return the one style sheet, filled with the tokens in use."""
    sizes = {"outer_px": height() - 2, "inner_px": height() - 4}
    return Template(_STYLE_SHEET).substitute(asdict(tokens()), **sizes)
