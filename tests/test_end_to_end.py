"""The shipped corpus, built and asked in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

import rag

CORPUS = Path(__file__).parent.parent / "corpus"
pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def assistant(tmp_path_factory) -> rag.Assistant:
    place = tmp_path_factory.mktemp("end-to-end") / "index"
    report = rag.build_index(CORPUS, place)
    assert (report.documents, len(report.skipped)) == (5, 0)
    return rag.Assistant.open(place)


ANSWERED = [
    ("上海自贸试验区最初设立时的面积是多少？", "unctad-2023-ftz-report.txt", "28.8 平方公里"),
    (
        "How many projects had MOFCOM completed with UNIDO over 50 years?",
        "hongqiao-2024-cities-briefing.txt",
        "400 多个项目",
    ),
    ("2025年分论坛的开幕致辞里，哪位副部长出席？", "hongqiao-2025-ftz-briefing.txt", "盛秋平"),
    ("临港新片区对人工智能企业有什么税收优惠？", "unctad-2023-ftz-report.txt", "15%"),
    ("What share of China's FDI did the 21 FTZs take in 2022?", "unctad-2023-ftz-report.txt", "18.1%"),
    ("苏州工业园区设立于哪一年？", "xinhua-2025-devzones-roundtable.txt", "1994"),
    ("How many containers did Qingdao handle in 2022?", "unctad-2023-ftz-report.txt", "2567"),
    ("越南有多少个工业园区？", "unctad-2023-ftz-report.txt", "326"),
    ("“城市之桥”活动是哪一年发起的？", "hongqiao-2023-parks-briefing.txt", "2016"),
]


@pytest.mark.parametrize(("question", "source", "words"), ANSWERED)
def test_a_question_is_answered_from_its_document(assistant, question, source, words):
    answer = assistant.ask(question)
    assert not answer.declined
    squeezed = "".join("".join(quote.text for quote in answer.quotes if quote.source == source).split())
    assert "".join(words.split()) in squeezed
    assert source in {citation.source for citation in answer.citations}


@pytest.mark.parametrize(
    "question", ["谁获得了2026年世界杯冠军？", "What is the boiling point of mercury?", "红烧肉怎么做？"]
)
def test_what_the_documents_do_not_say_is_declined(assistant, question):
    answer = assistant.ask(question)
    assert answer.declined
    assert (answer.quotes, answer.citations) == ((), ())
    assert answer.hits


def test_every_quote_stands_verbatim_in_its_file(assistant):
    for question, _, _ in ANSWERED:
        for quote in assistant.ask(question).quotes:
            document = assistant.document(quote.document_id)
            assert document.text[quote.start : quote.end] == quote.text
            first, last = quote.lines
            lines = (CORPUS / quote.source).read_text(encoding="utf-8").split("\n")[first - 1 : last]
            source = "".join("".join(lines).split())
            # Furniture inside a quote is set apart, so its words stand in order with nothing else changed.
            position = 0
            for character in "".join(quote.text.split()):
                position = source.find(character, position) + 1
                assert position > 0


def test_a_citation_names_the_section(assistant):
    answer = assistant.ask("上海自贸试验区最初设立时的面积是多少？")
    assert any("第三章" in heading for heading in answer.citations[0].section)


def test_a_follow_up_is_understood_from_the_conversation(assistant):
    first = assistant.ask("2020年东盟对华投资额是多少？")
    second = assistant.ask("那2021年呢？", [assistant.turn(first)])
    assert "2021" in second.standalone_question
    assert "105.8" in "".join(quote.text for quote in second.quotes)


def test_a_greeting_gets_a_human_reply_without_citations(assistant):
    answer = assistant.ask("你好！")
    assert not answer.declined
    assert (answer.quotes, answer.citations, answer.hits) == ((), (), ())
