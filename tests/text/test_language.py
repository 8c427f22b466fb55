"""Which language a text is in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.language import detect_language


@pytest.mark.parametrize(
    "text",
    [
        "上海自贸试验区最初设立时的面积是多少？",
        "自由貿易試驗區的面積",
        "RCEP是什么",
        "FDI占比",
        "Shanghai FTZ 面积",
        "那2021年呢？",
    ],
)
def test_han_makes_a_text_chinese_even_beside_latin_acronyms(text: str) -> None:
    assert detect_language(text) == "zh"


@pytest.mark.parametrize(
    "text",
    [
        "What share of China's FDI did the 21 FTZs take in 2022?",
        "Lingang tax rate",
        "and imports?",
        "What did 吉小枫 say about CPTPP?",
        "Who is 盛秋平",
        "What is 自贸试验区?",
    ],
)
def test_an_english_sentence_stays_english_around_a_chinese_name(text: str) -> None:
    assert detect_language(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "上海の面積はいくつですか",
        "서울의 인구는?",
        "Сколько зон?",
        "Combien de zones franches la Chine a-t-elle créées ?",
        "Wie viele Zonen gibt es?",
        "¿Cuántas zonas hay?",
        "كم عدد المناطق؟",
    ],
)
def test_a_third_language_is_other(text: str) -> None:
    assert detect_language(text) == "other"


@pytest.mark.parametrize("text", ["", "   ", "2022", "！？…", "😀"])
def test_a_text_without_letters_is_other(text: str) -> None:
    assert detect_language(text) == "other"


@given(st.text())
def test_any_text_has_a_language(text: str) -> None:
    assert detect_language(text) in ("zh", "en", "other")
