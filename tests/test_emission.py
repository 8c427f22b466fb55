"""Units written out: text, runs and blocks."""

from __future__ import annotations

from rag.emission import emit
from rag.types import Block, Run
from rag.units import Unit, make_unit


def unit(source: str, *words: str, **extra: object) -> Unit:
    spans = [(source.index(word), source.index(word) + len(word)) for word in words]
    return make_unit("paragraph", source, spans, **extra)


def test_units_are_parted_by_a_blank_line_and_tight_ones_by_a_line_break() -> None:
    source = "甲 乙 丙"
    found = emit(source, [unit(source, "甲"), unit(source, "乙", tight=True), unit(source, "丙")], ())
    assert found.text == "甲\n乙\n\n丙"
    assert found.runs == (Run(0, 0, 1), Run(2, 2, 1), Run(5, 4, 1))
    assert found.blocks == (Block("paragraph", 0, 1), Block("paragraph", 2, 3), Block("paragraph", 5, 6))


def test_cuts_are_left_out() -> None:
    source = "途径1，于2013年"
    found = emit(source, [unit(source, source)], ((2, 3),))
    assert found.text == "途径，于2013年"
    assert found.runs == (Run(0, 0, 2), Run(2, 3, 7))


def test_a_unit_that_is_all_cut_leaves_nothing() -> None:
    source = "甲 1"
    found = emit(source, [unit(source, "甲"), unit(source, "1")], ((2, 3),))
    assert (found.text, len(found.blocks)) == ("甲", 1)


def test_an_address_is_mended_over_spaces_and_lines() -> None:
    source = "见https://www. gov.cn/a/ b-2013-\n09/27.htm 下载"
    whole = emit(source, [make_unit("paragraph", source, [(0, 31), (32, 44)])], ())
    assert whole.text == "见https://www.gov.cn/a/b-2013-09/27.htm 下载"


def test_a_hyphen_goes_only_where_the_whole_word_is_known() -> None:
    source = "inter-\nnational and international, but well-\nknown"
    spans = [(0, 6), (7, 44), (45, 50)]
    found = emit(source, [make_unit("paragraph", source, spans)], ())
    assert found.text == "international and international, but well-known"
    assert found.hyphens == ((5, 6),)


def test_levels_are_ranks_made_dense() -> None:
    source = "甲 乙 丙 丁"
    ranks = {"甲": 10, "乙": 40, "丙": 50, "丁": 40}
    places = {word: source.index(word) for word in ranks}
    units = [
        make_unit("heading", source, [(places[word], places[word] + 1)], rank=rank)
        for word, rank in ranks.items()
    ]
    assert [block.level for block in emit(source, units, ()).blocks] == [1, 2, 3, 2]
