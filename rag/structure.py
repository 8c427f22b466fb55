"""Units told apart: headings and their order, title and byline, rosters and covers, captions, tables."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from rag.headings import (
    BARE,
    CLAUSE,
    LISTLIKE,
    SUBITEM,
    TOP,
    heading_count,
    heading_label,
    heading_number,
    heading_style,
)
from rag.lines import Layout, cells, ends_sentence
from rag.markup import starts_item
from rag.paragraphs import BYLINE
from rag.particulars import is_particular
from rag.tables import build_tables, is_figure_caption, is_source_line, is_table_caption
from rag.units import Unit

TABLE_RANK = 90
# A short line over a paragraph is a heading only when the paragraph is a real one.
_MIN_BODY_CELLS = 80
_MAX_BARE_CELLS = 72
_MIN_COVER_UNITS = 4
# Number styles that head a text without a blank line between, and how long such a heading is at most.
_TIGHT_STYLES = frozenset({"clause", "subclause", "item"})
_MAX_TIGHT_CELLS = 50
_PAUSES = re.compile(r"[，。；：,;:!?！？]")

_DATE_LINE = re.compile(
    r"(?:19|20)\d{2}\s*[.年/-]\s*\d{1,2}\s*(?:[.月/-]\s*(?:\d{1,2}\s*日?)?)?|(?:19|20)\d{2}"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
    r"|\d{1,2}\s+(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+\d{4}",
)
_HOSTS = re.compile(
    r"(?:主办|承办|协办|指导|支持)(?:单位|方)?\s*[:：]|(?:Hosted|Organi[sz]ed|Sponsored) by\b", re.IGNORECASE
)
_DATELINE = re.compile(r"[\u4e00-\u9fff]{0,12}\d{1,2}月\d{1,2}日(?:电|讯)")
_LABEL = re.compile(r".{1,24}[:：]")
# The title of a box may ask.
_BOX_QUESTION = re.compile(r"(?:Box|Panel|专栏|专框|案例)\s*\d{1,2}\S*\s+[^.。]*[?？]")
_NO_PUNCTUATION = re.compile(r"[^，。；：！？,;!?…]{4,30}")
_RUNS_ON = ("，", "、", "；", "：", ":", ",", ";")


def tell_apart(units: list[Unit], layout: Layout, markdown: bool) -> list[Unit]:
    """The units with their kinds, ranks and labels set, those out of order put in their place."""
    hashes = markdown or any(unit.text.startswith("#") and heading_style(unit.text) for unit in units[:200])
    _mark_headings(units, hashes)
    units = build_tables(units, TABLE_RANK)
    _mark_figures(units)
    units = _lift_title(units)
    _mark_rosters(units)
    _mark_subheads(units, layout)
    if not hashes:
        _mark_bare_headings(units, layout)
    _mark_covers(units)
    if not _is_titled(units):
        _mark_title(units)
    for unit in units:
        if unit.kind == "heading":
            unit.label = heading_label(unit.text)
    units = _lead_with_headings(units)
    for before, unit in itertools.pairwise(units):
        # A roster's and a cover's lines stand under each other.
        unit.tight |= before.kind == unit.kind == "front"
    return units


def _mark_headings(units: Sequence[Unit], hashes: bool) -> None:
    for index, unit in enumerate(units):
        if unit.kind != "paragraph" or unit.verbatim or unit.style:
            continue
        style = heading_style(unit.text, hashes)
        if style is None:
            continue
        if style.name in LISTLIKE and not _heads_text(units, index, style.name, hashes):
            continue
        unit.kind, unit.rank, unit.style = "heading", style.rank, style.name
    if not hashes:
        _mark_tight_headings(units)
        _mark_counted_headings(units)


def _mark_tight_headings(units: Sequence[Unit]) -> None:
    """Numbered headings with their text on the very next line: short, each over a paragraph, and counting up.

    One alone may be the last item of a list, after which the sentence goes on; two that follow each other in
    number, a paragraph under each, are headings.
    """
    latest: dict[str, tuple[int, Unit]] = {}
    for unit, following in itertools.pairwise(units):
        style = heading_style(unit.text)
        number = heading_number(unit.text)
        if style is None or style.name not in _TIGHT_STYLES or number is None:
            continue
        if unit.kind == "heading":
            latest[style.name] = (number, unit)
            continue
        if not _heads_tight_text(unit, following):
            continue
        before = latest.get(style.name)
        latest[style.name] = (number, unit)
        if before and before[0] == number - 1:
            for head in (before[1], unit):
                head.kind, head.rank, head.style = "heading", style.rank, style.name


def _mark_counted_headings(units: Sequence[Unit]) -> None:
    """Lines that stand alone and fill the gaps in a count of headings, whatever comes under them: "2 SPEED"."""
    alone: dict[tuple[str, str], list[tuple[int, Unit]]] = {}
    for unit, following in itertools.pairwise(units):
        style = heading_style(unit.text)
        count = heading_count(unit.text)
        if style is None or style.name not in LISTLIKE or count is None:
            continue
        if unit.kind == "heading" or (
            _stands_alone(unit, following) and heading_style(following.text) != style
        ):
            under, number = count
            alone.setdefault((style.name, under), []).append((number, unit))
    for (name, _), counted in alone.items():
        for order in (counted, counted[::-1]):
            step = 1 if order is counted else -1
            for (number, head), (next_number, unit) in itertools.pairwise(order):
                if head.kind == "heading" and unit.kind == "paragraph" and next_number == number + step:
                    unit.kind, unit.rank, unit.style = "heading", head.rank, name


def _stands_alone(unit: Unit, following: Unit) -> bool:
    return (
        unit.kind == "paragraph"
        and not (unit.verbatim or unit.style or unit.tight)
        and unit.gap >= 1
        and following.gap >= 1
        and len(unit.spans) == 1
    )


def _heads_tight_text(unit: Unit, following: Unit) -> bool:
    return (
        unit.kind == following.kind == "paragraph"
        and following.tight
        and not (unit.verbatim or unit.style or following.verbatim or following.style)
        and len(unit.spans) == 1
        and cells(unit.text) <= _MAX_TIGHT_CELLS
        and not _PAUSES.search(unit.text)
        and heading_style(following.text) is None
        and not starts_item(following.text)
        and (ends_sentence(following.text) or cells(following.text) >= _MIN_BODY_CELLS)
    )


def _heads_text(units: Sequence[Unit], index: int, style: str, hashes: bool) -> bool:
    """Whether a numbered line stands over a text or a table of its own; after an item of a list the next one comes."""
    if _heads_table(units, index):
        return True
    if (
        index + 1 >= len(units)
        or units[index + 1].tight
        or (units[index].tight and style in ("item", "subitem"))
    ):
        return False
    following = heading_style(units[index + 1].text, hashes)
    if following is None:
        return units[index + 1].kind == "paragraph" and (
            ends_sentence(units[index + 1].text) or cells(units[index + 1].text) >= _MIN_BODY_CELLS
        )
    return following.name != style


def _heads_table(units: Sequence[Unit], index: int) -> bool:
    """Whether a table, its title above it or not, follows a line."""
    following = [unit for unit in units[index + 1 : index + 3] if not is_table_caption(unit.text)]
    return bool(following) and following[0].kind == "table_header"


def _mark_figures(units: Sequence[Unit]) -> None:
    for index, unit in enumerate(units):
        if unit.style.startswith("caption"):
            unit.kind = "caption"
        elif unit.kind == "paragraph" and is_figure_caption(unit.text):
            unit.kind, unit.style = "caption", "figure"
        elif (
            unit.kind == "paragraph"
            and index
            and units[index - 1].style == "figure"
            and is_source_line(unit.text)
        ):
            unit.kind, unit.style, unit.tight = "caption", "figure", True


def _lift_title(units: list[Unit]) -> list[Unit]:
    """The title, byline and lead that a newspaper page leaves at the end, put in front.

    A byline tells the title above it; what follows it to the end of the text is the lead.
    """
    byline = next(
        (i for i, unit in enumerate(units) if unit.kind == "paragraph" and BYLINE.fullmatch(unit.text)), None
    )
    if byline is None:
        return units
    title = byline - 1
    while title > 0 and units[title].text.startswith(("——", "--")):
        title -= 1
    if (
        title < 0
        or ends_sentence(units[title].text)
        or units[title].kind != "paragraph"
        or cells(units[title].text) > _MAX_BARE_CELLS
    ):
        return units
    units[title].kind, units[title].rank, units[title].style = "heading", TOP, "title"
    end = next((i for i in range(byline + 1, len(units)) if units[i].kind == "heading"), len(units))
    for unit in units[title + 1 : byline + 1]:
        unit.kind = "front"
    start = title - 1 if title and _DATELINE.fullmatch(units[title - 1].text) else title
    for unit in units[start:title]:
        unit.kind = "front"
    body = [unit for unit in units[:start] if unit.kind == "paragraph"]
    if end < len(units) or len(body) < 3:
        return units
    for unit in units[byline + 1 : end]:
        unit.style = "lead"
    group = [units[title], *units[title + 1 : byline + 1], *units[start:title], *units[byline + 1 : end]]
    return [*group, *units[:start]]


def _mark_rosters(units: Sequence[Unit]) -> None:
    """Short lines under a heading, some of them labels that end in a colon: names and posts."""
    for start, end in _segments(units):
        members = [unit for unit in units[start:end] if unit.style != "table"]
        lines = [unit for unit in members if unit.kind in ("paragraph", "heading")]
        if len(lines) < 3 or len(lines) < len(members):
            continue
        labels = sum(bool(_LABEL.fullmatch(unit.text)) for unit in lines)
        if labels and all(_is_short(unit) for unit in lines):
            for unit in lines:
                unit.kind = "front"


def _segments(units: Sequence[Unit]) -> list[tuple[int, int]]:
    """Spans between headings of the outer kinds; what stands before the first one is a span too."""
    edges = [index for index, unit in enumerate(units) if unit.kind == "heading" and unit.rank <= TOP]
    return list(zip([0, *(edge + 1 for edge in edges)], [*edges, len(units)], strict=True))


def _is_short(unit: Unit) -> bool:
    return len(unit.text) <= 120 and not ends_sentence(unit.text) and not unit.verbatim


def _mark_subheads(units: Sequence[Unit], layout: Layout) -> None:
    """Sub-heads that a newspaper column glues to the text below: one line without any punctuation."""
    if not layout.spaced or layout.marked:
        return
    for unit, following in itertools.pairwise(units):
        if (
            (
                unit.kind == "paragraph"
                and following.kind == "paragraph"
                and following.gap == 0
                and following.page == unit.page
                and len(unit.spans) == 1
            )
            and _NO_PUNCTUATION.fullmatch(unit.text)
            and not ends_sentence(unit.text)
        ):
            unit.kind, unit.rank, unit.style = "heading", CLAUSE, "subhead"


def _mark_bare_headings(units: Sequence[Unit], layout: Layout) -> None:
    """Short lines that stand alone over a paragraph or a table, in a text that sets its headings without any mark."""
    if layout.spaced or layout.marked:
        return
    for index, unit in enumerate(units):
        following = units[index + 1] if index + 1 < len(units) else None
        if (
            unit.kind == "paragraph"
            and not unit.tight
            and not unit.verbatim
            and unit.gap >= 1
            and len(unit.spans) == 1
            and cells(unit.text) <= _MAX_BARE_CELLS
            and (not ends_sentence(unit.text) or _BOX_QUESTION.fullmatch(unit.text))
            and not unit.text.endswith(_RUNS_ON)
            and not unit.text.startswith(("-", "*", "•", "|", ">"))
            and not _DATE_LINE.fullmatch(unit.text)
            and not is_particular(unit.text)
            and following is not None
            and following.gap >= 1
            and (
                following.kind == "table_header"
                or (following.kind == "paragraph" and _is_body(unit, following))
            )
            and (index <= 1 or not _is_short(units[index - 1]) or units[index - 1].kind != "paragraph")
        ):
            unit.kind, unit.rank, unit.style = "heading", BARE, "bare"


def _is_body(head: Unit, following: Unit) -> bool:
    """Whether a heading may stand over what follows a short line: a real paragraph, or a list."""
    if starts_item(following.text):
        return not starts_item(head.text)
    return cells(following.text) >= max(_MIN_BODY_CELLS, 2 * cells(head.text)) and ends_sentence(
        following.text
    )


def _mark_covers(units: Sequence[Unit]) -> None:
    """Runs of short lines with a date or the hosts among them: a cover page, wherever it stands."""
    index = 0
    while index < len(units):
        end = index
        while end < len(units) and units[end].kind == "paragraph" and _is_short(units[end]):
            end += 1
        run = units[index:end]
        dated = any(_DATE_LINE.fullmatch(unit.text) or _HOSTS.match(unit.text) for unit in run)
        if len(run) >= _MIN_COVER_UNITS and dated:
            for unit in run:
                unit.kind = "front"
            if index and units[index - 1].kind not in ("heading", "front"):
                ranks = [unit.rank for unit in units if unit.kind == "heading"]
                run[0].kind, run[0].rank, run[0].style = "heading", min(ranks, default=TOP), "cover"
        index = max(end, index + 1)


def _is_titled(units: Sequence[Unit]) -> bool:
    """Whether the first heading set with # is the only one of the first level, so that lines above it are no title."""
    ranks = [unit.rank for unit in units if unit.kind == "heading" and unit.style in ("", "atx")]
    return bool(ranks) and ranks[0] == 1 and ranks.count(1) == 1


