import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from eval.gates import Gate, check_gates
from eval.html import render_html
from eval.metrics import Interval
from eval.report import Report, render_markdown, write_report
from eval.result import read_evaluation
from eval.tables import what_went_wrong
from eval.variants import Variant
from tests.eval.outcomes import make_evaluation, make_outcome, make_ranking

UNANSWERABLE = {"unanswerable": True, "near_topic": True}
EVALUATION = make_evaluation(
    make_outcome("right"),
    make_outcome("english", language="en", question="How many?"),
    make_outcome("wrong", correct=False, missing=(0,), question="<b>多少</b> & 几何？"),
    make_outcome("refused", declined=True, confidence=0.2, rankings={"hybrid": make_ranking(0)}),
    make_outcome("invented", **UNANSWERABLE, confidence=0.6),
    make_outcome("honest", **UNANSWERABLE, declined=True, confidence=0.1),
    make_outcome("c.1", turn=1),
    make_outcome("c.2", turn=2, correct=False, standalone_question="2022年的吞吐量？"),
)
TIE, LOSS = Interval(0.0, -0.1, 0.1, 9), Interval(-0.3, -0.4, -0.2, 9)
HALF = Interval(0.5, 0.4, 0.6, 9)
REPORT = Report(
    EVALUATION,
    tuple(
        check_gates(
            EVALUATION, [Gate("system.verbatim", at_least=1.0), Gate("answers.correct", "zh", at_least=0.99)]
        )
    ),
    (
        Variant("complete", {"mrr.zh": HALF, "correct.zh": HALF}, {}),
        Variant("no <words>", {"mrr.zh": HALF, "correct.zh": HALF}, {"mrr.zh": TIE, "correct.zh": LOSS}),
    ),
    (Variant("one typo", {"mrr.en": HALF}, {}, "3 of 9 differ"),),
)


class Reader(HTMLParser):
    """Collects tags in the order in which they open and checks that they close."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def page() -> str:
    return render_html(REPORT)


def test_the_page_is_well_formed(page: str) -> None:
    reader = Reader()
    reader.feed(page)
    assert reader.open == []


def test_the_page_needs_nothing_from_outside(page: str) -> None:
    reader = Reader()
    reader.feed(page)
    assert all(link.startswith("#") for link in reader.links)
    assert not re.search(r"url\(|@import|https?://", page)


def test_every_link_of_the_page_leads_to_a_section(page: str) -> None:
    targets = set(re.findall(r'href="#(\w+)"', page))
    assert targets == set(re.findall(r'<section id="(\w+)"', page))
    assert {"summary", "ablation", "robustness", "misses"} <= targets


def test_every_miss_is_on_the_page_and_nothing_else(page: str) -> None:
    shown = re.findall(r"<code>(.*?)</code>", page)
    assert shown == ["wrong", "refused", "invented", "c.2"]


def test_questions_are_escaped(page: str) -> None:
    assert "&lt;b&gt;多少&lt;/b&gt; &amp; 几何？" in page
    assert "no &lt;words&gt;" in page


def test_a_failed_gate_is_shown_open(page: str) -> None:
    assert '<details open><summary class="bad">1 of 2 gates failed' in page


def test_charts_hold_the_figures_they_draw(page: str) -> None:
    # Of right, wrong and refused the evidence of two is found, and one is answered.
    assert "number (4), zh: 0.667" in page
    assert "number (4), zh: 0.333" in page


def test_markdown_has_all_tables_and_misses() -> None:
    text = render_markdown(REPORT)
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == [
        "Gates", "Retrieval", "Answers", "Refusals and confidence", "Conversations", "By type", "By document", "Ablation",
        "Robustness", "Latency", "Misses (4 of 8)",
    ]  # fmt: skip
    assert "- understood as: 2022年的吞吐量？" in text
    assert r"\<b\>多少\</b\> & 几何？" in text


def test_a_table_row_has_as_many_cells_as_its_head() -> None:
    for table in render_markdown(REPORT).split("\n\n"):
        if table.startswith("|"):
            assert len({line.count("|") for line in table.splitlines()}) == 1


def test_only_differences_beyond_chance_are_marked() -> None:
    row = next(
        line for line in render_markdown(REPORT).splitlines() if "no \\<words" in line or "no <words>" in line
    )
    assert row.count("▼") == 1
    assert "0.500 ▼" in row


def test_a_report_is_three_files(tmp_path: Path) -> None:
    write_report(REPORT, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "report.html",
        "report.json",
        "report.md",
    ]
    assert read_evaluation(tmp_path / "out" / "report.json").outcomes == EVALUATION.outcomes


def test_an_evaluation_without_unanswerable_questions_has_a_report() -> None:
    assert "Refusals" in render_html(Report(make_evaluation(make_outcome("1"))))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"unanswerable": True}, "answered, though the documents do not say"),
        ({"error": "x"}, "could not be asked"),
        ({"declined": True}, "declined, with the evidence among the first five"),
        (
            {"declined": True, "rankings": {"hybrid": make_ranking(9)}},
            "declined, evidence not among the first five",
        ),
        ({"missing": (0,)}, "another sentence was quoted"),
        ({"missing": (1,), "expected": ("a", "b")}, "part of the answer is missing"),
    ],
)
def test_a_miss_says_what_went_wrong(fields: dict[str, object], words: str) -> None:
    assert what_went_wrong(make_outcome("q", **fields)) == words
