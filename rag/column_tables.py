"""Tables set in columns of plain text: which lines are their headers and rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.columns import Cell, Columns, find_columns, split_cells
from rag.headings import LISTLIKE, heading_style
from rag.lines import Line, cells, ends_sentence
from rag.markup import Markup, Role, TableLine, starts_item
from rag.table_headers import is_quantity, names_columns, quantity_columns
from rag.table_rows import join_rows
from rag.tables import is_source_line, is_table_caption

# So many lines tell whether a table starts here; a header stands among the first lines of a run, if at all.
_SAMPLE_LINES = 16
_HEADER_TRIES = 3
_MIN_ROWS = 2
# Without a header, only so many rows of so many columns, figures among them, are a table.
_MIN_BARE_ROWS, _MIN_BARE_COLUMNS = 3, 3
_MAX_LINE_CHARS = 1_500
# A line without columns inside a table: what heads a group of rows, or the rest of a cell; or above it: its title.
_MAX_LONE_CELLS = 60
_MAX_LONE_LINES = 2
# A table goes on after so many lines at the edges of two pages.
_MAX_EDGE_LINES = 3

_NO_ROW = re.compile(r"[#>|]|```|~~~|[-*+•●■◆▪‣–]\s+\S|第[\d一二三四五六七八九十百零〇\s]{1,9}[条款]\s")
_RULE = re.compile(r"[-–—=_─━═~┼\s]{3,}")
_UNIT_LINE = re.compile(
    r"[（(\[]?\s*(?:(?:金额|货币|计量|数据)?单位|币种|units?)\s*[:：].{1,60}"
    r"|[（(\[](?:in|all figures|figures in)\s.{1,40}[)）\]]",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"(?:[.·…．]\s?){4,}")
_CONTENTS = re.compile(r"目\s*[录錄次]|(?:table of )?contents", re.IGNORECASE)
_POINTS_HERE = re.compile(r"下表|如下|见表|the following|below|\btable\b", re.IGNORECASE)
_NEXT_SENTENCE = re.compile(r"\w{3}[.!?。！？][”\"’')）]? {2}(?! )")
_PAUSES = re.compile(r"[，。；;]")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class _Text:
    """A text's lines, the cells of those that may be rows, by index, and the roles given so far."""

    source: str
    lines: Sequence[Line]
    rows: Mapping[int, tuple[Cell, ...]]
    roles: dict[int, Role]

    def is_rule(self, index: int) -> bool:
        role = self.roles.get(index)
        return role == "rule" or (role is None and bool(_RULE.fullmatch(self.lines[index].text)))

    def above(self, index: int) -> int:
        """The line before one, drawn lines aside; -1 for none."""
        index -= 1
        while index >= 0 and self.is_rule(index):
            index -= 1
        return index

    def words(self, cell: Cell) -> str:
        return self.source[cell[0].start : cell[-1].end] if cell else ""


@dataclass(frozen=True, slots=True)
class _Table:
    """The lines of a table, by index and in order; the first `headers` of them name the columns."""

    members: list[int]
    columns: Columns
    headers: int


def add_column_tables(source: str, lines: Sequence[Line], markup: Markup) -> Markup:
    """The markup with the tables added that a text sets in columns: cells parted by wide gaps.

    Such a table has a line that names its columns and at least two rows. What goes on over a page break,
    and aligned figures in three columns or more, are rows without a header.
    """
    rows = {
        index: row
        for index, line in enumerate(lines)
        if index not in markup.roles and len(row := split_cells(line)) > 1 and _may_be_row(line)
    }
    if len(rows) <= _MIN_ROWS:
        return markup
    text = _Text(source, lines, rows, dict(markup.roles))
    set_lines: dict[int, TableLine] = {}
    latest: _Table | None = None
    end = 0
    for index in rows:
        if index < end:
            continue
        run = _run(text, index, _SAMPLE_LINES)
        table = _find_table(text, run, latest)
        if table is None:
            end = _tried(text, run)
            continue
        table = _whole(text, table)
        titles = _titles(text, table.members[0]) if table.headers else []
        members = [member for member in table.members if not text.is_rule(member)]
        joined = join_rows(source, lines, titles, members, table.columns, table.headers)
        for line in joined:
            set_lines.update(dict.fromkeys(line.members, line))
            text.roles.update(dict.fromkeys(line.members, line.kind))
        first, end = joined[0].members[0], joined[-1].members[-1] + 1
        latest = replace(table, members=[member for member in table.members if member < end])
        while first > 0 and lines[first].gap == 0 and text.is_rule(first - 1):
            first -= 1
        while end < len(lines) and lines[end].gap == 0 and text.is_rule(end):
            end += 1
        text.roles.update(dict.fromkeys(filter(text.is_rule, range(first, end)), "rule"))
    return replace(markup, roles=text.roles, rows=set_lines)


