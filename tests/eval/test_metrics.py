import math
import random

import numpy as np
import pytest

from eval.metrics import (
    Bin,
    answers_missing,
    auroc,
    auroc_interval,
    brier,
    calibration_error_interval,
    difference_interval,
    expected_calibration_error,
    mean_interval,
    quantile_interval,
    rank_evidence,
    reliability,
)

RUN = {"q": ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]}


def test_recall_is_the_share_of_items_within_k() -> None:
    ranking = rank_evidence(RUN, {"q": [[["b"], ["f"]]]})["q"]
    assert ranking.recall == {1: 0.0, 5: 0.5, 10: 1.0}
    assert ranking.complete == {1: 0.0, 5: 0.0, 10: 1.0}
    assert ranking.found == {1: 0.0, 5: 1.0, 10: 1.0}
    assert ranking.first_ranks == (2, 6)


def test_reciprocal_rank_and_ndcg_are_those_of_the_passages() -> None:
    ranking = rank_evidence(RUN, {"q": [[["b"], ["f"]]]})["q"]
    assert ranking.reciprocal_rank == 1 / 2
    dcg, ideal = 1 / math.log2(3) + 1 / math.log2(7), 1 + 1 / math.log2(3)
    assert ranking.ndcg == pytest.approx(dcg / ideal)


def test_of_alternative_groups_the_best_counts() -> None:
    ranking = rank_evidence(RUN, {"q": [[["x"]], [["c"]]]})["q"]
    assert (ranking.recall[5], ranking.reciprocal_rank, ranking.first_ranks) == (1.0, 1 / 3, (3,))


def test_an_item_is_found_by_any_passage_that_holds_it() -> None:
    assert rank_evidence(RUN, {"q": [[["x", "a"]]]})["q"].recall[1] == 1.0


def test_nothing_retrieved_and_nothing_placed_score_zero() -> None:
    rankings = rank_evidence({"q": []}, {"q": [[["a"]]], "r": [[[]]]})
    assert [rankings[key].recall[10] for key in ("q", "r")] == [0.0, 0.0]
    assert [rankings[key].ndcg for key in ("q", "r")] == [0.0, 0.0]
    assert [rankings[key].first_ranks for key in ("q", "r")] == [(0,), (0,)]


@pytest.mark.parametrize("seed", range(20))
def test_ranking_figures_agree_with_a_second_implementation(seed: int) -> None:
    dice = random.Random(seed)
    chunks = [f"c{number}" for number in range(15)]
    runs, groups = {}, {}
    for question in range(8):
        runs[f"q{question}"] = dice.sample(chunks, 10)
        groups[f"q{question}"] = [
            [dice.sample(chunks, dice.randint(1, 3)) for _ in range(dice.randint(1, 3))]
            for _ in range(dice.randint(1, 2))
        ]
    for question, ranking in rank_evidence(runs, groups).items():
        run, alternatives = runs[question], groups[question]
        for k in (1, 5, 10):
            shares = [np.mean([bool(set(item) & set(run[:k])) for item in group]) for group in alternatives]
            assert ranking.recall[k] == pytest.approx(max(shares))
            assert ranking.complete[k] == float(max(shares) == 1.0)
            assert ranking.found[k] == float(max(shares) > 0.0)
        relevant = [{chunk for item in group for chunk in item} for group in alternatives]
        ranks = [[r for r, chunk in enumerate(run, 1) if chunk in wanted] for wanted in relevant]
        assert ranking.reciprocal_rank == pytest.approx(
            max(1 / min(found) if found else 0.0 for found in ranks)
        )
        gains = [
            sum(1 / math.log2(r + 1) for r in found)
            / sum(1 / math.log2(r + 2) for r in range(min(len(wanted), 10)))
            for found, wanted in zip(ranks, relevant, strict=True)
        ]
        assert ranking.ndcg == pytest.approx(max(gains))


def test_an_answer_is_there_in_any_accepted_form_width_case_and_spacing() -> None:
    answers = [["400 多个", "四百多个"], ["UNIDO"]]
    assert answers_missing(answers, ["完成了４００多个项目，与 unido 一起"]) == []
    assert answers_missing(answers, ["完成了四百多个项目"]) == [1]


