"""The lexical baseline against its formula."""

from __future__ import annotations

from math import log

import pytest

from train.bigrams import bm25_scores, pieces


def test_chinese_gives_characters_and_bigrams_and_english_whole_words() -> None:
    assert pieces("上海港 GDP 18.1%") == ["上", "海", "港", "上海", "海港", "gdp", "18.1"]


def test_bm25_agrees_with_its_formula_on_three_passages() -> None:
    scores = bm25_scores(["port"], ["port city", "city", "old port port city"])
    rarity = log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    usual = (2 + 1 + 4) / 3

    def reach(count: int, length: int) -> float:
        return count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / usual))

    assert scores[0].tolist() == pytest.approx([rarity * reach(1, 2), 0.0, rarity * reach(2, 4)], rel=1e-6)


def test_a_query_without_known_pieces_scores_zero_everywhere() -> None:
    assert bm25_scores(["zebra"], ["port", "城市"]).tolist() == [[0.0, 0.0]]
