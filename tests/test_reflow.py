"""Text put back into paragraphs; nothing is invented and nothing but furniture dropped."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.readers import SourceText, read_source
from rag.reflow import Reflowed, reflow

CORPUS = Path(__file__).parent.parent / "corpus"
SHIPPED = sorted(CORPUS.glob("*.txt"))


def read(text: str, markdown: bool = False) -> Reflowed:
    return reflow(SourceText(text, markdown=markdown))


def blocks(text: str, markdown: bool = False) -> list[tuple[str, str]]:
    result = read(text, markdown)
    return [(block.kind, result.text[block.start : block.end]) for block in result.blocks]


def check_promise(source: str, result: Reflowed) -> None:
    """Runs and furniture hold every character that is no white space once; runs agree with the source."""
    covered = [0] * len(source)
    known = [False] * len(result.text)
    last = 0
    for run in result.source_map.runs:
        assert run.start >= last
        last = run.start + run.length
        assert result.text[run.start : last] == source[run.source_start : run.source_start + run.length]
        for place in range(run.source_start, run.source_start + run.length):
            covered[place] += 1
        for place in range(run.start, last):
            known[place] = True
    for start, end in result.source_map.furniture:
        for place in range(start, end):
            covered[place] += 1
    assert [i for i, char in enumerate(source) if not char.isspace() and covered[i] != 1] == []
    assert [i for i, char in enumerate(result.text) if not known[i] and not char.isspace()] == []
    ends = [0, *(block.end for block in result.blocks)]
    assert all(end <= block.start < block.end for end, block in zip(ends, result.blocks, strict=False))


LINES = st.one_of(
    st.text(alphabet="自贸区发展，。：“”（）1 2aB-", min_size=0, max_size=50),
    st.sampled_from(
        [
            "**How many?**",
            "__Note__",
            "Text.[1] More[2]",
            "[1] A note.",
            "[2] Another.",
            "- 3 -",
            "- 4 -",
            "一、沿革",
            "二、人口",
            "第一章 总则",
            "（一）背景",
            "1．目标",
            "【致辞环节】",
            "# 标题",
            "## Part",
            "表 1 汇总表",
            "名称 年份",
            "项目    2023年    2022年",
            "收入    10        12",
            "成本\t5\t6",
            "        与费用",
            "----    ------",
            "（单位：万元）",
            "第一阶段 2013",
            "2015年4月",
            "12",
            "1 注释一 https://a.b/c/ d.htm",
            "2 注释二",
            "途径1，于 2013 年",
            "- item",
            "```",
            "| a | b |",
            "|---|---|",
            "---",
            "主持人：",
            "2023年11月5日",
            "甲出席“面向现代化的工业园区”论坛并致辞",
            "出席“面向现代化的工业园区”论坛",
            "新华社记者 安蓓 谢希瑶",
            "——副标题",
            "inter-",
            "national",
            "international",
            "\f",
            "Page 3 of 9",
            "  indented",
            "　　缩进的段落。",
            "《方案》提出，加快发展",
            "[^1]: note",
            "①注",
            "数据来源：某部。",
            "===",
            "图 1：出口额",
            "运行的页眉",
            "+----------+",
            "| boxed    |",
            "│　盒中　│",
            "└──────────┘",
            "The Report        page 4",
            "年报　　　第 5 页 共 9 页",
            "x" * 200,
            "自贸试验区" * 30,
        ]
    ),
)
SOURCES = st.builds(
    lambda lines, ends: "".join(line + end for line, end in zip(lines, ends, strict=False)),
    st.lists(LINES, max_size=40),
    st.lists(
        st.sampled_from(["\n", "\n\n", " \n\n", " \n", "\r\n", "\n\n\n\n", "\f", "\n "]),
        min_size=40,
        max_size=40,
    ),
)


@given(SOURCES, st.booleans())
@settings(max_examples=300, deadline=None)
def test_nothing_is_invented_and_nothing_but_furniture_dropped(source: str, markdown: bool) -> None:
    check_promise(source, read(source, markdown))


@given(st.text(max_size=300))
@settings(deadline=None)
def test_the_promise_holds_for_any_characters(source: str) -> None:
    check_promise(source, read(source))


@given(SOURCES)
@settings(max_examples=50, deadline=None)
def test_the_same_source_gives_the_same_text(source: str) -> None:
    assert read(source) == read(source)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_promise_holds_for_the_shipped_texts(path: Path) -> None:
    source = read_source(path)
    result = reflow(source)
    check_promise(source.text, result)
    dropped = sum(end - start for start, end in result.source_map.furniture)
    assert dropped < 0.01 * len(source.text)


def test_lines_that_are_paragraphs_stay_as_they_are() -> None:
    assert blocks("第一段话，说了很多。\n\n第二段话，也说了很多。\n") == [
        ("paragraph", "第一段话，说了很多。"),
        ("paragraph", "第二段话，也说了很多。"),
    ]


def test_wrapped_english_is_joined_with_spaces_and_blank_lines_part_it() -> None:
    source = (
        "The zone was established in 2013 and has since grown to cover more\n"
        "than one hundred square kilometres of the city. It joins an inter-\n"
        "national port with an airport, and its well-\n"
        "known customs area handles most of the international trade of the\n"
        "region.\n\n"
        "A second paragraph starts here and it goes on for a while, so that\n"
        "it wraps.\n"
    )
    assert blocks(source) == [
        (
            "paragraph",
            "The zone was established in 2013 and has since grown to cover more than one hundred square"
            " kilometres of the city. It joins an international port with an airport, and its well-known"
            " customs area handles most of the international trade of the region.",
        ),
        ("paragraph", "A second paragraph starts here and it goes on for a while, so that it wraps."),
    ]


def test_wrapped_chinese_is_joined_without_spaces_although_blank_lines_follow_every_line() -> None:
    source = (
        "当前，世界百年未有之大变局加速\n\n演进，国际经贸秩序正在遭受严重冲\n\n击，外部环境不确定性不稳定性增加\n\n明显。\n\n"
        "国家级经开区由东到西、由点到面，从1.1\n\n万家增至 2.2万家，坚持扩大对外的开\n\n放。\n"
    )
    assert blocks(source) == [
        (
            "paragraph",
            "当前，世界百年未有之大变局加速演进，国际经贸秩序正在遭受严重冲击，外部环境不确定性不稳定性增加明显。",
        ),
        ("paragraph", "国家级经开区由东到西、由点到面，从1.1万家增至 2.2万家，坚持扩大对外的开放。"),
    ]


def test_a_paragraph_that_a_page_break_tore_is_whole_again() -> None:
    torn = (
        "自贸园区作为开放型经济的重要载体，已从贸易投资枢纽升级为工业创新的试验田，"
        "在合作框架下助力建设，以制度创新为核心推出大量改革举措，贡献全国近"
    )
    assert blocks(f"{torn}\n\n1/5 的利用外资和进出口总额。\n\n另一段。\n")[0] == (
        "paragraph",
        f"{torn}1/5 的利用外资和进出口总额。",
    )


CLAUSES = """\
1.1 "Personal data" means any information about a living person who can be
identified from it. Readings that an instrument records in a laboratory are
not personal data unless the operator's name is stored with them.

