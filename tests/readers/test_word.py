"""Word files → Markdown's signs; and what is said of those that cannot be read."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from rag.corpus import read_document
from rag.errors import DocumentError
from rag.readers import read_source

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def save(document: Any, tmp_path: Path) -> Path:
    path = tmp_path / "a.docx"
    document.save(path)
    return path


def element(xml: str) -> Any:
    return parse_xml(re.sub(r"(?=/?>)", f" {nsdecls('w')}", xml, count=1))


def test_headings_lists_and_paragraphs_take_the_signs_of_markdown(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("年度报告", 0)
    document.add_heading("产业", 1)
    document.add_paragraph("园区有企业1286家。")
    document.add_paragraph("港口", style="List Bullet")
    document.add_paragraph("铁路", style="List Bullet")
    document.add_paragraph("first", style="List Number")
    document.add_paragraph("second", style="List Number")
    source = read_source(save(document, tmp_path))
    assert source.text == (
        "# 年度报告\n\n## 产业\n\n园区有企业1286家。\n\n- 港口\n- 铁路\n1. first\n2. second"
    )
    assert (source.markdown, source.page_starts) == (True, ())


def test_headings_start_at_one_without_a_title(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Cargo", 1)
    document.add_heading("Grain", 2)
    document.add_paragraph("It grew.")
    assert read_source(save(document, tmp_path)).text == "# Cargo\n\n## Grain\n\nIt grew."


def test_a_style_of_ones_own_is_a_heading_by_its_outline_level(tmp_path: Path) -> None:
    document = docx.Document()
    style = document.styles.add_style("公文标题", 1)
    style.element.get_or_add_pPr().append(element('<w:outlineLvl w:val="1"/>'))
    document.add_paragraph("总体要求", style="公文标题")
    document.add_paragraph("正文。")
    assert read_source(save(document, tmp_path)).text == "## 总体要求\n\n正文。"


def test_a_text_without_headings_by_style_is_plain(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("第一章 总则")
    document.add_paragraph("为了规范园区的管理，根据有关法律，制定本办法。")
    path = save(document, tmp_path)
    assert not read_source(path).markdown
    assert [
        block.label for block in read_document(path, "a.docx", "a").blocks if block.kind == "heading"
    ] == ["第一章 总则"]


def test_a_table_has_a_header_and_a_merged_cell_stands_in_each_row(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for row, texts in enumerate((("年份", "项目", "金额"), ("2023", "港口", "12.5"), ("", "铁路", "8.4"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    path = save(document, tmp_path)
    assert read_source(path).text == (
        "| 年份 | 项目 | 金额 |\n| --- | --- | --- |\n| 2023 | 港口 | 12.5 |\n| 2023 | 铁路 | 8.4 |"
    )
    kinds = [block.kind for block in read_document(path, "a.docx", "a").blocks]
    assert kinds == ["table_header", "table_row", "table_row"]


def test_a_header_of_two_rows_is_one(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for row, texts in enumerate((("港口", "吞吐量", ""), ("", "2022年", "2023年"), ("东港", "118", "131"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    assert read_source(save(document, tmp_path)).text == (
        "| 港口 | 吞吐量 2022年 | 吞吐量 2023年 |\n| --- | --- | --- |\n| 东港 | 118 | 131 |"
    )


def test_a_table_that_only_frames_text_is_text(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).paragraphs[0].style = document.styles["Heading 1"]
    table.cell(0, 0).paragraphs[0].text = "Left"
    table.cell(0, 1).text = "right"
    assert read_source(save(document, tmp_path)).text == "# Left\n\nright"


def test_insertions_are_read_and_deletions_are_not(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("共有")
    for xml in (
        "<w:ins><w:r><w:t>五家</w:t></w:r></w:ins>",
        "<w:del><w:r><w:delText>三家</w:delText></w:r></w:del>",
        "<w:sdt><w:sdtContent><w:r><w:t>企业</w:t></w:r></w:sdtContent></w:sdt>",
    ):
        paragraph._p.append(element(xml))
    assert read_source(save(document, tmp_path)).text == "共有五家企业"


def test_a_line_break_stays_and_a_tab_is_a_space(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("one\ttwo\nthree")
    assert read_source(save(document, tmp_path)).text == "one two  \nthree"


def test_text_boxes_and_content_controls_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("beside the box")
    paragraph._p.append(
        element(
            "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>in the box</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
        )
    )
    document.element.body.insert(
        0,
        element(
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>in the control</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    assert read_source(save(document, tmp_path)).text == "in the control\n\nbeside the box\n\nin the box"


def test_a_table_of_contents_is_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("产业\t3", style="toc 1")
    document.add_heading("产业", 1)
    assert read_source(save(document, tmp_path)).text == "# 产业"


def test_numbers_that_word_counts_are_written_out(tmp_path: Path) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{figures}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (figures, pattern) in enumerate((("chineseCounting", "第%1章"), ("decimal", "%1.%2")))
    )
    numbering.insert(0, element(f'<w:abstractNum w:abstractNumId="77">{levels}</w:abstractNum>'))
    numbering.append(element('<w:num w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for text, level, depth in (("总则", 1, 0), ("范围", 2, 1), ("附则", 1, 0), ("施行", 2, 1)):
        heading = document.add_heading(text, level)
        heading._p.get_or_add_pPr().append(
            element(f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="77"/></w:numPr>')
        )
    assert read_source(save(document, tmp_path)).text == (
        "# 第一章 总则\n\n## 1.1 范围\n\n# 第二章 附则\n\n## 2.1 施行"
    )


def test_footnotes_are_notes_of_their_sections(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Cargo", 1)
    paragraph = document.add_paragraph("It grew by a fifth")
    paragraph._p.append(element('<w:r><w:footnoteReference w:id="2"/></w:r>'))
    paragraph.add_run(" in one year.")
    document.add_heading("Ships", 1)
    document.add_paragraph("They were larger.")
    path = with_part(
        save(document, tmp_path),
        "footnotes",
        f"<w:footnotes {nsdecls('w')}>"
        '<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>Without oil.</w:t></w:r></w:p></w:footnote></w:footnotes>',
    )
    assert "fifth[^1] in one year." in read_source(path).text
    read = read_document(path, "a.docx", "a")
    assert "It grew by a fifth in one year." in read.text
    assert [read.text[block.start : block.end] for block in read.blocks if block.kind == "footnote"] == [
        "[^1]: Without oil."
    ]
    assert read.text.index("Without oil") < read.text.index("Ships")


def with_part(path: Path, kind: str, xml: str) -> Path:
    """The file with a part that python-docx does not make."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/_rels/document.xml.rels":
                target = (
                    '<Relationship Id="rId99" Target="footnotes.xml" Type='
                    f'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
                )
                data = data.replace(b"</Relationships>", target.encode())
            new.writestr(name, data)
        new.writestr(f"word/{kind}.xml", xml)
    path.write_bytes(out.getvalue())
    return path


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", r"a\.docx is empty\. There is no text"),
        (
            OLD,
            r"a\.docx cannot be read\. It is a Word file of the kind before 2007 \(\.doc\).*save it as \.docx",
        ),
        (OLD + "EncryptedPackage".encode("utf-16-le"), r"It is protected with a password\. Open it in Word"),
        (b"{\\rtf1 text}", r"It is no Word file, whatever its name says"),
        (b"PK\x03\x04 and nothing more", r"It is damaged, or another kind of file"),
    ],
)
def test_what_is_no_word_file_is_refused_with_its_reason(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=message):
        read_source(path)


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.99])
def test_a_file_cut_short_is_refused(tmp_path: Path, kept: float) -> None:
    document = docx.Document()
    document.add_paragraph("text").runs[0].font.size = Pt(9)
    data = save(document, tmp_path).read_bytes()
    (tmp_path / "cut.docx").write_bytes(data[: int(kept * len(data))])
    with pytest.raises(DocumentError, match=r"cut\.docx cannot be read\. It is damaged"):
        read_source(tmp_path / "cut.docx")


def test_another_kind_of_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(DocumentError, match="another kind of file under a Word file's name"):
        read_source(path)


def test_an_empty_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"a\.docx is empty"):
        read_source(save(docx.Document(), tmp_path))
