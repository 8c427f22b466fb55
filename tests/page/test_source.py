from __future__ import annotations

import re

from rag.page.source import MAX_LINE_CHARS, render_lines, render_source, source_spans
from rag.types import Metadata
from tests.toys_page import HARBOUR, HOSTILE, TONNAGE, toy_document

START = HARBOUR.text.index(TONNAGE)
SPAN = (START, START + len(TONNAGE))


def rows(markup):
    return re.findall(
        r'<div class="line( hit)?"><span class="no">(\d+)</span><span class="words">(.*?)</span></div>',
        markup,
    )


def test_the_quote_is_highlighted_over_the_lines_it_breaks_across_and_furniture_is_set_apart():
    lines = rows(render_lines(HARBOUR, SPAN, (1, 5), "en"))
    assert lines == [
        ("", "1", "二、港区运行情况"),
        (" hit", "2", "2021年港区货物吞吐量为1.8亿吨。<mark>2022年港区货物吞吐量达到</mark>"),
        ("", "3", '<span class="aside">港区年度报告  14</span>'),
        (" hit", "4", "<mark>2.1亿吨，同比增长16.7%。</mark>王海港主任表示，增长主要来自铁水"),
        ("", "5", "联运。下一年将继续扩建三号码头。"),
    ]


def test_the_highlighted_source_without_line_breaks_is_the_quote():
    spans = source_spans(HARBOUR.source_map, *SPAN)
    assert "".join(HARBOUR.source_text[a:b] for a, b in spans) == TONNAGE


def test_lines_outside_the_file_are_not_asked_for():
    assert [row[1] for row in rows(render_lines(HARBOUR, SPAN, (-9, 2), "en"))] == ["1", "2"]
    last = len(HARBOUR.source_map.line_starts)
    assert [row[1] for row in rows(render_lines(HARBOUR, SPAN, (last, last + 9), "en"))] == [str(last)]


def test_there_are_buttons_for_more_lines_only_where_there_are_more():
    middle = render_lines(HARBOUR, SPAN, (30, 40), "en")
    assert 'data-first="1" data-last="29">Earlier lines 1–29</button>' in middle
    assert 'data-first="41" data-last="89">Later lines 41–89</button>' in middle
    assert "data-action" not in render_lines(HARBOUR, SPAN, (1, 999), "en")


def test_the_panel_names_the_document_and_shows_the_lines_around_the_quote():
    panel = render_source(HARBOUR, SPAN, "en")
    assert "Wanghai Harbour Zone: Annual Report 2022" in panel
    assert "5 March 2023 · Wanghai Port Authority · harbour.txt" in panel
    assert [row[1] for row in rows(panel)] == [str(number) for number in range(1, 45)]


def test_the_source_text_is_escaped():
    panel = render_source(HOSTILE, (0, len(HOSTILE.text)), "zh")
    assert "<script" not in panel
    assert "<img" not in panel
    assert "&lt;script&gt;" in panel


def test_a_line_of_a_whole_file_is_cut_to_what_stands_around_the_quote():
    long = toy_document("long", ["前" * 50_000 + "要点在此" + "后" * 50_000], "一", Metadata(title="长"))
    ((hit, _, words),) = rows(render_lines(long, (50_000, 50_004), (1, 1), "zh"))
    assert hit == " hit"
    assert "<mark>要点在此</mark>" in words
    assert words.startswith("…") and words.endswith("…")
    assert len(words) == MAX_LINE_CHARS + len("<mark></mark>……")
