"""Tell the people of a list from what else stands between and below them.

A row with a birth date or a personal number is always a person; anything that looks unlike a person
is skipped with its reason and stays in the preview, where somebody can see it.

Words are compared with their marks: "Tổ 3" is a place and "Tô Thị Hoa" a person, "Tổng" is a sum
and "Tống" a family name of Huế, "Cộng" ends a list and "Công Tằng" begins a royal name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.domain.words import fold
from ctxh_desktop.exchange.births import looks_like_birth
from ctxh_desktop.exchange.cells import proper_case, text_of
from ctxh_desktop.exchange.columns import Mapping
from ctxh_desktop.exchange.sheets import Cell, Sheet
from ctxh_desktop.exchange.vocabulary import Vocabulary

_TOTAL = re.compile(r"(?:tổng(?: cộng| số| hợp)?|cộng|tong cong|tong so)\b(?!\s+nữ\b)")
_SIGNATURE = re.compile(
    r"người lập|nguoi lap|cán bộ lập|chủ tịch|tm\. ?u|tm\. ?ủ|kt\. ?ch|nơi nhận|thủ trưởng"
    r"|ký, ghi rõ|ký tên|ký và ghi|xác nhận của|ngày .{0,6}tháng .{0,6}năm|người tổng hợp"
)
_PLACE = re.compile(
    r"(?:(?:thôn|tổ dân phố|tdp|tổ|bản|khu phố|khu vực|ấp|tổ dp)\b|thon |to dan pho )[ .:]*\S"
)
_LIST_NUMBER = re.compile(r"^\s*(?:[IVXivx]+|[A-Za-z]|\d{1,2})\s*[.)/:\-]+\s+|^\s*[IVX]+\s+")
_COLUMN_NUMBER = re.compile(r"\(?\s*(?:\d{1,2}|[a-zA-Z])\s*\)?")
_COUNT = re.compile(r"\s*\(?\d+\s*(?:người|đối tượng|đt|hộ|em|cháu)?\)?\s*$|:\s*$")
_NUMBER_DIGITS_MIN = 8
_COVERED_MIN = 3
_SIGNERS_MAX = 3


class RowKinds:
    """Says why a row is nobody, going down a list; keeps what sections tell of the rows below.

    Shapes: `told` is field name → plain value, from the last section heading of each kind.
    """

    def __init__(
        self, sheet: Sheet, mapping: Mapping, record_type: RecordType, vocabulary: Vocabulary
    ) -> None:
        self.told: dict[str, str] = {}
        self._record_type = record_type
        self._vocabulary = vocabulary
        self._is_past_end = False
        header = sheet.rows[mapping.header_row :][: mapping.header_rows]
        self._headings = {text for row in header for cell in row if (text := text_of(cell))}
        name_field = record_type.name_field
        uses = [use for use in mapping.columns if use.field in record_type.by_name]
        self._name_columns = [u.column for u in uses if name_field and u.field == name_field.name]
        self._other_columns = [u.column for u in uses if u.column not in self._name_columns]
        kinds = {use.column: record_type.field(use.field or "").kind for use in uses}
        self._number_columns = [c for c, kind in kinds.items() if kind is Kind.IDENTIFIER]
        self._birth_columns = [
            use.column
            for use in uses
            if kinds[use.column] is Kind.PARTIAL_DAY or (use.field == "sex" and use.part)
        ]

    def reason_to_skip(self, row: Sequence[Cell]) -> str:
        """Return why a row is nobody, or "" for a person."""
        texts = [text for cell in row if (text := text_of(cell))]
        if not texts:
            return "blank-row"
        if self._has_evidence(row):
            self._is_past_end = False
            return ""
        names = [text for c in self._name_columns if c < len(row) and (text := text_of(row[c]))]
        distinct = list(dict.fromkeys(texts))
        if sum(text in self._headings for text in texts) * 2 > len(texts) > 1:
            self._is_past_end = False
            return "header-again-row"
        if len(texts) >= _COVERED_MIN and all(map(_COLUMN_NUMBER.fullmatch, texts)):
            return "column-numbers-row"
        return self._reason_in_words(row, distinct, names, is_covered=len(texts) > len(distinct))

    def _has_evidence(self, row: Sequence[Cell]) -> bool:
        """Return whether a birth date or a personal number stands in its column."""
        for column in self._number_columns:
            if column < len(row):
                text = text_of(row[column])
                digits = sum(map(str.isdigit, text))
                if digits >= _NUMBER_DIGITS_MIN and digits > sum(map(str.isalpha, text)):
                    return True
        is_named = any(row[c] is not None for c in self._name_columns if c < len(row))
        return is_named and self._has_birth(row)

    def _has_birth(self, row: Sequence[Cell]) -> bool:
        return any(looks_like_birth(row[c]) for c in self._birth_columns if c < len(row))

    def _reason_in_words(
        self, row: Sequence[Cell], distinct: list[str], names: list[str], *, is_covered: bool
    ) -> str:
        words = [text for text in distinct if any(map(str.isalpha, text))]
        first = words[0].lower() if words else ""
        if _TOTAL.match(_LIST_NUMBER.sub("", first)):
            return "total-row"
        signed = [text for text in words if _SIGNATURE.search(text.lower())]
        if signed and (not names or any(name in signed for name in names)):
            self._is_past_end = True
            return "signature-row"
        if self._is_past_end and len(words) <= _SIGNERS_MAX:
            return "signature-row"
        headings = [text for text in words if not re.fullmatch(r"[IVXA-Z]{1,4}[.)]?", text)]
        if len(headings) == 1 and self._is_section(headings[0]):
            return "section-row"
        if len(words) == 1 and is_covered:
            return "note-row"
        others = {text for c in self._other_columns if c < len(row) and (text := text_of(row[c]))}
        is_nobody = not names and len(others) <= 1 and not self._has_birth(row)
        return "note-row" if is_nobody else ""

    def _is_section(self, text: str) -> bool:
        """Note what a heading between the rows tells of those below it."""
        bare = _COUNT.sub("", _LIST_NUMBER.sub("", text)).strip()
        if _PLACE.match(bare.lower()) and "village" in self._record_type.by_name:
            self.told["village"] = proper_case(bare)
            return True
        for declared in self._record_type.fields:
            if declared.kind is Kind.CODES and declared.required and declared.codes:
                meaning = self._vocabulary.choices(declared.codes, bare)
                if meaning and fold(bare):
                    self.told |= {
                        declared.name: " ".join(sorted(meaning.codes)),
                        **dict(meaning.also),
                    }
                    return True
        return False
