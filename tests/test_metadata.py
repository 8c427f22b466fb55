"""Sidecar files: what they may say, and what is said when they cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import MetadataError
from rag.metadata import infer_date, read_metadata
from rag.types import Metadata, Person


def sidecar(folder: Path, text: str) -> Path:
    path = folder / "a.txt.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_kind_of_field_is_read(tmp_path: Path) -> None:
    text = """
    title = " 报告 "
    authors = ["甲", "乙"]
    date = 2024-05-06
    language = "zh"
    [headings]
    "引言" = "Introduction"
    [[people]]
    name = "张三"
    post_en = "Director"
    """
    assert read_metadata(sidecar(tmp_path, text)) == Metadata(
        title="报告",
        authors=("甲", "乙"),
        date="2024-05-06",
        language="zh",
        headings={"引言": "Introduction"},
        people=(Person("张三", post_en="Director"),),
    )


def test_an_empty_sidecar_says_nothing(tmp_path: Path) -> None:
    assert read_metadata(sidecar(tmp_path, "")) == Metadata()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("title = ", "It is not TOML in UTF-8"),
        ('colour = "red"', 'the unknown key "colour"'),
        ("title = 3", 'The value of "title" is not a text'),
        ('authors = "甲"', 'The value of "authors" is not a list'),
        ("authors = [1]", 'The value of "authors" is not a text'),
        ('date = "5 May"', 'The date "5 May" is not written like 2025-11-05'),
        ('date = "2024-13"', 'The date "2024-13" is not written'),
        ('language = "fr"', 'The language "fr" is none of zh, en, other'),
        ("headings = 3", 'The value of "headings" is not a table'),
        ("[people]\nname = 3", 'The value of "people" is not a list of tables'),
        ('[[people]]\nrank = "x"', 'A person has the unknown key "rank"'),
        ('[[people]]\npost = "x"', 'A person has no "name"'),
    ],
)
def test_a_mistake_is_named_with_its_file(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(MetadataError, match=rf"^a\.txt\.toml cannot be used\. .*{reason}"):
        read_metadata(sidecar(tmp_path, text))


def test_a_sidecar_in_another_encoding_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.toml"
    path.write_bytes('title = "报告"'.encode("gb18030"))
    with pytest.raises(MetadataError, match="not TOML in UTF-8"):
        read_metadata(path)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025年11月5日，会议召开。", "2025-11-05"),
        ("2024 年 11 月 5 日，会议", "2024-11-05"),
        ("On November 5th, 2023 and again on 5 November 2023", "2023-11-05"),
        ("2023年11月5日和2023年11月6日", ""),
        ("2023年11月", ""),
        ("好" * 700 + "2023年11月5日", ""),
    ],
)
def test_a_date_is_inferred_only_where_the_top_names_one_day(text: str, date: str) -> None:
    assert infer_date(text) == date
