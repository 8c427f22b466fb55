from __future__ import annotations

from rag.serialization import answer_to_json
from tests.toys_page import NEAR_ROW, ROWS_ANSWER, TABLE_HEADER, TONNAGE_ANSWER


def test_a_quoted_row_carries_its_tables_header_beside_its_own_words():
    quote = answer_to_json(ROWS_ANSWER)["quotes"][0]
    assert (quote["text"], quote["table_header"]) == (NEAR_ROW, TABLE_HEADER)


def test_a_quote_outside_tables_has_an_empty_header():
    assert answer_to_json(TONNAGE_ANSWER)["quotes"][0]["table_header"] == ""
