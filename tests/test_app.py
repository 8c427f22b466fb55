from __future__ import annotations

import logging
import os

import pytest

import app
from rag.errors import ModelError
from rag.page import Exchange, segments
from rag.types import Turn
from tests.toys_page import HARBOUR, TONNAGE, TONNAGE_ANSWER, ToyAssistant

QUESTION = "2022年吞吐量是多少？"


@pytest.fixture
def assistant():
    return ToyAssistant({QUESTION: TONNAGE_ANSWER})


@pytest.fixture
def reader(assistant):
    return app.Reader(assistant)


def test_the_examples_are_those_whose_source_is_indexed(monkeypatch, assistant):
    known, unknown = app.Example("甲？", "harbour.txt"), app.Example("乙？", "elsewhere.txt")
    monkeypatch.setattr(app, "EXAMPLES", (known, unknown))
    assert app.Reader(assistant).examples == [known]


def test_an_answer_grows_quote_by_quote_and_ends_whole(reader):
    states = list(reader.replies(Exchange(QUESTION), QUESTION, ()))
    assert [(state.answer is None, state.shown) for state in states] == [
        (True, None),
        (False, 4),
        (False, None),
    ]
    assert segments(TONNAGE_ANSWER)[3].kind == "mark"


def test_a_model_that_is_writing_is_shown_growing_and_its_last_word_checked():
    reader = app.Reader(ToyAssistant({QUESTION: TONNAGE_ANSWER}, growing={QUESTION: ["据报告", "，约2亿吨"]}))
    states = list(reader.replies(Exchange(QUESTION), QUESTION, ()))
    shown = [(state.answer.text, state.growing) for state in states if state.answer]
    assert shown == [("据报告", True), ("据报告，约2亿吨", True), (TONNAGE_ANSWER.text, False)]


def test_while_a_model_writes_the_quoted_answer_stands_by_and_is_what_stopping_leaves():
    reader = app.Reader(ToyAssistant({QUESTION: TONNAGE_ANSWER}, growing={QUESTION: ["据报告"]}))
    states = list(reader.replies(Exchange(QUESTION), QUESTION, ()))
    assert [app.is_written([state]) for state in states] == [False, True, True, False]
    for state in states[1:3]:
        stopped = state.stop()
        assert (stopped.answer, stopped.growing, stopped.stopped) == (TONNAGE_ANSWER, False, True)
        assert not stopped.is_written
        assert reader.history([stopped]) == [Turn(QUESTION, QUESTION, TONNAGE_ANSWER.text)]


def test_without_a_language_model_nothing_can_be_stopped(reader):
    assert not any(state.is_written for state in reader.replies(Exchange(QUESTION), QUESTION, ()))


def test_an_error_ends_the_exchange_in_words(reader, assistant):
    assistant.failure = ModelError("What.", "Why.", "Do this.")
    assert list(reader.replies(Exchange(QUESTION), QUESTION, ()))[-1].error is assistant.failure


def test_a_bug_is_logged_and_said_without_ending_the_page(reader, assistant, caplog):
    assistant.failure = ZeroDivisionError("oops")
    with caplog.at_level(logging.ERROR, logger="yinju.page"):
        last = list(reader.replies(Exchange(QUESTION), QUESTION, ()))[-1]
    assert last.unexpected
    assert "oops" in caplog.text


def test_a_follow_up_is_asked_with_the_answered_exchanges_before_it(reader, assistant):
    before = [Exchange(QUESTION, TONNAGE_ANSWER), Exchange("？", error=ModelError("a", "b", "c"))]
    history = reader.history(before)
    list(reader.replies(Exchange("那2021年呢？"), "那2021年呢？", history))
    assert assistant.asked == [("那2021年呢？", (Turn(QUESTION, QUESTION, TONNAGE_ANSWER.text),))]


def test_the_source_is_shown_around_a_span(reader):
    start = HARBOUR.text.index(TONNAGE)
    wanted = {"document": "harbour", "start": start, "end": start + len(TONNAGE), "language": "en"}
    assert "<mark>2.1亿吨，同比增长16.7%。</mark>" in reader.source(wanted)
    more = reader.source({**wanted, "first": 60, "last": 61})
    assert '<span class="no">60</span>' in more
    assert '<span class="no">62</span>' not in more


def test_a_span_beyond_the_document_is_clipped_to_it(reader):
    assert '<span class="no">1</span>' in reader.source({"document": "harbour", "start": -5, "end": 10**9})
    assert '<span class="no">89</span>' in reader.source({"document": "harbour", "start": 10**9, "end": 3})


def test_one_request_gives_at_most_so_many_lines(reader):
    wanted = {"document": "harbour", "start": 0, "end": 5, "first": -(10**9), "last": 10**9}
    assert reader.source(wanted).count('class="line') <= app.MOST_LINES


def test_an_unknown_document_is_said_to_be_unknown(reader):
    assert (
        reader.source({"document": "<x>", "start": 0, "end": 1, "language": "zh"}) == "<p>原文无法打开。</p>"
    )


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.7,zh;q=0.3", "en"),
        ("fr,zh;q=0.5", "zh"),
        ("fr", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_the_first_of_ours_that_the_browser_accepts(header, language):
    assert app.preferred_language(header) == language


def test_a_history_is_a_list_of_questions_or_of_turns():
    history = ["甲？", {"question": "那乙呢？", "standalone_question": "乙？", "text": "乙是。[1]"}]
    assert app.turns_from_json(history) == [Turn("甲？", "甲？", ""), Turn("那乙呢？", "乙？", "乙是。[1]")]


def test_a_history_of_another_form_is_refused():
    with pytest.raises(app.gr.Error, match="An entry of history is a question"):
        app.turns_from_json([3])


def test_the_page_is_served_on_this_machine_only_unless_told_otherwise():
    options = app.parser().parse_args([])
    assert (options.host, options.share, options.open) == ("127.0.0.1", False, False)
    assert app.parser().parse_args(["--host", "0.0.0.0", "--share"]).host == "0.0.0.0"


@pytest.mark.parametrize(
    ("system", "display", "expected"),
    [("linux", "", False), ("linux", ":0", True), ("darwin", "", True), ("win32", "", True)],
)
def test_a_browser_is_opened_only_where_there_is_a_screen(monkeypatch, system, display, expected):
    monkeypatch.setattr(app.sys, "platform", system)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", display)
    assert app.has_screen() is expected


def test_nothing_is_fetched_from_other_hosts_or_reported_to_them():
    look = app.look()
    assert look["theme"]._stylesheets == []
    assert look["footer_links"] == []
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"


def test_a_missing_index_is_said_with_what_to_do_and_exit_code_one(capsys, tmp_path):
    assert app.main(["--index", str(tmp_path / "none")]) == 1
    said = capsys.readouterr().err
    assert said.startswith("app.py: ")
    assert "rag build" in said
