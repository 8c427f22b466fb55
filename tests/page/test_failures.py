from __future__ import annotations

import re
from typing import get_args

import pytest

import rag.errors
from rag.errors import (
    GenerationCase,
    GenerationError,
    IndexFormatError,
    ModelMismatchError,
    QuestionError,
    RagError,
)
from rag.page.failures import CHINESE, GENERATION, in_chinese, render_failure, render_failure_note


def test_every_error_and_every_case_of_a_language_models_failure_has_a_chinese_form():
    kinds = {
        kind for kind in vars(rag.errors).values() if isinstance(kind, type) and issubclass(kind, RagError)
    }
    assert set(CHINESE) == kinds
    assert set(GENERATION) == set(get_args(GenerationCase))


@pytest.mark.parametrize("failure", [*CHINESE.values(), *GENERATION.values()])
def test_a_chinese_form_is_two_whole_sentences_and_no_two_are_alike(failure):
    assert re.search("[\u4e00-\u9fff]", failure.happened) and failure.happened.endswith("。")
    assert re.search("[\u4e00-\u9fff]", failure.advice) and failure.advice.endswith("。")
    assert [*CHINESE.values(), *GENERATION.values()].count(failure) == (1 + (failure is GENERATION[""]))


def test_the_chinese_page_says_it_in_chinese_and_keeps_the_english_text_to_be_opened():
    error = ModelMismatchError(
        "The index in <x> differs.", "It holds vectors of a.", "Build again: rag build DIR"
    )
    page = render_failure(error, "zh")
    assert page.startswith(
        "<p>索引是用另一个向量模型建立的，与现在使用的模型不一致。</p><p>请在终端重新建立索引"
    )
    assert (
        '<details><summary>英文详情</summary><p lang="en">The index in &lt;x&gt; differs. It holds vectors of a.'
        " Build again: rag build DIR</p></details>" in page
    )


def test_the_english_page_says_the_errors_own_words():
    error = IndexFormatError("The index is damaged.", "A file has changed.", "Build it again.")
    page = render_failure(error, "en")
    assert page == "<p>The index is damaged. A file has changed.</p><p>Build it again.</p>"


def test_a_question_without_words_needs_no_english_details():
    page = render_failure(QuestionError("a", "b", "c"), "zh")
    assert page == "<p>问题里没有可以检索的文字或数字。</p><p>请输入一个完整的问题，中英文皆可。</p>"


def test_a_language_models_failure_is_told_by_its_case():
    told = {
        case: in_chinese(GenerationError("a", "b", "c", case)).happened for case in get_args(GenerationCase)
    }
    assert told["key"] == "语言模型的服务不接受所用的密钥，显示的是原文摘引。"
    assert len(set(told.values())) == len(told)


def test_as_a_note_it_is_one_remark_in_the_interfaces_language():
    error = GenerationError("It failed.", "<why>", "Check.", "timeout")
    assert render_failure_note(error, "en") == '<p class="note">It failed. &lt;why&gt; Check.</p>'
    chinese = render_failure_note(error, "zh")
    assert chinese.startswith(
        '<div class="note"><span>语言模型的服务没有及时回应，显示的是原文摘引。请稍后再试；'
    )
    assert "&lt;why&gt;" in chinese


def test_an_error_of_a_kind_not_known_here_is_told_as_the_one_above_it():
    class SpecialError(IndexFormatError):
        pass

    assert in_chinese(SpecialError("a", "b", "c")) is CHINESE[IndexFormatError]
