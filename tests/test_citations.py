"""Expected strings are written by hand after GB/T 7714-2015, APA 7 and Chicago's author-date form."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.citations import format_citation, format_in_text, make_citation
from rag.types import CITATION_STYLES, Metadata


@dataclass(frozen=True)
class Work:
    metadata: Metadata
    title: str = "Inferred title"
    id: str = "work"
    source: str = "work.txt"


REPORT = Work(
    Metadata(
        title="工业园区的创新",
        title_en="Innovation in industrial parks",
        issuer="联合国贸易和发展会议",
        issuer_en="United Nations Conference on Trade and Development (UNCTAD)",
        kind="report",
        date="2023",
        place="日内瓦",
        place_en="Geneva",
        language="zh",
        headings={"第三章 案例 1": "Chapter 3. Case 1", "（一）政策措施": "(1) Policy measures"},
    )
)
NEWS = Work(
    Metadata(
        title="作出新的示范——“圆桌会”聚焦改革",
        title_en="A new example: round table on reform",
        issuer="新华社",
        issuer_en="Xinhua News Agency",
        authors=("安蓓", "谢希瑶", "王雨萧"),
        authors_en=("An Bei", "Xie Xiyao", "Wang Yuxiao"),
        kind="news",
        date="2025-07-14",
    )
)
ENGLISH = Work(
    Metadata(
        title="The state of zones: a review",
        issuer="World Bank",
        authors=("Anna Maria Smith", "Richard Kozul-Wright", "Lee, Chun", "Omar Aziz"),
        kind="report",
        date="2021-05",
        place="Washington, DC",
    )
)
BRIEFING = Work(
    Metadata(
        title="分论坛简报",
        issuer="联合国工业发展组织；商务部",
        issuer_en="United Nations Industrial Development Organization; Ministry of Commerce",
        kind="briefing",
        date="2024-11-05",
        event="论坛",
        place="上海",
    )
)
CHAPTER = ("第三章 案例1", "（一）政策措施")


def entry(work, style, section=(), lines=None, page=None):
    return format_citation(work, section, lines, page, style)


def test_gbt_names_the_place_within_the_entry():
    assert entry(REPORT, "gbt7714", CHAPTER, (621, 630)) == (
        "联合国贸易和发展会议. 工业园区的创新[R]. 日内瓦: 联合国贸易和发展会议, 2023: "
        "第三章（一）, 行 621–630."
    )
    assert entry(REPORT, "gbt7714", CHAPTER, (621, 630), page=12) == (
        "联合国贸易和发展会议. 工业园区的创新[R]. 日内瓦: 联合国贸易和发展会议, 2023: 12."
    )


def test_gbt_without_a_place_is_the_plain_entry():
    assert entry(REPORT, "gbt7714") == (
        "联合国贸易和发展会议. 工业园区的创新[R]. 日内瓦: 联合国贸易和发展会议, 2023."
    )
    assert entry(NEWS, "gbt7714") == (
        "安蓓, 谢希瑶, 王雨萧. 作出新的示范——“圆桌会”聚焦改革[N]. 新华社, 2025-07-14."
    )


def test_gbt_news_has_the_place_in_brackets_after_the_date():
    assert entry(NEWS, "gbt7714", ("释放活力",), (93, 101)) == (
        "安蓓, 谢希瑶, 王雨萧. 作出新的示范——“圆桌会”聚焦改革[N]. 新华社, 2025-07-14(释放活力, 行 93–101)."
    )


def test_gbt_lists_three_authors_and_says_et_al_in_the_language_of_the_document():
    assert entry(ENGLISH, "gbt7714", page=7) == (
        "SMITH A M, KOZUL-WRIGHT R, LEE C, et al. The state of zones: a review[R]. "
        "Washington, DC: World Bank, 2021: 7."
    )
    four = Work(Metadata(title="文", authors=("赵一", "钱二", "孙三", "李四"), kind="报告", date="2020"))
    assert entry(four, "gbt7714") == "赵一, 钱二, 孙三, 等. 文[R]. 2020."


def test_gbt_leaves_the_name_of_a_body_in_its_own_letters():
    body = Work(Metadata(title="Zones", issuer="World Bank", kind="report", date="2020"))
    assert entry(body, "gbt7714") == "World Bank. Zones[R]. 2020."


def test_apa_gives_english_names_and_translates_the_title_in_brackets():
    assert entry(REPORT, "apa", CHAPTER, (621, 630)) == (
        "United Nations Conference on Trade and Development. (2023). 工业园区的创新 "
        "[Innovation in industrial parks]."
    )
    assert entry(NEWS, "apa") == (
        "An, B., Xie, X., & Wang, Y. (2025, July 14). 作出新的示范——“圆桌会”聚焦改革 "
        "[A new example: round table on reform]. Xinhua News Agency."
    )


def test_apa_of_an_english_report():
    assert entry(ENGLISH, "apa") == (
        "Smith, A. M., Kozul-Wright, R., Lee, C., & Aziz, O. (2021). "
        "The state of zones: a review. World Bank."
    )


def test_apa_of_two_bodies():
    assert entry(BRIEFING, "apa") == (
        "United Nations Industrial Development Organization, & Ministry of Commerce. (2024). 分论坛简报."
    )


def test_chicago_puts_news_in_quotation_marks_with_the_translation_outside():
    assert entry(NEWS, "chicago") == (
        "An, Bei, Xiyao Xie, and Yuxiao Wang. 2025. “作出新的示范——‘圆桌会’聚焦改革” "
        "[A new example: round table on reform]. Xinhua News Agency, July 14."
    )


def test_chicago_of_reports():
    assert entry(REPORT, "chicago") == (
        "United Nations Conference on Trade and Development. 2023. 工业园区的创新 "
        "[Innovation in industrial parks]. Geneva: United Nations Conference on Trade and Development."
    )
    assert entry(ENGLISH, "chicago") == (
        "Smith, Anna Maria, Richard Kozul-Wright, Chun Lee, and Omar Aziz. 2021. "
        "The State of Zones: A Review. Washington, DC: World Bank."
    )


def test_bibtex_keeps_the_document_s_own_names_and_notes_the_english_title():
    text = entry(REPORT, "bibtex")
    key = text[len("@techreport{") : text.index(",")]
    assert key.startswith("unctad2023innovation-")
    assert text == (
        f"@techreport{{{key},\n"
        "  author = {{联合国贸易和发展会议}},\n"
        "  title = {{工业园区的创新}},\n"
        "  institution = {联合国贸易和发展会议},\n"
        "  address = {日内瓦},\n"
        "  year = {2023},\n"
        "  language = {chinese},\n"
        "  note = {English title: Innovation in industrial parks}\n"
        "}"
    )


def test_bibtex_of_an_english_report():
    text = entry(ENGLISH, "bibtex")
    assert text.startswith("@techreport{smith2021state-")
    assert "  author = {Smith, Anna Maria and Kozul-Wright, Richard and Lee, Chun and Aziz, Omar},\n" in text
    assert "  month = may,\n" in text


WEB = Work(
    Metadata(
        title="Page", issuer="Acme Inc.", kind="web page", date="2024-02-03", url="https://a.org/x?a=1&b=2"
    )
)


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("gbt7714", "Acme Inc. Page[EB/OL]. (2024-02-03). https://a.org/x?a=1&b=2."),
        ("apa", "Acme Inc. (2024, February 3). Page. https://a.org/x?a=1&b=2"),
        ("chicago", "Acme Inc. 2024. “Page.” February 3. https://a.org/x?a=1&b=2."),
    ],
)
def test_a_web_page_has_its_address(style, text):
    assert entry(WEB, style) == text


@pytest.mark.parametrize(
    ("style", "chinese", "english"),
    [
        ("gbt7714", "园区随记[Z]. [出版年不详].", "Notes on parks[Z]. [n.d.]."),
        ("apa", "园区随记. (n.d.).", "Notes on parks. (n.d.)."),
        ("chicago", "园区随记. n.d.", "Notes on parks. n.d."),
    ],
)
def test_without_metadata_the_title_stands_first_and_the_date_is_said_to_be_missing(style, chinese, english):
    assert entry(Work(Metadata(), title="园区随记"), style) == chinese
    assert entry(Work(Metadata(), title="Notes on parks"), style) == english


ODD = 'R&D <b>bold</b> "q" it\'s... 100% {x}'


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("gbt7714", f"World Bank. {ODD}[R]. 2020."),
        ("apa", f"World Bank. (2020). {ODD}."),
        ("bibtex", "  title = {{R\\&D {\\textless}b{\\textgreater}bold{\\textless}/b{\\textgreater}"),
    ],
)
def test_markup_quotes_and_dots_of_a_title_are_left_as_they_are(style, text):
    assert text in entry(Work(Metadata(title=ODD, issuer="World Bank", kind="report", date="2020")), style)


def test_a_question_mark_at_the_end_of_a_title_takes_no_full_stop():
    asked = Work(Metadata(title="What is a zone?", issuer="Acme", kind="report", date="2020"))
    assert entry(asked, "apa") == "Acme. (2020). What is a zone?"


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("gbt7714", "（联合国贸易和发展会议，2023，第三章（一），行 5–9）"),
        ("apa", "(United Nations Conference on Trade and Development, 2023, Chapter 3(1), lines 5–9)"),
        ("chicago", "(United Nations Conference on Trade and Development 2023, Chapter 3(1), lines 5–9)"),
    ],
)
def test_in_running_text_the_place_stands_behind_the_year(style, text):
    assert format_in_text(REPORT, CHAPTER, (5, 9), None, style) == text


def test_authors_in_running_text_are_cut_as_each_style_cuts_them():
    assert format_in_text(NEWS, (), None, 3, "apa") == "(An et al., 2025, p. 3)"
    assert format_in_text(NEWS, (), None, 3, "chicago") == "(An, Xie, and Wang 2025, p. 3)"
    assert format_in_text(NEWS, (), None, 3, "gbt7714") == "（安蓓、谢希瑶、王雨萧，2025，第3页）"
    assert format_in_text(ENGLISH, (), None, None, "gbt7714") == "(Smith et al., 2021)"


def test_bibtex_in_running_text_cites_the_key_of_the_entry():
    key = entry(REPORT, "bibtex").split("{")[1].split(",")[0]
    assert (
        format_in_text(REPORT, CHAPTER, (5, 9), None, "bibtex")
        == f"\\cite[Chapter 3(1), lines 5--9]{{{key}}}"
    )


def test_a_heading_that_repeats_the_title_is_no_place():
    path = ("作出新的示范", "释放 活力")
    assert entry(NEWS, "gbt7714", path[:1], (5, 6)).endswith("新华社, 2025-07-14(行 5–6).")
    assert entry(NEWS, "gbt7714", path, (5, 6)).endswith("新华社, 2025-07-14(释放 活力, 行 5–6).")
    assert format_in_text(NEWS, path[:1], (5, 6), None, "apa") == "(An et al., 2025, lines 5–6)"


def test_a_citation_carries_number_title_and_all_four_styles():
    citation = make_citation(2, REPORT, CHAPTER, (5, 9))
    assert (citation.number, citation.document_id, citation.source) == (2, "work", "work.txt")
    assert (citation.title, citation.section, citation.date) == ("工业园区的创新", CHAPTER, "2023")
    assert dict(citation.formatted) == {
        style: format_citation(REPORT, CHAPTER, (5, 9), None, style) for style in CITATION_STYLES
    }


def test_a_citation_without_a_title_in_its_metadata_has_the_inferred_one():
    assert make_citation(1, Work(Metadata()), ()).title == "Inferred title"


def test_an_unknown_style_is_refused():
    with pytest.raises(ValueError, match="unknown citation style 'mla'"):
        format_citation(REPORT, (), None, None, "mla")
    with pytest.raises(KeyError, match="mla"):
        make_citation(1, REPORT, ()).formatted["mla"]


def test_many_threads_get_the_same_entries():
    works = [
        Work(Metadata(title=f"Title {n}", issuer=f"Body {n}", kind="report", date="2020")) for n in range(12)
    ]
    jobs = [(work, style) for work in works for style in ("gbt7714", "apa", "chicago")] * 2
    with ThreadPoolExecutor(8) as pool:
        entries = list(pool.map(lambda job: entry(*job), jobs))
    for (work, _), text in zip(jobs, entries, strict=True):
        assert work.metadata.title in text
        assert work.metadata.issuer in text
        assert text.count("Title") == 1


def test_making_a_citation_does_not_load_citeproc():
    code = (
        "import sys; from rag.citations import make_citation; from rag.types import Metadata\n"
        "class D: id = source = title = 'x'; metadata = Metadata()\n"
        "make_citation(1, D(), ()); assert 'citeproc' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=30), st.text(max_size=20), st.text(max_size=20), st.text(max_size=12))
def test_any_metadata_gives_plain_text_in_every_style(title, author, issuer, date):
    work = Work(
        Metadata(title=title, authors=(author,), issuer=issuer, title_en=issuer, date=date, kind="news")
    )
    for style in CITATION_STYLES:
        text = entry(work, style, (issuer,), (1, 2))
        assert text
        assert not any("\ue000" <= character <= "\uf8ff" for character in text)
