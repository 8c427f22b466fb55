"""Bytes → text, in the encodings that Chinese and English files come in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import DocumentError
from rag.readers import SUFFIXES, read_source
from rag.readers.text import decode

SIMPLIFIED = "中国的自由贸易试验区以制度创新为核心，推动改革和开放，这是中国发展的重要经验。"
TRADITIONAL = "中國的自由貿易試驗區以制度創新為核心，推動改革和開放，這是中國發展的重要經驗。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "gbk", "gb2312"])
def test_simplified_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding), "a.txt") == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "big5", "gb18030"])
def test_traditional_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding), "a.txt") == TRADITIONAL


def test_big_endian_utf_16_is_known_by_its_mark() -> None:
    assert decode(b"\xfe\xff" + SIMPLIFIED.encode("utf-16-be"), "a.txt") == SIMPLIFIED


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a text file"),
        (b"MZ\x90\x00\x03\x00\x00\x00" * 20, "not a text file"),
        (bytes(range(1, 32)) * 20, "not a text file"),
        ("Größe und Länge über alles, schöne Grüße".encode("latin-1"), "neither UTF-8"),
        (b"\xff\xfe\x00\xd8", "broken at byte"),
        (b"\xff\x80\x81" * 9, "neither UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        decode(data, "a.txt")


def test_an_error_names_the_file_and_says_what_to_do() -> None:
    with pytest.raises(DocumentError, match=r"^notes\.txt cannot be read\. .* Save it as UTF-8"):
        decode(b"caf\xe9 cr\xe8me br\xfbl\xe9e", "notes.txt")


def test_form_feeds_start_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("one\ftwo\fthree", encoding="utf-8")
    assert read_source(path).page_starts == (0, 4, 8)


def test_markdown_is_told_by_its_name(tmp_path: Path) -> None:
    for name, markdown in (("a.md", True), ("b.markdown", True), ("c.txt", False), ("d.TEXT", False)):
        (tmp_path / name).write_text("# Title", encoding="utf-8")
        assert read_source(tmp_path / name).markdown is markdown


def test_an_unknown_kind_of_file_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.xyz"
    path.write_text("x", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"no reader for files named \*\.xyz.*\.md.*\.txt"):
        read_source(path)
    assert ".txt" in SUFFIXES


def test_a_missing_file_is_a_document_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"gone\.txt cannot be read\. No such file"):
        read_source(tmp_path / "gone.txt")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_document_error(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x", encoding="utf-8")
    path.chmod(0)
    with pytest.raises(DocumentError, match="Permission denied"):
        read_source(path)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        assert decode(data, "a.txt").strip()
    except DocumentError as error:
        assert "a.txt" in str(error)


@given(st.text(alphabet="自贸试验区的发展，。abc 123\n", min_size=1).filter(str.strip))
def test_utf_8_text_comes_back_unchanged(text: str) -> None:
    assert decode(text.encode(), "a.txt") == text