def _may_be_row(line: Line) -> bool:
    style = heading_style(line.text)
    return (
        len(line.text) <= _MAX_LINE_CHARS
        and (style is None or style.name in LISTLIKE)
        and _is_plain(line)
        and not _LEADERS.search(line.text)
    )


def _is_plain(line: Line) -> bool:
    """Whether a line has words or figures and no mark, and is not what stands above or below a table."""
    return not (
        "|" in line.text
        or _NO_ROW.match(line.text)
        or _RULE.fullmatch(line.text)
        or _UNIT_LINE.fullmatch(line.text)
        or is_table_caption(line.text)
        or is_source_line(line.text)
    )


def _run(text: _Text, start: int, most: int) -> list[int]:
    """At most so many lines from a row on that may be one table: rows at equal distances, drawn lines, lone lines.

    The first row may be a header and so stand apart from the others.
    """
    run, steps, lone = [start], [], 0
    for index in range(start + 1, min(start + most, len(text.lines))):
        line = text.lines[index]
        step = 0 if line.new_page else line.gap
        if step > 1:
            break
        if text.is_rule(index):
            run.append(index)
            continue
        if index in text.rows:
            steps.append(step)
            if len(steps) > 1 and ((step != steps[1] and not line.new_page) or step > steps[0]):
                break
            lone = 0
        elif step or lone == _MAX_LONE_LINES or index in text.roles or not _may_stand_inside(line):
            break
        else:
            lone += 1
        run.append(index)
    # What follows the last row may be the rest of its cells.
    while run[-1] not in text.rows and (
        text.is_rule(run[-1]) or text.lines[run[-1]].indent <= text.lines[start].indent
    ):
        run.pop()
    return run


def _may_stand_inside(line: Line) -> bool:
    return (
        cells(line.text) <= _MAX_LONE_CELLS
        and bool(_LETTER.search(line.text))
        and not ends_sentence(line.text)
        and _is_plain(line)
    )


def _find_table(text: _Text, run: Sequence[int], latest: _Table | None) -> _Table | None:
    """The table that a run starts, under a header, after the latest table, or with figures alone."""
    rows = [index for index in run if index in text.rows]
    if _heads_contents(text, rows[0]):
        return None
    for start in rows[: min(_HEADER_TRIES, max(0, len(rows) - _MIN_ROWS))]:
        if table := _headed(text, [index for index in run if index >= start]):
            return table
    columns = find_columns([text.rows[index] for index in rows])
    if latest and _goes_on(text, latest, rows, columns):
        columns = columns if columns and columns.count == latest.columns.count else latest.columns
        return _Table(list(run), columns, 0)
    if columns and _are_figures(text, rows, columns):
        return _Table(list(run), columns, 0)
    return None


def _tried(text: _Text, run: Sequence[int]) -> int:
    """The line after those of a run that were tried as headers in vain, one at least."""
    rows = [index for index in run if index in text.rows]
    return rows[max(1, min(_HEADER_TRIES, len(rows) - _MIN_ROWS)) - 1] + 1


def _headed(text: _Text, members: Sequence[int]) -> _Table | None:
    """The table that lines are, if the first one names columns that the others have."""
    rows = [index for index in members if index in text.rows]
    first = text.lines[rows[0]].text
    columns = find_columns([text.rows[index] for index in rows]) if len(rows) > _MIN_ROWS else None
    if columns is None or starts_item(first) or heading_style(first) or _is_prose(text, rows):
        return None
    grid = [_texts(text, columns, index) for index in rows]
    leads = rows[0] - 1 not in text.rows or text.lines[rows[0]].gap > text.lines[rows[1]].gap
    announced = members[1] != rows[1] and text.is_rule(members[1])
    announced |= _is_announced(text, rows[0], columns.count)
    if sum(map(bool, grid[0])) < columns.count - 1 and len(grid) > _MIN_ROWS + 1:
        # Names over several columns each, whose own names stand on the next line.
        both = [f"{over} {name}".strip() for over, name in zip(grid[0], grid[1], strict=False)]
        if names_columns(both, grid[2:], leads=leads, announced=announced):
            return _Table(list(members), columns, 2)
    if names_columns(grid[0], grid[1:], leads=leads, announced=announced):
        return _Table(list(members), columns, 1)
    return None