def test_an_answer_does_not_stand_across_two_quotes() -> None:
    assert answers_missing([["九座码头"]], ["港口有九座", "码头很大"]) == [0]


def test_auroc_counts_pairs_and_half_of_ties() -> None:
    # pairs: (.9, .4) right, (.9, .5) right, (.5, .4) right, (.5, .5) tied: 3.5 of 4
    assert auroc([0.9, 0.5, 0.4, 0.5], [True, True, False, False]) == 3.5 / 4


@pytest.mark.parametrize("seed", range(5))
def test_auroc_agrees_with_a_second_implementation(seed: int) -> None:
    from sklearn.metrics import roc_auc_score

    random_numbers = np.random.default_rng(seed)
    scores = random_numbers.integers(0, 8, 60) / 8
    positives = random_numbers.random(60) < 0.7
    assert auroc(scores.tolist(), positives.tolist()) == pytest.approx(roc_auc_score(positives, scores))


def test_auroc_without_negatives_is_not_a_number() -> None:
    assert math.isnan(auroc([0.5], [True]))
    assert math.isnan(auroc_interval([0.5], [True]).value)


def test_the_interval_of_auroc_holds_its_value_and_is_repeatable() -> None:
    scores, positives = [0.9, 0.2, 0.7, 0.4, 0.6, 0.3], [True, False, True, True, False, False]
    one, two = auroc_interval(scores, positives), auroc_interval(scores, positives)
    assert one == two
    assert one.low <= one.value <= one.high
    assert one.value == auroc(scores, positives)


def test_brier_is_the_mean_squared_distance() -> None:
    assert brier([0.8, 0.4], [True, False]) == pytest.approx((0.04 + 0.16) / 2)


def test_reliability_bins_hold_confidence_and_share() -> None:
    bins = reliability([0.05, 0.07, 0.95, 1.0], [False, True, True, True])
    assert [(b.low, b.n, b.share) for b in bins] == [(0.0, 2, 0.5), (0.9, 2, 1.0)]
    assert [b.confidence for b in bins] == pytest.approx([0.06, 0.975])


def test_calibration_error_weighs_bins_by_size() -> None:
    bins = [Bin(0.0, 0.1, 0.05, 0.25, 1), Bin(0.9, 1.0, 0.95, 0.95, 3)]
    assert expected_calibration_error(bins) == pytest.approx(0.2 / 4)


def test_the_calibration_error_of_the_interval_is_that_of_the_bins() -> None:
    random_numbers = np.random.default_rng(3)
    confidence = random_numbers.random(50).tolist()
    events = (random_numbers.random(50) < 0.6).tolist()
    interval = calibration_error_interval(confidence, events)
    assert interval.value == pytest.approx(expected_calibration_error(reliability(confidence, events)))
    assert interval.low < interval.value + 0.1 and interval.n == 50


def test_an_interval_of_equal_values_is_a_point() -> None:
    assert mean_interval([1.0] * 9) == mean_interval([1.0] * 9)
    assert (mean_interval([1.0] * 9).low, mean_interval([1.0] * 9).high) == (1.0, 1.0)


def test_an_interval_has_about_the_width_that_theory_gives() -> None:
    interval = mean_interval([0.0, 1.0] * 200)
    half = 1.96 * math.sqrt(0.25 / 400)
    assert interval.low == pytest.approx(0.5 - half, abs=0.01)
    assert interval.high == pytest.approx(0.5 + half, abs=0.01)


def test_no_values_have_no_figure() -> None:
    assert mean_interval([]).n == 0
    assert math.isnan(mean_interval([]).value)


def test_the_median_is_a_quantile() -> None:
    assert quantile_interval([3.0, 1.0, 2.0], 0.5).value == 2.0


def test_a_paired_difference_without_change_is_exactly_zero() -> None:
    interval = difference_interval([1.0, 0.0, 1.0], [1.0, 0.0, 1.0])
    assert (interval.value, interval.low, interval.high) == (0.0, 0.0, 0.0)
    assert difference_interval([0.0, 0.0], [1.0, 0.0]).value == 0.5
