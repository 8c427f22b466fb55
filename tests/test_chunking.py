"""Chunks: inside one section, at sentence ends, of the wanted size, and what surrounds them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.chunking import MAX_CHARS, MIN_CHARS, chunk_document, size
from rag.corpus import read_document
from rag.readers import SourceText
from rag.reflow import reflow
from rag.sections import find_sections
from rag.text.normalize import squeeze
from rag.types import Chunk, Document, Metadata, Section

CORPUS = Path(__file__).parent.parent / "corpus"


def shipped(part: str) -> tuple[Document, list[Chunk]]:
    path = next(CORPUS.glob(f"*{part}*.txt"))
    document = read_document(path, path.name, path.stem)
    return document, chunk_document(document)


def section_of(document: Document, offset: int) -> Section | None:
    return next((s for s in document.sections if s.heading_start <= offset < s.end), None)


def made(text: str, markdown: bool = False, metadata: Metadata | None = None) -> Document:
    reflowed = reflow(SourceText(text, markdown=markdown))
    return Document(
        id="d",
        source="d.txt",
        title="题目",
        language="zh",
        text=reflowed.text,
        source_text=text,
        source_map=reflowed.source_map,
        sections=find_sections(reflowed),
        metadata=metadata or Metadata(),
        sha256="0",
        blocks=reflowed.blocks,
    )


def texts(text: str, **sizes: int) -> list[str]:
    return [chunk.text for chunk in chunk_document(made(text), **sizes)]


def holding(chunks: list[Chunk], words: str) -> Chunk:
    found = [chunk for chunk in chunks if words in chunk.text]
    assert len(found) == 1, [chunk.id for chunk in found]
    return found[0]


PARTS = st.lists(
    st.sampled_from(
        [
            "# 标题",
            "自贸试验区以制度创新为核心，推动开放。" * 3,
            "短句。",
            "The zone grew. " * 30,
            "没有句号的话" * 60,
            "- 一项",
            "甲表示，好。",
        ]
    ),
    max_size=12,
)


@given(PARTS)
@settings(deadline=None, max_examples=100)
def test_chunks_are_ordered_verbatim_and_inside_one_section(parts: list[str]) -> None:
    document = made("\n\n".join(parts))
    last = 0
    for chunk in chunk_document(document):
        assert last <= chunk.start < chunk.end
        last = chunk.end
        assert chunk.text == document.text[chunk.start : chunk.end] == chunk.text.strip()
        section = section_of(document, chunk.start)
        assert section is not None
        assert (section.path, True) == (chunk.section, chunk.end <= section.end)
        assert size(chunk.text) <= MAX_CHARS + 1


@given(PARTS)
@settings(deadline=None, max_examples=100)
def test_chunks_leave_out_nothing_but_headings(parts: list[str]) -> None:
    document = made("\n\n".join(parts))
    inside = "".join(squeeze(chunk.text) for chunk in chunk_document(document))
    headings = {block.start for block in document.blocks if block.kind == "heading"}
    rest = "".join(
        squeeze(document.text[b.start : b.end]) for b in document.blocks if b.start not in headings
    )
    assert inside == rest


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.txt")), ids=lambda path: path.stem)
def test_chunks_of_the_shipped_texts_end_where_sentences_or_lines_end(path: Path) -> None:
    document = read_document(path, path.name, path.stem)
    chunks = chunk_document(document)
    for chunk in chunks:
        assert size(chunk.text) <= MAX_CHARS
        assert re.search(r"[。！？；…][”’」』）)]*$", chunk.text) or document.text[
            chunk.end : chunk.end + 1
        ] in ("\n", "")
    small = [chunk for chunk in chunks if chunk.kind == "passage" and size(chunk.text) < MIN_CHARS]
    assert len(small) <= len(chunks) / 3


def test_neighbours_are_linked_in_order_of_the_text() -> None:
    _, chunks = shipped("2025-ftz")
    assert chunks[0].previous_id is None
    assert chunks[-1].next_id is None
    assert [chunk.id for chunk in chunks[1:]] == [chunk.next_id for chunk in chunks[:-1]]
    assert [chunk.id for chunk in chunks[:-1]] == [chunk.previous_id for chunk in chunks[1:]]
    assert chunks[0].id == "hongqiao-2025-ftz-briefing#0001"


def test_short_paragraphs_are_gathered_and_long_ones_divided_at_sentence_ends() -> None:
    sentence = "一二三四五六七八九。"
    assert texts(f"{sentence}\n\n{sentence}\n\n{sentence}", max_chars=40, min_chars=20) == [
        f"{sentence}\n\n{sentence}\n\n{sentence}"
    ]
    assert texts(sentence * 8, max_chars=40, min_chars=20) == [sentence * 3, sentence * 3, sentence * 2]


def test_a_sentence_that_is_too_long_is_cut_at_a_clause_and_failing_that_anywhere() -> None:
    assert texts("一二三四五六七八，九十", max_chars=10, min_chars=2) == ["一二三四五六七八，", "九十"]
    assert "".join(texts("一二三四五六七八九十" * 5, max_chars=10, min_chars=2)) == "一二三四五六七八九十" * 5


def test_english_counts_a_third() -> None:
    assert size("abc自贸") == 3.0
    assert [len(text) <= 1500 for text in texts("The zone grew a lot. " * 200)] == [True] * 4


@pytest.mark.parametrize(("max_chars", "min_chars"), [(0, 0), (10, 20), (100, 0)])
def test_impossible_sizes_are_a_programmers_mistake(max_chars: int, min_chars: int) -> None:
    with pytest.raises(
        ValueError, match=f"min_chars={min_chars} must be positive and at most max_chars={max_chars}"
    ):
        chunk_document(made("好。"), max_chars, min_chars)


def test_each_row_of_the_first_table_names_its_zone_date_and_phase() -> None:
    _, chunks = shipped("unctad")
    rows = [chunk for chunk in chunks if chunk.kind == "table_row" and "表 1" in chunk.section[-1]]
    assert len(rows) == 21
    assert all(re.match(r"中国（\w+）自由贸易试验区(（自贸港）)?\t20\d\d年", row.text) for row in rows)
    assert all("自贸试验区 年份 重点领域" in row.context for row in rows)
    assert "第四阶段 2018" in holding(rows, "海南全岛").context
    assert holding(rows, "中国（上海）").text.startswith(
        "中国（上海）自由贸易试验区\t2013年9月29日\t国际金融中心 "
    )
    zhejiang = holding(rows, "中国（浙江）")
    assert zhejiang.text.endswith("三个片区（舟山片区、舟山北部片区、舟山南部片区）。")
    assert "第三阶段 2017" in zhejiang.context


def test_each_row_of_the_second_table_is_a_passage() -> None:
    _, chunks = shipped("unctad")
    rows = [
        chunk.text.split("\t")[0]
        for chunk in chunks
        if chunk.kind == "table_row" and "表 2" in chunk.section[-1]
    ]
    assert rows == [
        "经济特区（SEZ） 5个",
        "国家级经济技术开发区（ETDZ） 230个",
        "国家高新技术产业开发区（HTDZ） 177个",
        "新区开发（NEP） 19个",
        "综合保税区（CBZ） 156个",
        "跨境经济合作区（BECZ） 19个",
        "自由贸易试验区 21个",
        "小计 627个",
    ]


def test_every_footnote_is_a_passage_and_its_mark_is_gone_from_the_text() -> None:
    document, chunks = shipped("unctad")
    notes = [chunk for chunk in chunks if chunk.kind == "footnote"]
    assert [int(note.text.split()[0]) for note in notes] == [*range(1, 25), 25, *range(26, 33)]
    for clean in (
        "的新途径，于 2013",
        "据中国商务部介绍",
        "扩大和进步。2022 年",
        "19.6%。再如",
        "的实际利用外资额。",
        "8.2%。",
        "作用。新加坡",
    ):
        assert squeeze(clean) in squeeze(document.text)
    assert "https://www.gov.cn/zwgk/2013-09/27/content_2496147.htm" in notes[0].text
    assert notes[25].text.endswith("?eqid=d7379d15001374990000000664647565.")


def test_a_sentence_that_a_footnote_cut_is_whole_again() -> None:
    _, chunks = shipped("unctad")
    chunk = holding(chunks, "3400 多项“改革试点任务”")
    assert "据中国商务部介绍，在制度创新方面，中国已在 21 家自贸试验区实施了" in chunk.text
    assert chunk.lines == (94, 133)


def test_pages_are_the_printed_ones_and_unknown_before_the_first() -> None:
    _, chunks = shipped("unctad")
    assert holding(chunks, "四十多年来，中国以前所未有的速度").page is None
    assert holding(chunks, "在外汇收支便利化方面").page == 13
    assert holding(chunks, "本报告研究了中国自贸试验区的背景").page == 2


def test_a_caption_goes_to_the_statement_that_opens_with_its_name() -> None:
    _, chunks = shipped("2024-cities")
    after = holding(chunks, "产业和城市融合发展要有新的姿态")
    before = holding(chunks, "50 多年来商务部")
    assert "中国社会科学院大学教授、国务院原副秘书长江小涓出席并作主旨发言" in after.context.splitlines()
    assert "商务部国际经贸关系司副司长赵春峰出席并致辞" in before.context.splitlines()
    assert (after.speaker, before.speaker) == (
        "中国社会科学院大学教授、国务院原副秘书长江小涓",
        "商务部国际经贸关系司副司长赵春峰",
    )
    assert not any("出席“" in chunk.text for chunk in (after, before))


def test_a_caption_without_a_statement_is_a_passage() -> None:
    _, chunks = shipped("2023-parks")
    hosts = [
        chunk for chunk in chunks if "分论坛" in chunk.text and "主持" in chunk.text and len(chunk.text) < 100
    ]
    assert len(hosts) == 2
    assert hosts[0].text.startswith("中国国际电视台主持人王卉主持“")
    assert hosts[0].text.endswith("”分论坛致辞、主旨发言、成果发布环节及讨论环节主题一")
    assert hosts[1].text.endswith("”分论坛并主持讨论环节主题二")
    assert all(host.speaker == "" for host in hosts)


def test_the_title_of_the_forum_is_in_few_passages() -> None:
    _, chunks = shipped("2023-parks")
    title = "面向现代化的工业园区创新提升之路"
    assert sum(title in chunk.text for chunk in chunks) == 4


def test_a_roster_keeps_its_labels_with_their_lines() -> None:
    _, chunks = shipped("2023-parks")
    roster = holding(chunks, "致辞、讨论环节二：")
    assert roster.text.startswith(
        "主持人：\n致辞、讨论环节一：\n王卉 中国国际电视台主持人\n致辞、讨论环节二：\n康博思 "
    )
    assert holding(chunks, "主题二：通过产业园区推动创新").text.startswith("讨论环节：\n主题一：")


def test_a_speaker_is_named_only_where_all_of_the_passage_is_theirs() -> None:
    _, chunks = shipped("xinhua")
    for chunk in chunks:
        assert chunk.speaker == "" or all(chunk.speaker in part for part in chunk.text.split("\n\n"))
    alone = made("“要扩大开放，" + "推动改革，" * 30 + "谋求创新。”吉小枫说。")
    assert [chunk.speaker for chunk in chunk_document(alone)] == ["吉小枫"]


def test_the_context_holds_title_path_dates_and_english() -> None:
    _, chunks = shipped("2024-cities")
    lines = holding(chunks, "400 多个项目").context.splitlines()
    for line in ("致辞环节", "Opening addresses", "2024-11-05", "2024年11月5日", "November 2024"):
        assert line in lines
    assert any(line.startswith("赵春峰 Zhao Chunfeng ") for line in lines)
    assert len(lines) == len(set(lines))


def test_markdown_rows_carry_their_header() -> None:
    document = made(
        "# A\n\n| Zone | Year |\n|---|---|\n| Shanghai | 2013 |\n| Hainan | 2018 |\n\nDone.\n", markdown=True
    )
    chunks = chunk_document(document)
    assert [(chunk.kind, chunk.text) for chunk in chunks] == [
        ("table_row", "| Shanghai | 2013 |"),
        ("table_row", "| Hainan | 2018 |"),
        ("passage", "Done."),
    ]
    assert "| Zone | Year |" in chunks[1].context.splitlines()


def test_rows_in_columns_know_their_title_their_names_and_their_group() -> None:
    table = "项目        2023年    2022年\n一、资产\n货币资金    10        20\n存货        5         6\n"
    chunks = chunk_document(made(f"一、概况\n\n公司稳步发展。\n\n表 1　主要数据\n{table}\n后来没有变化。\n"))
    assert [(chunk.kind, chunk.text) for chunk in chunks] == [
        ("passage", "公司稳步发展。"),
        ("table_row", "货币资金\t10\t20"),
        ("table_row", "存货\t5\t6"),
        ("passage", "后来没有变化。"),
    ]
    assert chunks[2].context.splitlines()[1:] == [
        "一、概况",
        "表 1 主要数据",
        "项目\t2023年\t2022年",
        "一、资产",
    ]
    assert (chunks[2].lines, chunks[3].section) == ((9, 9), ("一、概况",))


def test_a_second_header_takes_the_place_of_the_first_one() -> None:
    first = "| Zone | Year |\n|---|---|\n| Hainan | 2018 |\n"
    second = "| Port | Ships |\n|---|---|\n| Ningbo | 12 |\n"
    chunks = chunk_document(made(f"{first}\n{second}", markdown=True))
    assert chunks[1].context.splitlines()[1:] == ["| Port | Ships |"]


def test_a_document_without_blocks_is_cut_by_its_paragraphs() -> None:
    from dataclasses import replace

    document = made("# 题\n\n一句话。\n\n又一句。\n")
    bare = replace(document, blocks=())
    assert [chunk.text for chunk in chunk_document(bare)] == [
        chunk.text for chunk in chunk_document(document)
    ]
