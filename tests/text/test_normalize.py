"""Normal forms and the way back from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.normalize import normalize, normalize_with_offsets, squeeze

TEXTS = st.text(alphabet="自貿試驗區2０１２年第 34位％%ＡbCé①㈱ﬁ…“” \n\t　。/-.", max_size=60)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("ＲＣＥＰ", "rcep"),
        ("１８．１％", "18.1%"),
        ("自由貿易試驗區", "自由贸易试验区"),
        ("2012年的第 34位", "2012年的第34位"),
        ("50 多年", "50多年"),
        ("2022 年 8 月", "2022年8月"),
        ("in 2012 the", "in 2012 the"),
        ("", ""),
    ],
)
def test_width_case_script_and_spaces_at_figures_are_made_one(text: str, normal: str) -> None:
    assert normalize(text) == normal


def test_offsets_lead_from_each_normal_character_to_its_own() -> None:
    found = normalize_with_offsets("第 34位㈱")
    assert found.text == "第34位(株)"
    assert found.offsets == (0, 2, 3, 4, 5, 5, 5, 6)


def test_squeezing_removes_all_white_space() -> None:
    assert squeeze(" 第 34\t位\n　x ") == "第34位x"


@given(TEXTS)
def test_both_ways_give_the_same_normal_form(text: str) -> None:
    assert normalize_with_offsets(text).text == normalize(text)


@given(st.text(max_size=80))
def test_offsets_ascend_within_the_text_and_end_at_its_length(text: str) -> None:
    found = normalize_with_offsets(text)
    assert len(found.offsets) == len(found.text) + 1
    assert list(found.offsets) == sorted(found.offsets)
    assert found.offsets[-1] == len(text)


@given(TEXTS)
def test_normalizing_twice_changes_nothing(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)
