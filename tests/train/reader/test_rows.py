"""Reading texts become groups: which sentences answer, and what a group becomes in training."""

from __future__ import annotations

import random

import pytest

from train.reader.rows import (
    Group,
    Sentence,
    other_year,
    read_blocks,
    split_blocks,
    with_others,
    without_answer,
)

BLOCK = """= Harbour report › Traffic
1| In 2019 the port handled 3 million tonnes.
2| Rain stopped work twice.
? en 1 | How much did the port handle in 2019?
? zh -1 | 港口2018年的吞吐量是多少？
? en 1/2 | What is said?
"""


def write(tmp_path, text):
    (tmp_path / "A-01.txt").write_text(text, encoding="utf-8")
    return read_blocks(tmp_path)


def test_a_block_gives_a_group_for_each_question_with_headings_and_the_sentence_before(tmp_path):
    (groups,) = write(tmp_path, BLOCK)
    assert [(group.language, sorted(group.answering)) for group in groups] == [
        ("en", [0]),
        ("zh", []),
        ("en", [0, 1]),
    ]
    assert groups[0].sentences[0].context == "Harbour report › Traffic"
    assert (
        groups[0].sentences[1].context
        == "Harbour report › Traffic. In 2019 the port handled 3 million tonnes."
    )


def test_a_line_that_is_none_of_theirs_is_an_error_that_names_it(tmp_path):
    with pytest.raises(ValueError, match=r"A-01.txt.*what is this"):
        write(tmp_path, BLOCK + "what is this\n")


def test_every_shipped_block_can_be_read_and_most_questions_have_an_answer():
    groups = [group for block in read_blocks() for group in block]
    assert len(groups) > 8000
    assert 0.5 < sum(bool(group.answering) for group in groups) / len(groups) < 0.65
    assert all(max(group.answering, default=0) < len(group.sentences) for group in groups)


def test_one_block_in_so_many_is_held_out_whole():
    blocks = [[Group("reading", f"{block}-{n}", (), frozenset()) for n in range(2)] for block in range(6)]
    ours, held_out = split_blocks(blocks, 3)
    assert {group.question[0] for group in held_out} == {"0", "3"}
    assert len(ours) == 8


GROUP = Group(
    "reading",
    "How much in 2019?",
    (Sentence("In 2019, 3."), Sentence("In 2020, 4."), Sentence("No.")),
    frozenset({0}),
)


def test_another_year_is_one_that_no_sentence_names_and_has_no_answer():
    for seed in range(20):
        changed = other_year(GROUP, random.Random(seed))
        assert not changed.answering
        assert not any(year in changed.question for year in ("2019", "2020"))
    assert (
        other_year(Group("reading", "How much?", GROUP.sentences, frozenset({0})), random.Random(1)) is None
    )


def test_without_its_answer_a_group_keeps_the_rest():
    left = without_answer(GROUP)
    assert [s.text for s in left.sentences] == ["In 2020, 4.", "No."]
    assert not left.answering


def test_among_others_the_answer_is_still_the_answer():
    for seed in range(20):
        mixed = with_others(GROUP, [Sentence("x"), Sentence("y")], random.Random(seed))
        assert len(mixed.sentences) == 5
        assert [mixed.sentences[i].text for i in mixed.answering] == ["In 2019, 3."]
