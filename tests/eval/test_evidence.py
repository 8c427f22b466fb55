from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from eval.evidence import EvidenceFinder, fold, length, merge, overlap
from eval.question_format import Evidence
from rag.types import Chunk, Run, Section, SourceMap
from tests.toys import make_chunk, make_document

TEXT = "港口很大。码头有九座。\n仓库有三间。码头有九座。"


def finder(text: str = TEXT, cuts: tuple[int, ...] = (0, 11), **fields: object) -> EvidenceFinder:
    document = make_document(text, **fields)
    edges = [*cuts, len(text)]
    chunks = [
        make_chunk(text[start:end], number, start=start)
        for number, (start, end) in enumerate(pairwise(edges))
    ]
    return EvidenceFinder([document], chunks)


def evidence(text: str, source: str = "doc.txt") -> Evidence:
    return Evidence(source, text)


def test_evidence_is_found_in_every_place_whatever_its_spaces_and_width() -> None:
    located = finder("见 ＡＢＣ 公司。又见 abc 公司。").locate(evidence("abc公司"))
    assert located.places == (((2, 8),), ((12, 18),))


def test_evidence_of_an_unknown_document_has_no_document() -> None:
    assert finder().locate(evidence("港口", "other.txt")).document_id == ""


def test_evidence_that_is_not_there_has_no_place() -> None:
    assert finder().locate(evidence("机场")).places == ()


def test_a_file_name_is_enough_for_a_document_in_a_subfolder() -> None:
    found = finder(source="reports/2024/doc.txt").locate(evidence("港口很大"))
    assert (found.document_id, found.places) == ("doc", (((0, 4),),))


def test_evidence_around_page_furniture_is_led_over_from_the_source() -> None:
    # The source has the running header "页眉" inside the sentence; the reading text has not.
    source_map = SourceMap((Run(0, 0, 4), Run(4, 6, 4)), (0,), (), ((4, 6),))
    there = finder("港口有着九座码头", (0,), source_text="港口有着页眉九座码头", source_map=source_map)
    assert there.locate(evidence("港口有着页眉九座")).places == (((0, 6),),)


def test_a_passage_holds_evidence_when_it_has_half_of_it() -> None:
    there = finder("一二三四五六七八九十", (0, 6))
    assert there.holding_chunks(there.locate(evidence("四五六七八九"))) == ["doc#0000", "doc#0001"]
    assert there.holding_chunks(there.locate(evidence("四五六七八"))) == ["doc#0000"]


def test_the_largest_part_holds_evidence_that_no_passage_has_half_of() -> None:
    there = finder("一二三四五六七八九十", (0, 3, 7))
    assert there.holding_chunks(there.locate(evidence("一二三四五六七八九十"))) == ["doc#0001"]


def test_a_passage_is_enough_that_holds_one_of_several_places() -> None:
    there = finder()
    assert there.holding_chunks(there.locate(evidence("码头有九座。"))) == ["doc#0000", "doc#0001"]


def test_evidence_that_stands_nowhere_is_held_by_no_passage() -> None:
    there = finder()
    assert there.holding_chunks(there.locate(evidence("机场"))) == []


def test_the_sentences_of_evidence_are_whole() -> None:
    there = finder("港口很大很深也很宽阔。码头有九座。", (0,))
    assert merge(there.sentences(there.locate(evidence("很大很深也很宽阔")))) == [(0, 11)]


def test_the_section_is_the_passages_own() -> None:
    chunk = replace(make_chunk(TEXT[:11], 0), section=("一", "二"))
    there = EvidenceFinder([make_document(TEXT, sections=(Section(("三",), 1, 0, 0, len(TEXT)),))], [chunk])
    assert (there.section("doc", 3), there.section("doc", 15)) == (("一", "二"), ("三",))


def test_folding_leads_back_to_the_original() -> None:
    folded = fold("Ａ ㎞b")
    assert (folded.text, folded.offsets) == ("akmb", (0, 2, 2, 3))


def test_overlaps_are_counted_once() -> None:
    assert overlap([(0, 5), (3, 8)], [(4, 6), (5, 10)]) == 4
    assert length([(0, 5), (3, 8)]) == 8
    assert merge([(3, 8), (0, 5), (9, 10)]) == [(0, 8), (9, 10)]


_SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 15)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=6,
)


@given(_SPANS, _SPANS)
def test_overlap_is_the_size_of_the_common_set(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    first = {offset for start, end in one for offset in range(start, end)}
    second = {offset for start, end in other for offset in range(start, end)}
    assert overlap(one, other) == len(first & second)
    assert length(one) == len(first)


@given(st.text(max_size=60), st.integers(0, 59), st.integers(1, 20))
def test_a_span_of_a_text_is_found_where_it_was_taken(text: str, start: int, size: int) -> None:
    piece = text[start : start + size]
    if not fold(piece).text:
        return
    places = EvidenceFinder([make_document(text)], list[Chunk]()).locate(evidence(piece)).places
    assert places
    assert all(fold(text[low:high]).text.startswith(fold(piece).text[:1]) for ((low, high),) in places)