def _mark_title(units: Sequence[Unit]) -> None:
    """A short first line that stands alone over everything else is the title."""
    if not units or units[0].kind not in ("paragraph", "heading") or len(units) < 2 or units[1].tight:
        return
    first = units[0]
    if first.kind == "heading" and first.style == "bare":
        first.rank = min((unit.rank for unit in units if unit.kind == "heading"), default=TOP)
        return
    others = [unit for unit in units[1:] if unit.kind == "heading"]
    if (
        first.kind == "paragraph"
        and _is_short(first)
        and not first.verbatim
        and cells(first.text) <= 120
        and not first.text.endswith(_RUNS_ON)
        and units[1].gap >= 1
        and others
        and len(first.spans) <= 2
    ):
        first.kind, first.rank, first.style = "heading", min(unit.rank for unit in others), "title"


def _lead_with_headings(units: list[Unit]) -> list[Unit]:
    """Headings that a text sets at the end of their pages, put where their pages begin.

    So pages come out whose heading is a box of its own. It is done only where headings stand last on their
    pages through the whole text.
    """
    trailing: set[int] = set()
    leading = 0
    for index, unit in enumerate(units):
        if unit.kind != "heading" or unit.rank > SUBITEM:
            continue
        page = unit.page
        after = [other for other in units[index + 1 : index + 4] if other.page == page]
        before = index > 0 and units[index - 1].page == page
        if all(other.kind == "heading" for other in after) and (before or index - 1 in trailing):
            trailing.add(index)
        else:
            leading += 1
    if len(trailing) < 3 or leading > len(trailing) // 4:
        return units
    ordered: list[Unit] = []
    start = 0
    while start < len(units):
        end = start
        while end < len(units) and units[end].page == units[start].page:
            end += 1
        ordered.extend(units[i] for i in range(start, end) if i in trailing)
        ordered.extend(units[i] for i in range(start, end) if i not in trailing)
        start = end
    return ordered