1.2 The Officer is Marianne Holt. She reports to the Management Board. She
acts for both companies alone, and she became the deputy of the old one on
1 July 2019. Her deputy is elected by those who work in the laboratory and
in the workshop.
"""
REFERENCES = """\
The warden may close the gate in the cases that are set out at length in
Article 12
or when the water stands over the sill. A skipper who passes it then pays
the fee that the harbour board has fixed for such cases, and he is bound by
Rule 5 - Speed limits
as long as he stays on the river. What he may carry is told in the list of
Article 5.

Every skipper keeps a log and shows it to the warden when he is asked for it
and the wardens keep a copy of it for five years.
"""
HANGING = """\
4  WEATHER

4.1  Heritage cars shall be withdrawn when the wind at Ferry Pier
     passes 60 km/h, because their trolley poles may leave the
     wire. All service stops at 90 km/h.
4.2  When sea water covers the rail head, no tram may pass. The
     signaller shall turn cars back at Customs House.
"""
REPORTS = """\
    主持人：省水利厅总工程师　费仲平
    （一）省农科院节水所所长江问渠报告：今年夏天七十三天没有一
场透雨，滴灌地块的玉米比漫灌地块少用水四成二。
    （二）北麓物流总经理谷一帆说，移动预冷车已有一百一十台，单
台造价降至三十八万元，原因是压缩机改用了国产的。
"""


@pytest.mark.parametrize(
    ("source", "paragraphs"),
    [
        (CLAUSES, ['1.1 "Personal data" means any', "1.2 The Officer is Marianne Holt. She"]),
        (REFERENCES, ["The warden may close", "Every skipper keeps a log"]),
        (HANGING, ["4.1  Heritage cars shall be", "4.2  When sea water covers"]),
        (REPORTS, ["主持人：", "（一）省农科院", "（二）北麓物流"]),
    ],
)
def test_a_numbered_paragraph_goes_on_over_its_lines(source: str, paragraphs: list[str]) -> None:
    found = [text for kind, text in blocks(source) if kind == "paragraph"]
    assert [text[: len(start)] for text, start in zip(found, paragraphs, strict=True)] == paragraphs
    assert all(text.endswith((".", "。")) for text in found if not text.startswith("主持人"))


INDENTED = """\
2.3  The committee took note of what had been done so far and of
     the costs that this had caused in the year:
     (a) a freeze on travel for everyone but the wardens of the hut;
     (b) shorter hours at both desks from the first day of spring
         until the roof has been mended.

     Mr. Fenwick (Warden of the Hut) had his dissent from (a) noted
     down. The hut, he said, had been cut off for nine weeks by the
     snow of last winter.

     Rule 2   Speed on the upper bend of the line: was 12 km/h
     Rule 4   Wind limit for all of the older cars: was 70 km/h
