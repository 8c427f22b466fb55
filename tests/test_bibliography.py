from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.bibliography import acronym, bodies, csl_item, date_parts, title_language
from rag.types import Metadata


def test_authors_come_before_the_issuer_and_the_issuer_before_nothing():
    assert csl_item(Metadata(authors=("安蓓",), issuer="新华社"), "题", "zh")["author"] == [
        {"literal": "安蓓"}
    ]
    assert csl_item(Metadata(issuer="新华社"), "题", "zh")["author"] == [{"literal": "新华社"}]
    assert csl_item(Metadata(), "题", "zh") == {"type": "document", "title": "题", "language": "zh"}


def test_the_surname_of_a_chinese_name_stands_first_in_pinyin_and_of_others_last():
    chinese = Metadata(authors=("安蓓",), authors_en=("An Bei",))
    western = Metadata(authors=("Richard Kozul-Wright",))
    assert csl_item(chinese, "题", "zh", english=True)["author"] == [{"family": "An", "given": "Bei"}]
    assert csl_item(western, "T", "en")["author"] == [{"family": "Kozul-Wright", "given": "Richard"}]


def test_a_comma_says_which_is_the_surname_and_braces_mark_an_organisation():
    metadata = Metadata(authors=("Mao, Dun", "{Green Peace}", "World Bank"))
    assert csl_item(metadata, "T", "en")["author"] == [
        {"family": "Mao", "given": "Dun"},
        {"literal": "Green Peace"},
        {"literal": "World Bank"},
    ]


def test_several_issuers_are_separated_by_semicolons_and_lose_their_acronyms():
    assert bodies("Ministry A (MOA); Institute of B") == ["Ministry A", "Institute of B"]
    assert bodies("甲部；乙院") == ["甲部", "乙院"]
    assert bodies("") == []
    assert acronym("Ministry A (MOA); Institute B (IB)") == "MOA"
    assert acronym("Ministry A") == ""


def test_the_place_of_an_event_is_not_the_place_of_publication():
    plain = Metadata(issuer="甲部", place="上海")
    assert csl_item(plain, "题", "zh")["publisher-place"] == "上海"
    held = Metadata(issuer="甲部", place="上海", event="会议")
    assert "publisher-place" not in csl_item(held, "题", "zh")


@pytest.mark.parametrize(
    ("date", "parts"),
    [
        ("2025-07-14", [2025, 7, 14]),
        ("2025-07", [2025, 7]),
        ("2025", [2025]),
        ("2025年7月14日", [2025, 7, 14]),
        ("2025-13-01", [2025]),
        ("2025-02-00", [2025, 2]),
        ("", []),
        ("soon", []),
    ],
)
def test_a_date_gives_the_parts_that_are_possible(date, parts):
    assert date_parts(date) == parts


@pytest.mark.parametrize(
    ("kind", "csl_type"),
    [("briefing", "report"), ("News", "article-newspaper"), ("网页", "webpage"), ("memo", "document")],
)
def test_the_kind_chooses_the_type(kind, csl_type):
    assert csl_item(Metadata(kind=kind), "T", "en")["type"] == csl_type


def test_an_unknown_kind_with_an_address_is_a_web_page():
    assert csl_item(Metadata(url="https://a.org"), "T", "en")["type"] == "webpage"


@pytest.mark.parametrize(
    ("title", "known", "language"),
    [
        ("题", "", "zh"),
        ("Title", "", "en"),
        ("ひらがなの題", "", "other"),
        ("Título", "es", "other"),
        ("T", "zh-CN", "zh"),
    ],
)
def test_the_language_of_a_title(title, known, language):
    assert title_language(title, known) == language


@given(st.text(), st.text(), st.text())
def test_any_text_makes_an_item(issuer, author, date):
    item = csl_item(Metadata(issuer=issuer, authors=(author,), date=date), "T", "en")
    assert item["title"] == "T"
