from __future__ import annotations

import pytest

from rag.page.names import (
    document_title,
    long_date,
    place,
    section_path,
    short_title,
    speaker_name,
    text_language,
)
from tests.toys_page import HARBOUR, HOSTILE


@pytest.mark.parametrize(
    ("iso", "chinese", "english"),
    [
        ("2025-11-05", "2025年11月5日", "5 November 2025"),
        ("2025-07", "2025年7月", "July 2025"),
        ("2023", "2023年", "2023"),
        ("2023-13-01", "2023-13-01", "2023-13-01"),
        ("spring 2023", "spring 2023", "spring 2023"),
        ("", "", ""),
    ],
)
def test_a_date_is_written_as_its_language_writes_it(iso, chinese, english):
    assert (long_date(iso, "zh"), long_date(iso, "en")) == (chinese, english)


def test_the_english_interface_shows_english_title_heading_and_speaker_where_known():
    metadata = HARBOUR.metadata
    assert document_title(HARBOUR.title, metadata, "en") == "Wanghai Harbour Zone: Annual Report 2022"
    assert section_path(("二、港区运行情况", "（一）概况"), metadata, "en") == [
        "II. Operations",
        "（一）概况",
    ]
    assert speaker_name("王海港", metadata, "en") == "Wang Haigang 王海港, Director of the Port Authority"


def test_the_chinese_interface_shows_the_documents_own_words():
    metadata = HARBOUR.metadata
    assert document_title(HARBOUR.title, metadata, "zh") == "望海港区2022年度报告"
    assert section_path(("二、港区运行情况",), metadata, "zh") == ["二、港区运行情况"]
    assert speaker_name("王海港", metadata, "zh") == "王海港（港务局主任）"


def test_without_metadata_the_names_stay_as_they_are():
    assert document_title("某报告", None, "en") == "某报告"
    assert section_path(("一",), None, "en") == ["一"]
    assert speaker_name("某人", None, "en") == "某人"


def test_a_short_title_falls_back_to_the_title():
    assert short_title(HARBOUR, "en") == "Wanghai annual report"
    assert short_title(HOSTILE, "en") == HOSTILE.metadata.title


def test_a_place_names_page_and_lines():
    assert place((3, 3), None, "en") == "line 3"
    assert place((120, 124), 3, "zh") == "第 3 页，第 120–124 行"
    assert place((120, 124), 3, "en") == "p. 3, lines 120–124"


def test_a_speaker_named_with_a_post_in_the_text_is_known_by_name():
    metadata = HARBOUR.metadata
    english = "Wang Haigang 王海港, Director of the Port Authority"
    assert speaker_name("港务局主任王海港", metadata, "en") == english
    assert speaker_name("港务局主任王海港", metadata, "zh") == "港务局主任王海港"


def test_a_text_is_read_in_its_main_language():
    assert text_language("RCEP 协定") == "zh-CN"
    assert text_language("Ministry of Commerce. (2024). 分论坛简报 [Briefing on the session].") == "en"
    assert text_language("Café 2024") == "en"
