from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.conversation.quoted_names import QuotedNames


def test_a_quoted_name_is_one_word_while_it_is_hidden():
    quoted = QuotedNames.of(["文联发起了“城市之声”活动", "谁写了《茶经》？"])
    hidden = quoted.hidden("文联发起了“城市之声”活动")
    assert quoted.names == ("“城市之声”", "《茶经》")
    assert "城市" not in hidden
    assert hidden.startswith("文联发起了Q")
    assert quoted.shown(hidden) == "文联发起了“城市之声”活动"


def test_english_marks_count_and_apostrophes_do_not():
    assert QuotedNames.of(
        ['What does the "two rivers" plan mean?', "Peru's exports, China's imports"]
    ).names == ('"two rivers"',)


def test_a_text_that_is_nothing_but_a_quoted_name_keeps_it_so_that_its_language_shows():
    assert QuotedNames.of(["《茶经》？"]).hidden("《茶经》？") == "《茶经》？"


@given(st.lists(st.text('“”《》"城市 abc之', max_size=20), max_size=4))
def test_what_is_hidden_is_shown_again(texts):
    quoted = QuotedNames.of(texts)
    assert [quoted.shown(quoted.hidden(text)) for text in texts] == texts
