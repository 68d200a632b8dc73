from __future__ import annotations

from ctxh_desktop.commands.cases import ShowCase
from ctxh_desktop.ui.pages.case_band import IdentityBand
from ctxh_desktop.ui.widgets.chips import Chip


def chips(band):
    found = band.chips.findChildren(Chip)
    return [chip.mark().text for chip in found if not chip.isHidden()]


def test_the_band_says_who_and_what_needs_care(qtbot, cases):
    band = IdentityBand(cases.scene)
    qtbot.addWidget(band)
    band.show_case(cases.send(ShowCase(cases.filled.case_id)))
    assert "8/2012" in band.line.text()
    assert "Thôn 3" in band.line.text()
    assert "Trần Thị Hoa" in band.line.text()
    assert chips(band) == ["Nguy cơ cao", "Protected case", "Not sent"]


def test_a_tab_tells_its_value(qtbot, cases):
    band = IdentityBand(cases.scene)
    qtbot.addWidget(band)
    with qtbot.waitSignal(band.tab_chosen) as chosen:
        band.tabs.setCurrentIndex(2)
    assert chosen.args == ["plan"]
