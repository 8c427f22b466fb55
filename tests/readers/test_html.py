"""HTML pages → Markdown's signs, without the site around them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.corpus import read_document
from rag.errors import DocumentError
from rag.readers import SourceText, read_source


def read(tmp_path: Path, html: str, encoding: str = "utf-8") -> SourceText:
    path = tmp_path / "a.html"
    path.write_bytes(html.encode(encoding))
    return read_source(path)


def body(tmp_path: Path, html: str) -> str:
    return read(tmp_path, f"<meta charset=utf-8><body>{html}</body>").text


def test_headings_paragraphs_and_lists_take_the_signs_of_markdown(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        "<!doctype html><meta charset=utf-8><title>站名</title><body><h1>年度报告</h1><p>园区有<b>1286</b>家\n  企业。"
        "<ul><li>港口<li>铁路<ul><li>支线</ul></ul><ol start=3><li>three<li>four</ol><h2>Next</h2><p>End.",
    )
    assert source.text == (
        "# 年度报告\n\n园区有1286家企业。\n\n- 港口\n- 铁路\n  - 支线\n3. three\n4. four\n\n## Next\n\nEnd."
    )
    assert (source.markdown, source.title) == (True, "")


def test_the_title_serves_a_page_without_a_first_heading(tmp_path: Path) -> None:
    path = tmp_path / "a.htm"
    path.write_text("<title>Port news</title><p>The port was opened in May.", encoding="utf-8")
    assert read_source(path) == SourceText("The port was opened in May.", title="Port news")
    assert read_document(path, "a.htm", "a").title == "Port news"


def test_scripts_styles_navigation_and_controls_are_left_out(tmp_path: Path) -> None:
    assert (
        body(
            tmp_path,
            "<header>Site</header><nav>Home</nav><div role=navigation>Menu</div><script>x()</script><style>p{}</style>"
            "<!-- remark --><noscript>Turn it on</noscript><p>Text.</p><button>Buy</button><select><option>A</select>"
            "<p hidden>Not shown</p><footer>Imprint</footer>",
        )
        == "Text."
    )


def test_the_part_that_a_page_marks_as_its_content_is_read(tmp_path: Path) -> None:
    text = "<p>The port was opened in May, and closed in June of the same year."
    assert body(tmp_path, f"<div>Advertisement</div><main><header><h1>Port</h1></header>{text}</main>") == (
        "# Port\n\nThe port was opened in May, and closed in June of the same year."
    )
    # One teaser among much else is no content.
    assert body(tmp_path, f"<article>Teaser</article>{text}").startswith("Teaser\n\nThe port")


def test_a_table_has_a_header_and_spans_are_filled(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<meta charset=utf-8><table><caption>货物</caption><tr><th>年份<th>项目<th>金额<tr><td rowspan=2>2023<td>港口"
        "<td>12.5<tr><td>铁路<td>8.4<tr><td colspan=2>合计<td>20.9</table>",
        encoding="utf-8",
    )
    assert read_source(path).text == (
        "货物\n\n| 年份 | 项目 | 金额 |\n| --- | --- | --- |\n| 2023 | 港口 | 12.5 |\n| 2023 | 铁路 | 8.4 |\n| 合计 |  | 20.9 |"
    )
    assert [block.kind for block in read_document(path, "a.html", "a").blocks][-4:] == [
        "table_header",
        "table_row",
        "table_row",
        "table_row",
    ]


@pytest.mark.parametrize("cell", ["th", "td"])
def test_a_header_of_two_rows_is_one(tmp_path: Path, cell: str) -> None:
    html = (
        f"<table><tr><{cell} rowspan=2>港口<{cell} colspan=2>吞吐量（万吨）<tr><{cell}>2022年<{cell}>2023年"
        "<tr><td>东港<td>118<td>131<tr><td>西港<td>74<td>80</table>"
    )
    assert body(tmp_path, html).startswith(
        "| 港口 | 吞吐量（万吨） 2022年 | 吞吐量（万吨） 2023年 |\n| --- | --- | --- |\n| 东港 | 118 | 131 |\n"
    )


def test_rows_of_data_in_a_thead_are_no_header(tmp_path: Path) -> None:
    html = "<table><thead><tr><td>Item<td>A<td>B<tr><td>2020<td>1<td>3<tbody><tr><td>2021<td>2<td>5</table>"
    assert body(tmp_path, html).startswith("| Item | A | B |\n| --- | --- | --- |\n| 2020 | 1 | 3 |\n")
    named = html.replace("<td>1<td>3", "<td>tons<td>ships")
    assert body(tmp_path, named).startswith("| Item 2020 | A tons | B ships |\n")


def test_a_table_that_sets_the_page_is_text(tmp_path: Path) -> None:
    html = "<table><tr><td><h2>Left</h2><p>One.<td><table><tr><th>a<th>b<tr><td>1<td>2</table></table>"
    assert body(tmp_path, html) == "## Left\n\nOne.\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_line_breaks_that_the_page_shows_stay(tmp_path: Path) -> None:
    assert body(tmp_path, "<p>one<br>two\n three<p>　　甲方\n乙方") == "one  \ntwo three\n\n甲方乙方"


def test_set_text_keeps_its_lines(tmp_path: Path) -> None:
    assert body(tmp_path, "<h1>x</h1><pre>a  b\n <b>c</b></pre>") == "# x\n\n```\na  b\n c\n```"


def test_marks_of_footnotes_are_not_glued_to_figures(tmp_path: Path) -> None:
    html = "<p>It grew by 12<sup><a href='#fn1'>3</a></sup> tonnes on 5 km<sup>2</sup>."
    assert body(tmp_path, html) == "It grew by 12 tonnes on 5 km2."


def test_what_has_no_width_is_no_text(tmp_path: Path) -> None:
    assert body(tmp_path, "<p>inter&shy;national&nbsp;trade&#8203;s") == "international trades"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("gb18030", "gb2312"),
        ("big5", "big5"),
        ("gb18030", ""),
        ("utf-8", "gb2312"),
        ("utf-16", ""),
        ("utf-8", "utf-16"),
    ],
)
def test_pages_are_read_in_the_encodings_they_name_and_in_others(
    tmp_path: Path, encoding: str, named: str
) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={named}">' if named else ""
    text = "中國的自由貿易試驗區以制度創新為核心，推動改革和開放，這是中國發展的重要經驗。"
    if encoding == "utf-8":
        # What the page names is wrong: its bytes tell.
        text += "一"
    assert read(tmp_path, f"{meta}<p>{text}", encoding).text == text


def test_western_pages_are_read_in_their_encoding(tmp_path: Path) -> None:
    assert read(tmp_path, "<meta charset=iso-8859-1><p>Größe – “x”", "cp1252").text == "Größe – “x”"


def test_one_broken_byte_does_not_cost_the_page(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"<meta charset=utf-8><p>" + b"port " * 200 + b"\xff open")
    assert read_source(path).text.endswith("port \ufffd open")
    path.write_bytes(b"<p>caf\xe9 cr\xe8me")
    with pytest.raises(DocumentError, match=r"a\.html cannot be read\. Its bytes are neither"):
        read_source(path)


@pytest.mark.parametrize(
    "html", ["<script>load()</script>", "<html></html>", "<!-- x -->", "<p> &nbsp; </p>"]
)
def test_a_page_without_text_is_refused(tmp_path: Path, html: str) -> None:
    with pytest.raises(
        DocumentError, match=r"a\.html has no text\. .* loaded by a script\. Open it in a browser"
    ):
        read(tmp_path, html)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"a\.html is empty"):
        read(tmp_path, " \n")


def test_deep_nesting_is_read_or_refused(tmp_path: Path) -> None:
    assert body(tmp_path, "<div>" * 1500 + "deep" + "</div>" * 1500) == "deep"
    with pytest.raises(DocumentError, match=r"a\.html cannot be read\. Its elements are nested"):
        body(tmp_path, "<div>" * 3000 + "deep")
