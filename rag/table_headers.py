"""Whether cells name the columns below them, or are a row like the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.lines import cells, ends_sentence

_MAX_NAME_CELLS = 48
# A column is one of quantities where so many of its cells are, dashes and the like aside.
_MIN_QUANTITIES = 0.6

_QUANTITY = re.compile(
    r"[(（<>≤≥≈~约近超逾]*\s*[-+−±]?\s*(?:USD|EUR|GBP|CNY|RMB|US|HK|NT)?\s*[$€£¥￥]?\s*\d(?!\w*_|\S*\s+(?!"
    r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[A-Z][a-z]{2})"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?![\d,.])")
_NOTHING = re.compile(r"[-–—−/*.…·?？\s]*|无|暂无|不详|n/?a|N/?A|nil|none|tbd|TBD")
_FIGURES = re.compile(r"\d[\d,.]*")
_SIGNS = "+-−±()（）"
_SPACE = re.compile(r"\s+")
_BRACKETED = re.compile(r"[（(\[［【].*?[)）\]］】]")
# The last cell of a line of contents, Roman where it stands before the first chapter.
_PAGE = re.compile(r"pages?|pp?\.?|页[码次数]?|[ivxlc]+", re.IGNORECASE)
_STATEMENT = re.compile(r"[。；！？;={}]|.[:：]")
_NAMES_ZH = (
    *("序号", "编号", "名称", "姓名", "项目", "科目", "类别", "类型", "种类", "品种", "品名", "型号", "规格", "指标", "内容"),
    *("说明", "备注", "单位", "部门", "机构", "企业", "公司", "职务", "职位", "职称", "岗位", "级别", "职级", "等级", "性别"),
    *("地区", "地点", "地址", "省份", "城市", "国家", "国别", "年份", "年度", "月份", "日期", "时间", "时段", "班次", "阶段"),
    *("期限", "金额", "数量", "单价", "价格", "费用", "标准", "比例", "占比", "合计", "电话", "联系人", "负责人", "联系方式"),
    *("邮箱", "用途", "来源", "状态", "结果", "条件", "范围", "次数", "人数", "面积", "排名", "方式", "主题", "题目", "作者"),
)  # fmt: skip
_NAMES_EN = frozenset(
    [
        "no",
        "number",
        "id",
        "code",
        "item",
        "items",
        "name",
        "names",
        "type",
        "kind",
        "category",
        "class",
        "description",
        "details",
        "subject",
        "topic",
        "title",
        "date",
        "day",
        "days",
        "month",
        "year",
        "years",
        "time",
        "period",
        "duration",
        "deadline",
        "place",
        "location",
        "venue",
        "address",
        "site",
        "city",
        "region",
        "country",
        "state",
        "department",
        "division",
        "unit",
        "units",
        "organisation",
        "organization",
        "institution",
        "company",
        "agency",
        "role",
        "position",
        "post",
        "rank",
        "grade",
        "level",
        "status",
        "stage",
        "phase",
        "quantity",
        "amount",
        "price",
        "rate",
        "fee",
        "fees",
        "cost",
        "costs",
        "total",
        "budget",
        "share",
        "age",
        "sex",
        "result",
        "results",
        "purpose",
        "source",
        "remark",
        "remarks",
        "note",
        "notes",
        "comment",
        "comments",
        "contact",
        "phone",
        "telephone",
        "email",
        "owner",
        "manager",
        "responsible",
        "author",
        "speaker",
        "measure",
        "indicator",
        "component",
        "activity",
        "task",
        "action",
        "model",
        "version",
        "size",
        "length",
        "area",
    ]
)


def is_quantity(text: str) -> bool:
    """Whether a cell starts with a figure: 4,376, -36.7%, US$ 5, 7 years, 23:30; not 12 High Street."""
    return bool(_QUANTITY.match(text))


def quantity_columns(rows: Sequence[Sequence[str]]) -> list[int]:
    """Columns, from 0, most of whose cells are quantities."""
    found = []
    for column in range(max(map(len, rows), default=0)):
        said = _said(rows, column)
        if said and sum(map(is_quantity, said)) >= _MIN_QUANTITIES * len(said):
            found.append(column)
    return found


def names_columns(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, leads: bool = True, announced: bool = False
) -> bool:
    """Whether the cells of a line name the columns of the rows below it: cells by column, empty ones as "".

    They do where a column of quantities has a name that is none, or a year; where they alone are in capitals;
    where the names are those that tables have and the line `leads`, so that no such line stands above it.
    `announced` rows have a caption or a drawn line: there a header need only not look like a row.
    """
    names = [name for name in header if name]
    if len(names) < 2 or any(cells(name) > _MAX_NAME_CELLS or _STATEMENT.search(name) for name in names):
        return False
    if any(ends_sentence(name) and " " in name for name in names) or _PAGE.fullmatch(names[-1]):
        return False
    named = 0
    for column in quantity_columns(rows):
        name = header[column] if column < len(header) else ""
        if not name or _NOTHING.fullmatch(name):
            continue
        if is_quantity(name) and not _heads_quantities(name, _said(rows, column)):
            return False
        named += len(header) > 2 or _agree(_said(rows, column))
    return bool(named) or announced or (leads and _are_usual(names)) or _alone_in_capitals(names, rows)


def _said(rows: Sequence[Sequence[str]], column: int) -> list[str]:
    found = [row[column] for row in rows if column < len(row)]
    return [text for text in found if not _NOTHING.fullmatch(text)]


def _heads_quantities(name: str, below: Sequence[str]) -> bool:
    """Whether a name that starts with a figure, such as a year or a month, is set unlike what stands below it."""
    if _YEAR.match(name):
        return sum(bool(_YEAR.match(text)) for text in below) < len(below) / 2
    return _agree(below) and _shape(name) not in {_shape(text) for text in below}


def _agree(below: Sequence[str]) -> bool:
    """Whether most quantities are set alike; names and values, a pair a line, are quantities of many kinds."""
    shapes = Counter(_shape(text) for text in below)
    return shapes.most_common(1)[0][1] >= _MIN_QUANTITIES * len(below)


def _shape(text: str) -> str:
    return _FIGURES.sub("0", _SPACE.sub("", text)).strip(_SIGNS)


def _are_usual(names: Sequence[str]) -> bool:
    usual = 0
    for name in names:
        bare = _BRACKETED.sub("", name)
        words = bare.lower().replace(".", "").split()
        chinese = _SPACE.sub("", bare)
        usual += (len(chinese) <= 8 and chinese.endswith(_NAMES_ZH)) or (
            0 < len(words) <= 4 and bare[0].isalpha() and words[-1] in _NAMES_EN
        )
    return usual >= max(2, len(names) / 2)


def _alone_in_capitals(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    lower = sum(any(text != text.upper() for text in row) for row in rows)
    return len(names) > 2 and all(name.isupper() for name in names) and lower > len(rows) / 2
