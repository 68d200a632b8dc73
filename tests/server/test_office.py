"""What the province's IT does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from ctxh_desktop.ambient import system
from ctxh_desktop.errors import InputError
from ctxh_desktop.server import office
from ctxh_desktop.server.province import ProvinceFolder
from ctxh_desktop.storage.store import Store
from tests.data.province_server import COMMUNE


@pytest.fixture
def store(province_folder: ProvinceFolder) -> Iterator[Store]:
    with province_folder.store(system()) as opened:
        yield opened


def test_a_code_is_for_a_commune_of_the_province(store: Store) -> None:
    made = office.hand_out_code(store, COMMUNE, 7)

    assert made.commune == "Phường Phong Điền"
    assert len(made.code.replace("-", "")) == 16


@pytest.mark.parametrize("commune", ["00004", "99999", ""])
def test_no_code_for_a_commune_of_elsewhere(store: Store, commune: str) -> None:
    with pytest.raises(InputError, match="commune-not-of-province"):
        office.hand_out_code(store, commune, 7)


@pytest.mark.parametrize("days", [0, -1, 61])
def test_a_code_is_valid_for_days_not_for_ever(store: Store, days: int) -> None:
    with pytest.raises(InputError, match="code-days-wrong"):
        office.hand_out_code(store, COMMUNE, days)


def test_a_laptop_that_never_was_cannot_be_revoked(store: Store) -> None:
    with pytest.raises(InputError, match="device-not-found"):
        office.revoke(store, "nobody")


def test_standing_counts_and_warns_of_the_certificate(
    province_folder: ProvinceFolder, store: Store
) -> None:
    standing = office.standing(province_folder, store)

    assert (standing.communes, standing.communes_used, standing.devices_active) == (40, 0, 0)
    assert date.fromisoformat(standing.certificate_until) > date(2026, 11, 21)
