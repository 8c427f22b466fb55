"""The alignment on bitexts small enough to work out by eye."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from train.initialise import Bitext, align


def _bitext(rows: list[tuple[list[int], list[int]]], zh: int, en: int) -> Bitext:
    left, right = np.zeros((len(rows), zh), np.float32), np.zeros((len(rows), en), np.float32)
    for number, (ours, theirs) in enumerate(rows):
        left[number, ours] = 1
        right[number, theirs] = 1
    return Bitext(sparse.csr_matrix(left), sparse.csr_matrix(right))


def test_words_that_always_stand_together_are_aligned() -> None:
    # 0 means 0, 1 means 1, 2 means 2; every row holds two of them.
    rows = [([0, 1], [0, 1]), ([0, 2], [0, 2]), ([1, 2], [1, 2])] * 4
    table = align(_bitext(rows, 3, 3), candidates=3, rounds=8).toarray()
    assert table.argmax(1).tolist() == [0, 1, 2]
    assert table.diagonal().min() > 0.9
    assert table.sum(1) == pytest.approx(np.ones(3), abs=1e-5)


def test_rounds_take_links_away_from_a_word_that_is_everywhere() -> None:
    # English 3 stands in every row, as "the" does.
    rows = [([0], [0, 3]), ([1], [1, 3]), ([2], [2, 3]), ([0, 1, 2], [0, 1, 2, 3])] * 3
    before = align(_bitext(rows, 3, 4), candidates=4, rounds=0).toarray()
    after = align(_bitext(rows, 3, 4), candidates=4, rounds=4).toarray()
    assert (after[[0, 1, 2], [0, 1, 2]] > before[[0, 1, 2], [0, 1, 2]]).all()


def test_an_entry_that_never_stands_anywhere_has_no_links() -> None:
    table = align(_bitext([([0], [0]), ([0], [0])], 2, 2), candidates=2, rounds=1).toarray()
    assert table.tolist() == [[1.0, 0.0], [0.0, 0.0]]
