from pathlib import Path

from eval.verbatim import is_verbatim, read_whole
from rag.types import Document, Quote, Run, Section, SourceMap
from tests.toys import make_document


def quote(document: Document, start: int, end: int) -> Quote:
    return Quote(document.id, "doc#0000", document.source, start, end, document.text[start:end])


# "港口有" + header "页眉" + "九座码头。" + a footnote "1 注释" at the end, which the reading text keeps in its own section
SOURCE = "港口有\n页眉\n九座码头。\n1 注释"
INTERRUPTED = make_document(
    "港口有九座码头。\n1 注释",
    source_text=SOURCE,
    source_map=SourceMap((Run(0, 0, 3), Run(3, 7, 5), Run(9, 13, 4)), (0, 4, 7, 13), (), ((4, 6),)),
    sections=(Section((), 0, 0, 0, 9), Section((), 0, 9, 9, 13, "footnotes")),
)


def test_a_quote_that_stands_in_the_source_is_verbatim() -> None:
    document = make_document("港口很大。码头有九座。")
    assert is_verbatim(quote(document, 5, 11), document, document.source_text)


def test_white_space_does_not_matter_in_the_source() -> None:
    document = make_document("港口很大。")
    assert is_verbatim(quote(document, 0, 5), document, "港 口\n很大。")


def test_a_quote_that_is_not_at_its_span_is_not_verbatim() -> None:
    document = make_document("港口很大。码头有九座。")
    moved = Quote("doc", "doc#0000", "doc.txt", 0, 5, "码头有九座")
    assert not is_verbatim(moved, document, document.source_text)


def test_a_quote_that_the_file_does_not_hold_is_not_verbatim() -> None:
    document = make_document("港口很大。")
    assert not is_verbatim(quote(document, 0, 5), document, "机场很大。")


def test_page_furniture_may_stand_inside_a_quote() -> None:
    assert is_verbatim(quote(INTERRUPTED, 0, 8), INTERRUPTED, SOURCE)


def test_other_words_may_not_stand_inside_a_quote() -> None:
    bare = make_document(
        "港口有九座码头。",
        source_text=SOURCE,
        source_map=SourceMap((Run(0, 0, 3), Run(3, 7, 5)), (0, 4, 7, 13)),
    )
    assert not is_verbatim(quote(bare, 0, 8), bare, SOURCE)


def test_pieces_in_another_order_are_not_verbatim() -> None:
    turned = make_document(
        "九座码头。港口有",
        source_text=SOURCE,
        source_map=SourceMap((Run(0, 7, 5), Run(5, 0, 3)), (0, 4, 7, 13), (), ((4, 6),)),
    )
    assert not is_verbatim(quote(turned, 0, 8), turned, SOURCE)


def test_white_space_alone_is_no_quote() -> None:
    document = make_document("港 口")
    assert not is_verbatim(quote(document, 1, 2), document, document.source_text)


def test_the_file_is_read_anew_and_its_absence_falls_back(tmp_path: Path) -> None:
    document = make_document("港口很大。")
    assert read_whole(document, tmp_path) == "港口很大。"
    (tmp_path / "doc.txt").write_text("机场很大。", encoding="utf-8")
    assert read_whole(document, tmp_path) == "机场很大。"
    assert read_whole(document, None) == "港口很大。"
