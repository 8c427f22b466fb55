from __future__ import annotations

from rag.page.rows import Row, render_rows, row_cells

HEADER = "| 环节 | 2021 年 | 2022 年 |"
HEAD = '<thead><tr><th scope="col">环节</th><th scope="col" class="figure">2021 年</th>'


def cells(text):
    return [text[start:end] for start, end in row_cells(text)]


def test_a_row_is_cut_at_its_bars_or_at_its_tabs():
    assert cells("| 隔膜 | 41 | 63 |") == ["隔膜", "41", "63"]
    assert cells("隔膜\t41\t63") == ["隔膜", "41", "63"]
    assert cells("隔膜 | 41") == ["隔膜", "41"]


def test_an_empty_cell_keeps_its_column_and_an_escaped_bar_is_a_character():
    assert cells("| | 41 | |") == ["", "41", ""]
    assert cells("甲\t\t63") == ["甲", "", "63"]
    assert cells("| a \\| b | c |") == ["a \\| b", "c"]


def test_what_is_not_one_row_has_no_cells():
    assert row_cells("隔膜产值为63亿元。") == []
    assert row_cells("| 甲 | 乙 |\n| 丙 | 丁 |") == []
    assert row_cells("|") == []


def test_the_headers_cells_stand_above_those_of_the_row_with_its_marks_kept():
    row = "| 隔膜 | 41 | 63 |"
    table = render_rows([Row(row, [(0, len(row))], [(row.index("63"), row.index("63") + 2)])], HEADER)
    assert table == (
        f'<div class="rows"><table>{HEAD}<th scope="col" class="figure">2022 年</th></tr></thead>'
        '<tbody><tr><td><mark>隔膜</mark></td><td class="figure"><mark>41</mark></td>'
        '<td class="figure"><mark><b>63</b></mark></td></tr></tbody></table></div>'
    )


def test_rows_apart_by_tabs_are_the_same_table():
    bars, tabs = render_rows([Row("| 隔膜 | 41 | 63 |")], HEADER), render_rows([Row("隔膜\t41\t63")], HEADER)
    assert tabs == bars
    assert render_rows([Row("隔膜\t41\t63")], "环节\t2021 年\t2022 年") == bars
    assert render_rows([Row("隔膜\t41\t63")], "环节 2021年 2022年").count("<th ") == 3


def test_a_header_with_another_number_of_cells_is_told_above_and_over_no_column():
    table = render_rows([Row("营业收入\t5\t6")], "2023年\t2022年")
    assert "<caption>2023年 · 2022年</caption>" in table
    assert "<th" not in table


def test_a_row_whose_header_is_unknown_is_a_table_without_one():
    assert "<th" not in render_rows([Row("| 隔膜 | 41 |")], "")
    assert "<caption" not in render_rows([Row("| 隔膜 | 41 |")], "")


def test_several_rows_share_one_header():
    table = render_rows([Row("| 隔膜 | 41 | 63 |"), Row("| 电解液 | 57 | 79 |")], HEADER)
    assert (table.count("<thead>"), table.count("<tr>")) == (1, 3)


def test_words_that_are_no_row_give_no_table():
    assert render_rows([Row("隔膜产值为63亿元。")], HEADER) == ""
    assert render_rows([], HEADER) == ""


def test_markup_in_cells_and_headers_is_shown_and_not_obeyed():
    table = render_rows([Row("| <b>x</b> | 1 |", [(0, 14)])], "| <i> | & |")
    assert "<td><mark>&lt;b&gt;x&lt;/b&gt;</mark></td>" in table
    assert '<th scope="col">&lt;i&gt;</th><th scope="col" class="figure">&amp;</th>' in table
