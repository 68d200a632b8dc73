from __future__ import annotations

from ctxh_desktop.commands.settings import ShowSetting
from ctxh_desktop.ui.pages.settings_page import SettingsPage
from ctxh_desktop.ui.widgets.labels import Label


def test_a_choice_is_put_in_use_and_kept(qtbot, cases):
    page = cases.shown(qtbot, SettingsPage(cases.scene))
    with qtbot.waitSignal(page.appearance_chosen) as told:
        page.scheme.option("dark").click()
    assert told.args == ["dark", 11.0]
    with qtbot.waitSignal(page.appearance_chosen) as told:
        page.body_pt.option("14.0").click()
    assert told.args == ["dark", 14.0]
    cases.rest(qtbot)
    assert cases.send(ShowSetting("scheme")) == "dark"
    again = cases.shown(qtbot, SettingsPage(cases.scene))
    assert (again.scheme.value(), again.body_pt.value()) == ("dark", "14.0")


def test_support_finds_its_facts(qtbot, cases):
    page = cases.shown(qtbot, SettingsPage(cases.scene))
    words = [label.text() for label in page.findChildren(Label)]
    assert str(cases.desk.folder) in words
    assert "Trần Thị Hoa" in words
    assert "Phường Phong Điền" in words


def test_the_access_log_is_one_press_away(qtbot, cases):
    page = cases.shown(qtbot, SettingsPage(cases.scene))
    with qtbot.waitSignal(page.page_wanted) as wanted:
        page.access.click()
    assert wanted.args == ["access", ""]
