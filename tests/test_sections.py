"""The section trees: of the shipped texts as a reader would draw them, and of small texts in every style."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.corpus import read_document
from rag.readers import SourceText
from rag.reflow import reflow
from rag.sections import find_sections, format_tree
from rag.types import Document, Section

CORPUS = Path(__file__).parent.parent / "corpus"


def shipped(part: str) -> Document:
    path = next(CORPUS.glob(f"*{part}*.txt"))
    return read_document(path, path.name, path.stem)


def section_of(document: Document, offset: int) -> Section | None:
    return next((s for s in document.sections if s.heading_start <= offset < s.end), None)


def tree(text: str, markdown: bool = False) -> list[tuple[int, str]]:
    return [
        (section.level, section.path[-1] if section.path else "")
        for section in find_sections(reflow(SourceText(text, markdown=markdown)))
    ]


def headings(document: Document) -> list[tuple[int, str, str]]:
    return [
        (section.level, section.path[-1], section.kind)
        for section in document.sections
        if section.heading_start < section.start
    ]


def test_the_2025_briefing_has_its_cover_and_three_levels() -> None:
    assert headings(shipped("2025-ftz")) == [
        (1, "第八届虹桥国际经济论坛", "front"),
        (2, "第八届虹桥国际经济论坛 “开放共创新机遇 合作共享新未来”", "body"),
        (3, "“自贸园区建设助力工业创新与全球贸易”分论坛", "body"),
        (2, "虹桥论坛", "body"),
    ]


def test_the_2023_briefing_has_its_roster_cover_rounds_and_unmarked_headings() -> None:
    assert headings(shipped("2023-parks")) == [
        (1, "“面向现代化的工业园区创新提升之路—南南合作 可持续发展的新突破”分论坛", "body"),
        (1, "基本信息", "front"),
        (1, "简要介绍", "body"),
        (1, "第六届虹桥国际经济论坛", "front"),
        (1, "致辞环节", "body"),
        (1, "主旨发言环节", "body"),
        (1, "成果发布环节", "body"),
        (2, "工发组织产业园区线上学习门户", "body"),
        (2, "《城市之桥汇编》—通过城市创新加快气候行动", "body"),
        (1, "讨论环节", "body"),
        (2, "主题一：“产业园区国际合作和经济协作的引擎作用”", "body"),
        (2, "主题二：“通过产业园区推动创新”", "body"),
    ]


def test_headings_at_the_foot_of_their_pages_head_them_in_the_2024_briefing() -> None:
    document = shipped("2024-cities")
    assert [heading for _, heading, _ in headings(document)] == [
        "简要介绍",
        "致辞环节",
        "主旨发言环节",
        "成果发布环节",
        "讨论环节",
        "主题一：创新与合作对促进城市工业发展的作用",
        "主题二：产城融合发展带来的机遇与挑战",
    ]
    for words, heading in (
        ("为助力实现联合国可持续发展目标作出贡献", "简要介绍"),
        ("营造公平竞争的产业发展环境", "致辞环节"),
        ("她表示，促进产业与城市协调融合发展", "主旨发言环节"),
        ("并作成果发布介绍性发言", "成果发布环节"),
        ("GPIPC", "主题一：创新与合作对促进城市工业发展的作用"),
        ("东南大学建筑学院教授王兴平表示", "主题二：产城融合发展带来的机遇与挑战"),
    ):
        section = section_of(document, document.text.index(words))
        assert section is not None
        assert section.path[-1] == heading


def test_the_report_has_chapters_numbered_parts_and_its_two_tables() -> None:
    found = headings(shipped("unctad"))
    assert [(level, heading) for level, heading, _ in found] == [
        (1, "前言"),
        (1, "引言"),
        (1, "第一章 中国自贸试验区：背景和特点"),
        (2, "（一）背景和进展"),
        (2, "（二）目标宽广、试验性方式和地方特色"),
        (3, "1．总体目标"),
        (3, "2．地方特色"),
        (2, "（三）自贸试验区与中国其他开发区"),
        (1, "第二章 自贸试验区与中国经济赶超"),
        (2, "（一）助力产业转型战略"),
        (2, "（二）外国直接投资和国际贸易的增长"),
        (2, "（三）创新和技术能力"),
        (1, "第三章 案例 1：上海自由贸易试验区临港新片区人工智能产业发展"),
        (2, "（一）政策措施"),
        (2, "（二）上海自贸易试验区人工智能产业发展"),
        (1, "第四章 案例 2：推动与东盟的经济合作和一体化"),
        (2, "（一）促进市场高效联通，扩大贸易规模"),
        (2, "（二）投资便利化"),
        (2, "（三）促进产业和创新合作"),
        (1, "结论"),
        (1, "附录"),
        (2, "表 1 21 家自贸试验区汇总表"),
        (2, "表 2 中国开发区分类表"),
    ]
    assert [heading for _, heading, kind in found if kind == "table"] == [
        "表 1 21 家自贸试验区汇总表",
        "表 2 中国开发区分类表",
    ]


def test_the_newspaper_page_starts_with_its_title_and_lead() -> None:
    document = shipped("xinhua")
    assert headings(document) == [
        (1, "为扩大高水平对外开放作出新的示范", "front"),
        (2, "着眼“深化”凸显“第一梯队”责任担当", "body"),
        (2, "释放活力 加快发展新质生产力", "body"),
        (2, "持续探路 勇当改革开放排头兵", "body"),
    ]
    lead = document.sections[0]
    assert "邀请商务部外资司二级巡视员吉小枫" in document.text[lead.start : lead.end]
    assert document.source_map.lines(lead.start, lead.end) == (432, 449)


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.txt")), ids=lambda path: path.stem)
def test_sections_cover_their_document_in_order(path: Path) -> None:
    document = read_document(path, path.name, path.stem)
    ends = [0, *(section.end for section in document.sections)]
    for end, section in zip(ends, document.sections, strict=False):
        assert end == section.heading_start <= section.start <= section.end
    assert ends[-1] == len(document.text)


def test_chinese_numbering_nests() -> None:
    body = "各部门要加强领导，落实责任，确保各项措施落到实处，并且定期检查。"
    assert tree(
        f"第一章 总则\n\n第一节 目的\n\n一、背景\n\n{body}\n\n（一）国内\n\n{body}\n\n第二章 附则\n\n{body}\n"
    ) == [
        (1, "第一章 总则"),
        (2, "第一节 目的"),
        (3, "一、背景"),
        (4, "（一）国内"),
        (1, "第二章 附则"),
    ]


def test_numbered_lists_are_no_headings() -> None:
    assert tree("采购清单如下：\n\n1．苹果\n\n2．梨\n\n3．桃\n") == [(0, "")]


def test_markdown_levels_are_the_number_of_hashes_made_dense() -> None:
    assert tree("# A\n\ntext\n\n### B\n\ntext\n\n## C ##\n\ntext\n", markdown=True) == [
        (1, "A"),
        (2, "B"),
        (2, "C"),
    ]


def test_plain_english_headings_without_marks_are_found() -> None:
    paragraph = (
        "The zone was established in 2013 and has since grown to cover more than a hundred square miles."
    )
    assert tree(f"A Short Report\n\nMethods\n\n{paragraph}\n\nResults\n\n{paragraph}\n") == [
        (1, "A Short Report"),
        (1, "Methods"),
        (1, "Results"),
    ]


def test_a_text_without_headings_is_one_section() -> None:
    assert tree("第一段话，说了很多。\n\n第二段话，也说了很多。\n") == [(0, "")]
    assert tree("") == []


def test_footnotes_follow_the_section_of_their_mark() -> None:
    document = shipped("unctad")
    notes = [section for section in document.sections if section.kind == "footnotes"]
    found = {
        document.text[section.start : section.end].split(" ", 1)[0]: section.path[-1] for section in notes
    }
    assert found["1"] == "引言"
    assert found["11"] == "第三章 案例 1：上海自由贸易试验区临港新片区人工智能产业发展"
    assert found["19"] == "（二）投资便利化"
    assert found["25"] == "表 1 21 家自贸试验区汇总表"


def test_the_tree_shows_headings_lines_sizes_and_kinds() -> None:
    shown = format_tree(shipped("2025-ftz")).splitlines()
    assert shown[0].endswith("[hongqiao-2025-ftz-briefing.txt, zh, 3051 characters]")
    assert shown[1] == "  第八届虹桥国际经济论坛  [lines 3-15, 100 characters, front]"
    assert shown[3] == "      “自贸园区建设助力工业创新与全球贸易”分论坛  [lines 19-37, 2563 characters]"
