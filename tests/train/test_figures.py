"""Ranks, measures and intervals, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from train.figures import figure, per_query, ranks


def test_a_passage_ranks_behind_every_better_score() -> None:
    scores = np.array([[0.2, 0.9, 0.5], [0.7, 0.1, 0.3]], np.float32)
    assert ranks(scores, [2, 0]).tolist() == [2.0, 1.0]


def test_equal_scores_rank_in_the_order_of_the_passages() -> None:
    scores = np.array([[0.5, 0.5, 0.5]], np.float32)
    assert [ranks(scores, [place])[0] for place in range(3)] == [1.0, 2.0, 3.0]


def test_a_score_of_zero_counts_as_not_found() -> None:
    found = ranks(np.array([[0.0, 0.0]], np.float32), [0])
    assert np.isinf(found[0])
    assert per_query(found, "recall@10").tolist() == [0.0]
    assert per_query(found, "nDCG@10").tolist() == [0.0]


def test_ndcg_of_one_relevant_passage_is_the_inverse_logarithm_of_its_place() -> None:
    values = per_query(np.array([1.0, 3.0, 10.0, 11.0]), "nDCG@10")
    assert values == pytest.approx([1.0, 0.5, 1 / np.log2(11), 0.0])


def test_recall_at_five_counts_ranks_up_to_five() -> None:
    assert per_query(np.array([1.0, 5.0, 6.0]), "recall@5").tolist() == [1.0, 1.0, 0.0]


def test_a_figure_weighs_sets_and_not_queries() -> None:
    result = figure([np.ones(90), np.zeros(10)])
    assert result.value == 0.5
    assert (result.low, result.high) == (0.5, 0.5)


def test_an_interval_holds_the_mean_and_narrows_with_more_queries() -> None:
    few, many = figure([np.tile([0.0, 1.0], 10)]), figure([np.tile([0.0, 1.0], 1000)])
    assert few.low < 0.5 < few.high
    assert many.high - many.low < (few.high - few.low) / 4