"""
HEAD = """\
In the chair:  Professor Ada Lindqvist, Provost (the President
               was on leave)
Secretary:     Mr. Owen Marsh, deputy registrar of the faculty
Guests:        Ms. Ruth Calder and Mr. Piet van Hoorn, the harbour
               masters

The meeting was opened at two. The minutes of the last one were
read out and adopted with a single change in the seventh item.
"""
CHRONOLOGY = """\
    老桥从来没有通过一辆汽车，新桥建成以前，对岸的人要坐一个
小时的渡船才能到县城，遇到大雾天就只好等到第二天早上再走。
    1998 年 3 月 4 日  新桥通车，第一天过车三百辆，行人两千余名
1999 年 7 月       西引桥加宽
2004 年            收费站撤销
    主持人：县交通局副局长、大桥管理所所长　林知远
    （一）所长说，收费站撤销以后车流量翻了一番，桥面每年要补
两次。
------------------------------
报：县政府
"""


@pytest.mark.parametrize(
    ("source", "starts"),
    [
        (INDENTED, ["2.3  The", "(a) a", "(b) shorter", "Mr. Fenwick", "Rule 2", "Rule 4"]),
        (HEAD, ["In the chair:", "Secretary:", "Guests:", "The meeting"]),
        (
            CHRONOLOGY,
            ["老桥从来", "1998 年", "1999 年", "2004 年", "主持人：", "（一）所长", "报：县"],
        ),
    ],
)
def test_entries_that_stand_one_under_another_stay_apart(source: str, starts: list[str]) -> None:
    found = [text for _, text in blocks(source)]
    assert [text[: len(start)] for text, start in zip(found, starts, strict=True)] == starts


RUNNING_GAPS = """\
The keeper of the hut wrote down   the wind and the snow for every
day of the long winter, and then   he sent the book to the town by
the first sledge.
"""
HAN_GAP = """\
    渡口的老艄公每天早上把船撑到对岸，把要进城卖菜的人一个一个
接过来然后再把空船  撑回去等着第二批赶路的人到齐了才肯吃他那一
碗早饭，风雨无阻。
"""


@pytest.mark.parametrize("source", [RUNNING_GAPS, HAN_GAP])
def test_a_wide_gap_in_running_text_parts_nothing(source: str) -> None:
    assert len(blocks(source)) == 1


def test_a_numbered_paragraph_whose_first_line_has_no_pause_goes_on() -> None:
    source = (
        "    会上的发言摘编如下，未经发言者本人审阅，也没有请人逐字核对。\n"
        "    1. 省农业科学院土壤肥料研究所研究员沈望舒对提高补贴标准还有\n"
        "保留。她担心补贴会变成地租，主张先试两年。\n"
        "    2. 县农机站站长不同意，他说机器等不起，种地的人更加等不起。\n"
    )
    assert [text[:4] for _, text in blocks(source)] == ["会上的发", "1. 省", "2. 县"]


BOXED = """\
The town had three wells before the war and one after it, and the
women of the upper quarter walked an hour for every bucket drawn.

