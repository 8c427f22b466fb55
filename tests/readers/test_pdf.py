"""PDF files → lines, pages, paragraphs; and what is said of those that cannot be read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rag.corpus import read_document
from rag.errors import DocumentError
from rag.readers import read_source
from rag.readers.source import Omission
from tests.readers.papers import BOLD, HELVETICA, Paper, unmapped_pdf

FIRST = "临海园区成立于二〇〇九年六月，规划面积四十八平方公里，现有注册企业"
SECOND = "一千二百八十六家，其中规模以上工业企业二百一十四家。"


def paper(tmp_path: Path, **options: object) -> Paper:
    return Paper(tmp_path / "a.pdf", **options)


def test_each_page_starts_where_its_text_does(tmp_path: Path) -> None:
    page = paper(tmp_path)
    page.write(72, 700, "first page")
    page.turn_page()
    page.turn_page()
    page.write(72, 700, "third page")
    source = read_source(page.save())
    assert source.text == "first page\n\f\n\fthird page"
    assert source.page_starts == (0, 12, 14)
    assert (source.paged, source.markdown, source.omissions) == (True, False, ())


def test_a_quote_of_the_third_page_says_page_three(tmp_path: Path) -> None:
    page = paper(tmp_path)
    # Its printed numbers start on the second page: pages are counted as a viewer does.
    for number, text in enumerate(("Cover of the report.", "The port was opened.", "The port was closed.")):
        page.lines(700, text)
        if number:
            page.write(290, 30, str(number))
        page.turn_page()
    document = read_document(page.save(), "a.pdf", "a")
    assert document.source_map.page(document.text.index("closed")) == 3
    assert document.source_map.page(document.text.index("Cover")) == 1
    assert "1" not in document.text


def test_chinese_lines_are_joined_over_lines_and_pages(tmp_path: Path) -> None:
    page = paper(tmp_path)
    page.lines(760, *[f"{FIRST}甲"] * 3, FIRST + "乙")
    page.turn_page()
    page.lines(760, SECOND, "　　" + FIRST, SECOND)
    document = read_document(page.save(), "a.pdf", "a")
    assert f"{FIRST}乙{SECOND}\n{FIRST}{SECOND}" in document.text


def test_space_between_lines_parts_paragraphs(tmp_path: Path) -> None:
    page = paper(tmp_path)
    y = page.lines(760, FIRST, FIRST, FIRST, SECOND)
    page.lines(y - 12, FIRST, FIRST, SECOND)
    assert read_source(page.save()).text == "\n".join([FIRST] * 3 + [SECOND, "", FIRST, FIRST, SECOND])


def test_an_indent_starts_a_paragraph(tmp_path: Path) -> None:
    page = paper(tmp_path)
    y = page.lines(760, FIRST, FIRST, SECOND)
    page.write(96, y, FIRST)
    page.lines(y - 18, FIRST, SECOND)
    assert f"{SECOND}\n    {FIRST}\n{FIRST}" in read_source(page.save()).text


def test_a_bold_line_stands_apart_as_a_heading(tmp_path: Path) -> None:
    sentence = "The port handled four million tonnes of cargo in the year under review, a fifth more"
    page = paper(tmp_path)
    y = page.lines(760, "Cargo handled", font=BOLD)
    y = page.lines(y, sentence, sentence, "than in the year before.")
    y = page.lines(y, "Ships served", font=BOLD)
    page.lines(y, sentence, sentence, "than in the year before.")
    document = read_document(page.save(), "a.pdf", "a")
    assert [block.label for block in document.blocks if block.kind == "heading"] == [
        "Cargo handled",
        "Ships served",
    ]


def test_a_word_broken_by_a_hyphen_is_one_word(tmp_path: Path) -> None:
    page = paper(tmp_path)
    page.lines(
        760,
        "An international harbour needs room for ships that are larger than those of inter-",
        "national trade today, as the authority has said in each of its reports since then.",
        "It has little.",
    )
    path = page.save()
    assert "inter-\nnational" in read_source(path).text
    assert "those of international trade" in read_document(path, "a.pdf", "a").text


def test_headers_and_page_numbers_are_left_out_of_two_pages(tmp_path: Path) -> None:
    page = paper(tmp_path)
    for number in (1, 2):
        # The file draws the footer first and the header last.
        page.write(290, 30, f"{number} / 2", size=9)
        page.lines(740, FIRST, FIRST, SECOND)
        page.write(72, 810, "Annual report", size=9)
        page.turn_page()
    body = "\n".join((FIRST, FIRST, SECOND))
    assert read_source(page.save()).text == f"{body}\n\f\n{body}"


def test_numbered_headings_at_the_top_of_pages_stay(tmp_path: Path) -> None:
    page = paper(tmp_path)
    for number in (1, 2):
        page.write(72, 790, f"Annex {number}", size=16)
        page.lines(740, "Ships and their cargo.", "They came in spring.")
        page.turn_page()
    text = read_source(page.save()).text
    assert "Annex 1" in text
    assert "Annex 2" in text


def test_a_table_of_contents_is_left_out(tmp_path: Path) -> None:
    page = paper(tmp_path)
    page.lines(760, "Contents", "1 Ships . . . . . . . . . . 3", "2 Cargo ........... 12", "The end.")
    assert read_source(page.save()).text == "Contents\n\nThe end."


def test_rows_set_in_columns_are_table_rows(tmp_path: Path) -> None:
    page = paper(tmp_path)
    y = page.lines(760, "The cargo of both years is shown in the table below.")
    for row in (("Cargo", "2022", "2023"), ("Grain", "1,200", "1,310"), ("Steel", "840", "795")):
        for x, text in zip((72, 220, 340), row, strict=True):
            page.write(x, y, text)
        y -= 16
    document = read_document(page.save(), "a.pdf", "a")
    rows = [
        document.text[block.start : block.end] for block in document.blocks if block.kind.startswith("table")
    ]
    assert rows == ["Cargo\t2022\t2023", "Grain\t1,200\t1,310", "Steel\t840\t795"]


def test_a_page_that_is_turned_reads_as_it_is_seen(tmp_path: Path) -> None:
    page = paper(tmp_path)
    page.canvas.setPageRotation(90)
    page.canvas.translate(595, 0)
    page.canvas.rotate(90)
    page.lines(500, "one line of the page", "another line of it")
    assert read_source(page.save()).text == "one line of the page\nanother line of it"


def test_every_quote_leads_back_to_the_page_it_stands_on(tmp_path: Path) -> None:
    page = paper(tmp_path)
    for number in range(1, 6):
        page.lines(700, *(f"Page {number} has line {line} of its own text." for line in "abc"))
        page.turn_page()
    source = read_source(path := page.save())
    document = read_document(path, "a.pdf", "a")
    assert document.source_text == source.text
    for number in range(1, 6):
        start = document.text.index(f"Page {number} has line b")
        offset = document.source_map.source_offset(start)
        assert source.text[offset : offset + 17] == f"Page {number} has line b"[:17]
        assert document.source_map.page(start) == number


def test_a_scan_says_that_it_needs_text_recognition(tmp_path: Path) -> None:
    page = paper(tmp_path)
    page.picture()
    page.turn_page()
    page.picture()
    page.write(290, 30, "2")
    with pytest.raises(DocumentError, match=r"a\.pdf has no text layer\. Its pages are pictures.*ocrmypdf"):
        read_source(page.save())


def test_scanned_pages_among_others_are_named(tmp_path: Path) -> None:
    page = paper(tmp_path)
    page.write(72, 700, "The report begins with this sentence.")
    for _ in range(2):
        page.turn_page()
        page.picture()
    source = read_source(page.save())
    assert source.text.startswith("The report")
    assert source.omissions == (
        Omission(
            "pages 2–3",
            "A picture fills them and there is no text; the other pages are read."
            " Run text recognition (OCR) to have these too.",
        ),
    )


def test_a_page_without_anything_is_no_text(tmp_path: Path) -> None:
    page = paper(tmp_path)
    page.turn_page()
    with pytest.raises(DocumentError, match=r"a\.pdf has no text\. Its pages hold no characters"):
        read_source(page.save())


def test_a_protected_file_says_so(tmp_path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    page = paper(tmp_path, encrypt=StandardEncryption("secret", ownerPassword="owner", strength=128))
    page.write(72, 700, "nobody may read this")
    with pytest.raises(DocumentError, match=r"a\.pdf cannot be read\. It is protected with a password"):
        read_source(page.save())


def test_a_file_that_only_may_not_be_changed_is_read(tmp_path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    page = paper(tmp_path, encrypt=StandardEncryption("", ownerPassword="owner", canModify=0, strength=128))
    page.write(72, 700, "everybody may read this")
    assert read_source(page.save()).text == "everybody may read this"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.pdf is empty. There is no text in it."),
        (b"<html>Please log in</html>", "a.pdf cannot be read. It is no PDF file, whatever its name says."),
        (b"%PDF-1.7\nnothing follows", "a.pdf cannot be read. The PDF file is damaged or incomplete."),
    ],
)
def test_what_is_no_whole_pdf_is_refused_with_its_reason(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        read_source(path)
    assert str(caught.value).startswith(message)


def test_half_a_file_is_read_or_refused(tmp_path: Path) -> None:
    page = paper(tmp_path)
    page.write(72, 700, "a sentence")
    data = page.save().read_bytes()
    (tmp_path / "half.pdf").write_bytes(data[: len(data) // 2])
    with pytest.raises(DocumentError, match=r"half\.pdf"):
        read_source(tmp_path / "half.pdf")


def test_characters_that_nobody_can_tell_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(unmapped_pdf())
    with pytest.raises(DocumentError, match=r"The characters of a\.pdf cannot be told\. Its fonts"):
        read_source(path)


def test_small_figures_beside_a_word_stay_on_its_line(tmp_path: Path) -> None:
    page = paper(tmp_path)
    page.write(72, 700, "cargo of 12 m")
    page.write(72 + page.canvas.stringWidth("cargo of 12 m", HELVETICA, 11), 704, "3", size=6)
    page.write(150, 700, "of oil")
    assert read_source(page.save()).text == "cargo of 12 m3 of oil"


def test_reading_plain_text_loads_no_library_of_other_kinds(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text", encoding="utf-8")
    code = (
        "import sys; from rag.corpus import read_corpus\n"
        f"read_corpus({str(tmp_path)!r})\n"
        "heavy = {'pypdfium2', 'docx', 'lxml'} & set(sys.modules)\n"
        "sys.exit(f'loaded {sorted(heavy)}' if heavy else 0)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
