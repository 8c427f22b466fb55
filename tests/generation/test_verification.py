from __future__ import annotations

import pytest

from rag.generation.verification import locate, verified_answer
from rag.types import Chunk, Hit


def hit(text: str, rank: int, start: int = 100) -> Hit:
    chunk = Chunk(f"d#{rank}", "d", "d.txt", "D", (), start, start + len(text), text, "zh")
    return Hit(chunk, 1.0 / rank, rank)


HITS = [hit("茶园面积为 28.8 平方公里，此后扩大。茶农很多。", 1), hit("产量增长了 5％。", 2, start=500)]


def test_a_quotation_is_found_whatever_its_width_and_spaces():
    text = "增长了 5％，面积（约）28 亩"
    assert text[slice(*locate("增长了5%,面积(约)28亩", text))] == text


def test_a_quotation_that_is_not_there_is_not_found():
    assert locate("增长了6%", "增长了 5％") is None


def test_quotations_become_the_source_s_own_words():
    checked = verified_answer("文件说“茶园面积为28.8平方公里”[1]。", HITS, "zh")
    assert checked is not None
    assert [quote.text for quote in checked.quotes] == ["茶园面积为 28.8 平方公里"]
    assert checked.quotes[0].start == 100
    assert "“茶园面积为 28.8 平方公里”" in checked.supported[0].text


def test_an_invented_quotation_is_struck_out_and_said_so():
    checked = verified_answer("文件说“茶园面积为99平方公里”[1]。", HITS, "zh")
    assert checked is not None
    assert "99" not in checked.supported[0].text
    assert "99" in checked.notes[0]


def test_a_sentence_without_a_mark_is_set_apart_as_the_model_s_own():
    checked = verified_answer("产量增长了5%[2]。我认为前景很好。", HITS, "zh")
    assert checked is not None
    assert [s.text for s in checked.unsupported] == ["我认为前景很好。"]
    rendered = checked.render(
        [
            q.__class__(**{**{f: getattr(q, f) for f in q.__dataclass_fields__}, "citation": 7})
            for q in checked.quotes
        ]
    )
    assert rendered.startswith("产量增长了5%。[7]")
    assert "没有出处" in rendered


def test_a_mark_that_names_no_passage_is_removed_and_said_so():
    checked = verified_answer("面积很大[1]。产量很高[9]。", HITS, "zh")
    assert checked is not None
    assert "[9]" in checked.notes[0]
    assert [s.text for s in checked.unsupported] == ["产量很高。"]


def test_a_mark_after_the_full_stop_belongs_to_the_sentence_before_it():
    checked = verified_answer("Output grew.[2] The area is large.[1]", HITS, "en")
    assert checked is not None
    assert [s.hits for s in checked.supported] == [(1,), (0,)]


@pytest.mark.parametrize("written", ["", "I do not know.", "NOT IN THE PASSAGES", "见[7]。"])
def test_an_answer_without_any_source_is_refused(written):
    assert verified_answer(written, HITS, "zh") is None


def test_every_cited_passage_has_a_verbatim_quote():
    checked = verified_answer("茶农的数量可观[1]。", HITS, "zh")
    assert checked is not None
    assert [quote.text for quote in checked.quotes] == ["茶农很多。"]
