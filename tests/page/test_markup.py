from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from rag.page.markup import attributes, embolden, escape, highlight, merge_spans

TEXTS = st.text(alphabet=st.sampled_from("ab<>&\"' 中文。\n{}$`"), max_size=40)
SPANS = st.lists(st.tuples(st.integers(-3, 45), st.integers(-3, 45)), max_size=5)


def plain(markup: str) -> str:
    """What a reader sees of the markup: tags gone, entities resolved."""
    return html.unescape(re.sub(r"</?(?:mark|b)>", "", markup))


def test_markup_in_a_text_is_shown_and_not_obeyed():
    assert (
        escape("<script>\"a\" & 'b'</script>")
        == "&lt;script&gt;&quot;a&quot; &amp; &#x27;b&#x27;&lt;/script&gt;"
    )


def test_attributes_are_escaped_and_absent_ones_left_out():
    assert attributes(class_="a", data_quote='"x" onload="y', title=None, tabindex=0) == (
        ' class="a" data-quote="&quot;x&quot; onload=&quot;y" tabindex="0"'
    )


def test_overlapping_and_touching_spans_are_joined_and_clipped():
    assert merge_spans([(5, 9), (-2, 3), (3, 4), (8, 99), (2, 2)], 10) == [(0, 4), (5, 10)]


def test_the_quoted_span_is_marked_and_the_answering_words_in_it_are_bold():
    text = "前。2022年为2.1亿吨，增长。后。"
    assert highlight(text, [(2, 17)], [(8, 13)]) == "前。<mark>2022年为<b>2.1亿吨</b>，增长。</mark>后。"


def test_words_outside_the_quote_are_never_bold():
    assert highlight("ab cd", [(3, 5)], [(0, 5)]) == "ab <mark><b>cd</b></mark>"


def test_emphasis_at_both_ends_leaves_no_empty_tags():
    assert embolden("abc", [(0, 1), (2, 3)]) == "<b>a</b>b<b>c</b>"


@given(TEXTS, SPANS, SPANS)
def test_highlighting_changes_no_character_of_the_text(text, quoted, marks):
    assert plain(highlight(text, quoted, marks)) == text


@given(TEXTS, SPANS)
def test_only_our_own_tags_come_out(text, spans):
    assert re.sub(r"</?(?:mark|b)>", "", highlight(text, spans, spans)).count("<") == 0