+------------------------------------------------+
| Box 2  A tap for the upper quarter             |
+------------------------------------------------+
| The pipe was laid in one summer by the people  |
| who were to drink from it, and paid for with   |
| the price of forty sheep.                      |
|                                                |
| It has not run dry since.                      |
+------------------------------------------------+
When the second pipe came nobody counted the wells any longer, and
the oldest of them was filled with the stones of its own wall.
"""


def test_the_borders_of_a_box_are_furniture_and_its_paragraphs_text() -> None:
    result = read(BOXED)
    check_promise(BOXED, result)
    assert blocks(BOXED)[1:4] == [
        ("heading", "Box 2  A tap for the upper quarter"),
        (
            "paragraph",
            "The pipe was laid in one summer by the people who were to drink from it, and paid for with the price"
            " of forty sheep.",
        ),
        ("paragraph", "It has not run dry since."),
    ]
    assert len(blocks(BOXED)) == 5
    assert "|" not in result.text
    assert "+-" not in result.text


def test_a_box_between_fences_or_with_columns_stays() -> None:
    box = "+------+\n| text |\n+------+\n"
    assert "| text |" in read(f"```\n{box}```\n").text
    assert "| a | b |" in read("+-------+\n| a | b |\n+-------+\n").text


def test_lines_of_particulars_in_markdown_stay_lines() -> None:
    source = (
        "# 纪要\n\n**时间**：2023年3月\n**主持**：鲁敬之\n**Venue:** town hall\n\n议定如下，\n逐项落实。\n"
    )
    assert [text for kind, text in blocks(source, markdown=True) if kind != "heading"] == [
        "**时间**：2023年3月",
        "**主持**：鲁敬之",
        "**Venue:** town hall",
        "议定如下，逐项落实。",
    ]


def test_a_paragraph_ends_although_a_mark_follows_its_full_stop() -> None:
    first = "港口由管理局经营，货物由各家船公司装卸，每年的费用在年底以前公布，" * 2 + "章程另有规定的除外。"
    text = f"{first}[^1]\n\n第二条　船只进港以前应当报告。\n\n[^1]: 规定见附件。\n"
    assert [words for _, words in blocks(text, markdown=True)][:2] == [
        first,
        "第二条　船只进港以前应当报告。",
    ]


def test_markdown_keeps_its_blocks_apart() -> None:
    source = (
        "# Title\n\nOne line\nand its next.\n\n```python\n# no heading\n\nx = 1\n```\n\n"
        "- first\n  goes on\n- second\n\n"
        "| Zone | Year |\n|---|---|\n| A | 2013 |\n\nUnder\n-----\n\nText[^1].\n\n[^1]: A note.\n"
    )
    assert blocks(source, markdown=True) == [
        ("heading", "# Title"),
        ("paragraph", "One line and its next."),
        ("paragraph", "```python\n# no heading\n\nx = 1\n```"),
        ("paragraph", "- first goes on"),
        ("paragraph", "- second"),
        ("table_header", "| Zone | Year |"),
        ("table_row", "| A | 2013 |"),
        ("heading", "Under"),
        ("paragraph", "Text."),
        ("footnote", "[^1]: A note."),
    ]


def test_a_bold_line_is_a_heading_without_its_asterisks() -> None:
    source = "# FAQ\n\n**How many days?**\nTwenty-five days.\n"
    result = read(source, markdown=True)
    assert [(block.kind, result.text[block.start : block.end], block.level) for block in result.blocks] == [
        ("heading", "# FAQ", 1),
        ("heading", "How many days?", 2),
        ("paragraph", "Twenty-five days.", 0),
    ]
    assert result.blocks[1].label == "How many days?"
    assert [source[start:end] for start, end in result.source_map.furniture] == ["**", "**"]


def test_a_word_divided_at_a_hyphen_goes_on_however_short_its_line() -> None:
    full = "a line of words that fills the whole width of the column here and\n"
    assert blocks(f"{full * 6}more had been plan-\nned.\n\nEnd.\n")[0][1].endswith("plan-ned.")


def test_an_indented_chinese_line_starts_a_paragraph() -> None:
    source = (
        "　　第一段的文字写满了这一整行然后接着\n再写一些就结束了这一段文字没有空行的\n分隔。\n"
        "　　第二段的文字也写满了这一整行然后也\n接着再写一些。\n"
    )
    assert [text for _, text in blocks(source)] == [
        "第一段的文字写满了这一整行然后接着再写一些就结束了这一段文字没有空行的分隔。",
        "第二段的文字也写满了这一整行然后也接着再写一些。",
    ]


def test_lines_and_pages_lead_back_to_the_source() -> None:
    result = reflow(SourceText("第一页的话。\n\f第二页的话，\n完。\n", page_starts=(0, 8)))
    start = result.text.index("第二页")
    assert result.source_map.lines(start, start + 3) == (2, 2)
    assert result.source_map.page(start) == 2
    assert result.source_map.page(0) == 1


def test_rows_of_columns_lead_back_to_their_lines() -> None:
    source = "第一句话。\n\n单位：万元\n项目        2023年    2022年\n----------\n收入        10        12\n成本        5         6\n"
    result = read(source)
    check_promise(source, result)
    assert result.text == "第一句话。\n\n单位：万元\n项目\t2023年\t2022年\n收入\t10\t12\n成本\t5\t6"
    assert [result.source_map.lines(block.start, block.end) for block in result.blocks] == [
        (1, 1),
        (3, 4),
        (6, 6),
        (7, 7),
    ]


def test_the_empty_text_has_no_blocks() -> None:
    assert read("") == Reflowed("", read("").source_map, ())
    assert read(" \n\n\t\n").text == ""
