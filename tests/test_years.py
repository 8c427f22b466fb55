from __future__ import annotations

import pytest

from rag.types import Chunk
from rag.years import year_conflict


def chunk(text: str, title: str = "桥志", section: tuple[str, ...] = (), date: str = "") -> Chunk:
    context = "\n".join(filter(None, [title, *section, date]))
    return Chunk("d#1", "d", "d.txt", title, section, 0, len(text), text, "zh", context=context)


@pytest.mark.parametrize(
    ("year", "sentence", "title", "expected"),
    [
        ("2021", "2021年过桥的有三千人。", "桥志", 0.0),
        ("2021", "2019年过桥的有三千人。", "桥志", 1.0),
        ("2023", "过桥的有三千人，比2021年少两百。", "2023年桥志", 0.1),
        ("2021", "过桥的有三千人，比2021年少两百。", "2023年桥志", 1.0),
        ("2020", "It carried 312 carts (2019: 298).", "Bridge Report 2020", 0.1),
        ("2019", "It carried 312 carts (2019: 298).", "Bridge Report 2020", 0.0),
        ("2019", "It carried four more carts than in 2019.", "Bridge Report 2020", 1.0),
        ("2020", "过桥的有三千人。", "桥志（2019—2023年）", 0.1),
        ("2018", "过桥的有三千人。", "桥志（2019—2023年）", 1.0),
        ("", "过桥的有三千人。", "桥志", 0.0),
        # A year that is named for itself may be a measure as well.
        ("2020", "2020年为5亿元，2021年为6亿元，比2020年增长20%。", "桥志", 0.0),
        ("2020", "In 2020, it carried 5 carts; in 2021 six, up on 2020.", "桥志", 0.0),
        ("2021", "2020年与2021年收入分别为3亿元和4亿元。", "桥志", 0.0),
        ("2021", "2020年同2021年的产量都是3万吨。", "桥志", 0.0),
        ("2022", "对比2021年和2022年，2021年为5亿元。", "桥志", 0.0),
        ("2019", "The fund paid out $5m over 2019.", "桥志", 0.0),
        ("2019", "人数与2019年持平。", "2020年桥志", 1.0),
        ("2020", "人数与2019年持平。", "2020年桥志", 0.1),
    ],
)
def test_a_sentence_is_of_its_own_year_or_of_its_documents(
    year: str, sentence: str, title: str, expected: float
) -> None:
    assert year_conflict([year] if year else [], sentence, chunk(sentence, title)) == expected


def test_a_year_elsewhere_in_the_passage_counts_where_no_heading_names_one() -> None:
    passage = chunk("2020年桥修好了。过桥的有三千人。", date="2022")
    assert year_conflict(["2020"], "过桥的有三千人。", passage) == 0.1
    assert year_conflict(["2022"], "过桥的有三千人。", passage) == 0.7
    assert year_conflict(["2018"], "过桥的有三千人。", passage) == 1.0


def test_of_several_years_the_mean_is_taken() -> None:
    sentence = "2021年过桥的有三千人。"
    assert year_conflict(["2021", "2019"], sentence, chunk(sentence)) == 0.5
