"""The losses at hand-computed points."""

from __future__ import annotations

from math import exp, log

import pytest
import torch

from train.losses import contrast, distance, same_texts


def test_distance_is_zero_for_equal_and_one_for_orthogonal_vectors() -> None:
    one, other = torch.tensor([[1.0, 0.0], [0.0, 1.0]]), torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    assert float(distance(one, other)) == 0.5


def test_contrast_is_the_cross_entropy_of_the_diagonal() -> None:
    eye = torch.eye(2)
    assert float(contrast(eye, eye, scale=3.0)) == pytest.approx(log(1 + exp(-3.0)))


def test_rows_with_the_same_text_do_not_count_against_each_other() -> None:
    vectors = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    same = same_texts(["a", "a"], ["x", "y"])
    assert same.tolist() == [[False, True], [True, False]]
    assert float(contrast(vectors, vectors, scale=5.0, same=same)) == pytest.approx(0.0, abs=1e-6)
    assert float(contrast(vectors, vectors, scale=5.0)) == pytest.approx(log(2))


def test_texts_equal_on_either_side_are_the_same() -> None:
    assert same_texts(["a", "b", "c"], ["x", "y", "x"]).nonzero().tolist() == [[0, 2], [2, 0]]
