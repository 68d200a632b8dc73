from __future__ import annotations

from ctxh_desktop.commands.settings import SaveSetting, ShowLaptop, ShowSetting
from ctxh_desktop.storage import outbox
from tests.data.case_desks import open_desk, sender


def test_a_setting_stays_on_this_laptop(tmp_path):
    desk = open_desk(tmp_path / "p")
    send = sender(desk)
    assert send(ShowSetting("scheme", "system")) == "system"
    send(SaveSetting("scheme", "dark"))
    assert send(ShowSetting("scheme", "system")) == "dark"
    with desk.read() as reader:
        assert outbox.count(reader, outbox.QUEUED) == 0
    desk.close()


def test_a_setting_never_touches_what_the_laptop_knows_of_itself(tmp_path):
    desk = open_desk(tmp_path / "p")
    send = sender(desk)
    send(SaveSetting("commune", "x"))
    with desk.read() as reader:
        assert reader.local("commune") == desk.commune_code
    desk.close()


def test_support_sees_where_the_data_lie(tmp_path):
    desk = open_desk(tmp_path / "p")
    laptop = sender(desk)(ShowLaptop())
    assert laptop.folder == str(tmp_path / "p")
    assert laptop.device_id == ""
    desk.close()
