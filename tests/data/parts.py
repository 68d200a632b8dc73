"""One example of each kind of part, without its owner."""

from __future__ import annotations

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "person_identifier": {"kind": "CMND9", "number": "191234567"},
    "person_address": {"kind": "QUEQUAN", "village": "Thôn 3"},
    "person_phone": {"number": "0905123456"},
    "person_group": {"target_group": "NKT", "from_on": "2020-05"},
    "benefit": {"policy": "BT6c", "from_on": "2024-07-01"},
    "relation": {"role": "CHAMSOC", "full_name": "Hồ Văn Mía"},
    "self_care": {"activity": "A1", "level": "M_TU"},
    "household_member": {"full_name": "Hồ Văn Mía", "born": "1980"},
    "household_year": {"year": 2026, "household_class": "NGHEO"},
}