def _whole(text: _Text, table: _Table) -> _Table:
    """A table that its first lines tell, with all lines that follow, up to a lone line over another header."""
    members = _run(text, table.members[0], len(text.lines))
    for position, (index, following) in enumerate(pairwise(members)):
        lone = index not in text.rows and not text.is_rule(index)
        if not lone or following not in text.rows or position < table.headers + _MIN_ROWS:
            continue
        if _headed(text, members[position + 1 : position + 1 + _SAMPLE_LINES]):
            members = members[:position]
            break
    columns = find_columns([text.rows[index] for index in members if index in text.rows])
    if columns is None or columns.count < table.columns.count:
        columns = table.columns
    return _Table(members, columns, table.headers)


def _texts(text: _Text, columns: Columns, index: int) -> list[str]:
    return [text.words(cell) for cell in columns.place(text.rows[index])]


def _is_prose(text: _Text, rows: Sequence[int]) -> bool:
    """Whether two spaces follow the ends of sentences."""
    return sum(bool(_NEXT_SENTENCE.search(text.lines[index].text)) for index in rows) > len(rows) / 3


def _is_announced(text: _Text, index: int, count: int) -> bool:
    """Whether a table's title stands above a line, or, over three columns, a sentence that points here."""
    above = text.above(index)
    while above >= 0 and _UNIT_LINE.fullmatch(text.lines[above].text):
        above = text.above(above)
    if above < 0 or text.lines[above + 1].gap > 1:
        return False
    line = text.lines[above].text
    return is_table_caption(line) or (count > 2 and bool(_POINTS_HERE.search(line[-_MAX_LONE_CELLS:])))


def _heads_contents(text: _Text, index: int) -> bool:
    """Whether a table of contents starts at a line."""
    above = text.above(index)
    return above >= 0 and bool(_CONTENTS.fullmatch(text.lines[above].text.strip("#* :：")))


def _goes_on(text: _Text, latest: _Table, rows: Sequence[int], columns: Columns | None) -> bool:
    """Whether rows go on with the table before them: figures or three columns next to it, or any over a page break."""
    between = text.lines[latest.members[-1] + 1 : rows[0] + 1]
    count = columns.count if columns else len(text.rows[rows[0]])
    if count != latest.columns.count or len(between) > _MAX_EDGE_LINES + 1 or _is_prose(text, rows):
        return False
    if any(line.new_page for line in between):
        return True
    figures = any(is_quantity(text.words(cell)) for cell in text.rows[rows[0]][1:])
    return len(between) == 1 and between[0].gap <= 1 and (figures or count > 2)


def _are_figures(text: _Text, rows: Sequence[int], columns: Columns) -> bool:
    """Whether lines without a header are rows all the same: figures in columns, and not the pages of chapters."""
    if len(rows) < _MIN_BARE_ROWS or columns.count < _MIN_BARE_COLUMNS or _is_prose(text, rows):
        return False
    if not columns.edges and not all("\t" in text.lines[index].text for index in rows):
        return False
    grid = [_texts(text, columns, index) for index in rows]
    last = [row[-1] for row in grid if len(row) == columns.count]
    counted = all(page.isdecimal() for page in last) and all(
        int(page) <= int(following) for page, following in pairwise(last)
    )
    return not counted and any(column > 0 for column in quantity_columns(grid))


def _titles(text: _Text, index: int) -> list[int]:
    """The lines right above a header that say what the table is and in which unit it counts, in order.

    A numbered title is none of them: it is a heading of its own.
    """
    found: list[int] = []
    above = text.above(index)
    while above >= 0 and above not in text.roles and _UNIT_LINE.fullmatch(text.lines[above].text):
        if text.lines[above + 1].gap > 1:
            return found
        found.insert(0, above)
        above = text.above(above)
    if above > 0 and above not in text.roles and text.lines[above + 1].gap == 0:
        line = text.lines[above]
        stands_alone = line.gap > 0 or line.new_page
        if stands_alone and _is_plain(line) and _may_be_title(line):
            found.insert(0, above)
    return found


def _may_be_title(line: Line) -> bool:
    return (
        cells(line.text) <= _MAX_LONE_CELLS
        and not ends_sentence(line.text)
        and not _PAUSES.search(line.text)
        and not starts_item(line.text)
        and heading_style(line.text) is None
    )
