"""A folder of files → documents, and what is said when it cannot be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.corpus import Skipped, read_corpus, read_document
from rag.errors import CorpusError, MetadataError
from tests.readers.papers import Paper

CORPUS = Path(__file__).parent.parent / "corpus"
ROOT = os.name == "posix" and os.geteuid() == 0


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_txt", ".txt").replace("_md", ".md").replace(
            "_toml", ".toml"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_the_shipped_corpus_is_read_whole() -> None:
    corpus = read_corpus(CORPUS)
    assert [document.source for document in corpus.documents] == sorted(
        path.name for path in CORPUS.glob("*.txt")
    )
    assert corpus.skipped == ()
    assert {document.language for document in corpus.documents} == {"zh"}
    assert all(document.metadata.date for document in corpus.documents)


def test_documents_come_from_all_folders_in_order_of_their_paths(tmp_path: Path) -> None:
    write(tmp_path, b_txt="乙。", a_txt="甲。", sub__c_md="# 丙\n\n丁。", README_md="不读", _hidden_txt="读")
    write(
        tmp_path, **{".secret_txt": "不读", ".git__d_txt": "不读", "LICENSE_txt": "不读", "data_csv": "1,2"}
    )
    corpus = read_corpus(tmp_path)
    assert [document.source for document in corpus.documents] == ["_hidden.txt", "a.txt", "b.txt", "sub/c.md"]
    assert [document.id for document in corpus.documents] == ["_hidden", "a", "b", "sub-c"]


def test_one_name_in_two_folders_gives_two_ids(tmp_path: Path) -> None:
    write(tmp_path, one__a_txt="甲。", two__a_txt="乙。", a_txt="丙。", a_md="丁。")
    ids = {document.source: document.id for document in read_corpus(tmp_path).documents}
    assert len(set(ids.values())) == 4
    assert (ids["one/a.txt"], ids["two/a.txt"]) == ("one-a", "two-a")
    assert ids["a.txt"].startswith("a-")


def test_ids_are_the_same_whatever_else_the_folder_holds(tmp_path: Path) -> None:
    write(tmp_path / "x", a_txt="甲。")
    write(tmp_path / "y", a_txt="甲。", b_txt="乙。")
    first, second = read_corpus(tmp_path / "x"), read_corpus(tmp_path / "y")
    assert first.documents[0].id == second.documents[0].id == "a"


def test_a_chinese_name_is_an_id(tmp_path: Path) -> None:
    write(tmp_path, **{"2024年 报告（终稿）_txt": "甲。"})
    assert read_corpus(tmp_path).documents[0].id == "2024年-报告-终稿"


def test_an_unreadable_file_among_good_ones_is_skipped_and_listed(tmp_path: Path) -> None:
    write(tmp_path, good_txt="好。", empty_txt="")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    corpus = read_corpus(tmp_path)
    assert [document.source for document in corpus.documents] == ["good.txt"]
    assert [skipped.source for skipped in corpus.skipped] == ["empty.txt", "picture.txt"]
    assert isinstance(corpus.skipped[0], Skipped)
    assert "no text in it" in corpus.skipped[0].reason
    assert "binary data" in corpus.skipped[1].reason


def test_bad_files_of_every_kind_leave_the_rest_to_be_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        good_txt="好。",
        **{"login.pdf": "<html>", "old.docx": "x", "script.html": "<script>x</script>"},
    )
    corpus = read_corpus(tmp_path)
    assert [document.source for document in corpus.documents] == ["good.txt"]
    assert {skipped.source: skipped.reason.split(".")[0] for skipped in corpus.skipped} == {
        "login.pdf": "It is no PDF file, whatever its name says",
        "old.docx": "It is no Word file, whatever its name says",
        "script.html": "Without scripts and navigation nothing is left of the page; its text may be loaded by a script",
    }


def test_documents_of_programs_that_are_not_read_are_listed_with_what_to_do(tmp_path: Path) -> None:
    write(
        tmp_path,
        good_txt="好。",
        **{"old.doc": "x", "slides.PPTX": "x", "~$open.docx": "x", "photo.jpg": "x"},
    )
    assert read_corpus(tmp_path).skipped == (
        Skipped(
            "old.doc", "Files named *.doc are not read. Open it in Word or LibreOffice and save it as .docx."
        ),
        Skipped("slides.PPTX", "Files named *.PPTX are not read. Save the slides as PDF."),
    )


def test_scanned_pages_are_listed_and_the_others_read(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "report.pdf")
    paper.write(72, 700, "The report begins with this sentence.")
    paper.turn_page()
    paper.picture()
    paper.save()
    corpus = read_corpus(tmp_path)
    assert [document.text for document in corpus.documents] == ["The report begins with this sentence."]
    assert [skipped.source for skipped in corpus.skipped] == ["report.pdf (page 2)"]
    assert corpus.skipped[0].reason.startswith("A picture fills them")


def test_a_missing_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(
        CorpusError, match=r"There is no folder .*nowhere\. .* Give the folder that holds your documents"
    ):
        read_corpus(tmp_path / "nowhere")


def test_a_file_in_place_of_a_folder_says_so(tmp_path: Path) -> None:
    write(tmp_path, a_txt="甲。")
    with pytest.raises(
        CorpusError, match=r"a\.txt is not a folder\. It is a file\. Give the folder it is in"
    ):
        read_corpus(tmp_path / "a.txt")


def test_a_folder_without_documents_says_which_kinds_are_read(tmp_path: Path) -> None:
    write(tmp_path, README_md="x", a_csv="x")
    with pytest.raises(CorpusError, match=r"There is no document in .*\*\.md, \*\.pdf, \*\.text, \*\.txt"):
        read_corpus(tmp_path)


def test_a_folder_whose_only_file_is_broken_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    write(tmp_path, empty_txt="")
    with pytest.raises(
        CorpusError,
        match=r"No document in .* can be read\. 1 could not be used, .*empty\.txt: There is no text",
    ):
        read_corpus(tmp_path)


@pytest.mark.skipif(ROOT, reason="root may read everything")
def test_a_folder_without_permission_says_so(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(0)
    try:
        with pytest.raises(CorpusError, match="You have no permission to list it"):
            read_corpus(locked)
    finally:
        locked.chmod(0o700)


def test_links_in_a_circle_are_walked_once(tmp_path: Path) -> None:
    write(tmp_path, a_txt="甲。", sub__b_txt="乙。")
    (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "again.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "dead.txt").symlink_to(tmp_path / "gone.txt")
    corpus = read_corpus(tmp_path)
    assert [document.source for document in corpus.documents] == ["a.txt", "sub/b.txt"]
    assert [skipped.source for skipped in corpus.skipped] == ["dead.txt"]


@pytest.mark.parametrize("place", ["index", "."])
def test_an_index_among_the_documents_is_not_read(tmp_path: Path, place: str) -> None:
    write(tmp_path, a_txt="甲。", **{"build-notes/b.txt": "乙。"})
    write(
        tmp_path / place, **{"manifest.json": '{"format": "yinju-index"}', "build-0123abcd/words.txt": "丙"}
    )
    sources = [document.source for document in read_corpus(tmp_path).documents]
    assert sources == ["a.txt", "build-notes/b.txt"]


def test_a_folder_beside_somebody_elses_manifest_is_read(tmp_path: Path) -> None:
    write(tmp_path, **{"manifest.json": '{"name": "page"}', "build-0123abcd/a.txt": "甲。"})
    assert [document.source for document in read_corpus(tmp_path).documents] == ["build-0123abcd/a.txt"]


def test_progress_counts_the_files(tmp_path: Path) -> None:
    write(tmp_path, a_txt="甲。", b_txt="乙。")
    seen: list[tuple[int, int, str]] = []
    read_corpus(tmp_path, lambda done, total, source: seen.append((done, total, source)))
    assert seen == [(0, 2, "a.txt"), (1, 2, "b.txt"), (2, 2, "")]


def test_the_sidecar_is_part_of_the_document(tmp_path: Path) -> None:
    write(tmp_path, a_txt="标题\n\n2024年5月6日，甲方召开了一次会议，讨论了许多事项。")
    bare = read_corpus(tmp_path).documents[0]
    write(
        tmp_path,
        **{"a_txt_toml": 'title = "另一题"\ntitle_en = "Another"\ndate = "2020-01"\n'},
    )
    full = read_corpus(tmp_path).documents[0]
    assert (bare.title, bare.metadata.date) == ("标题", "2024-05-06")
    assert (full.title, full.metadata.title_en, full.metadata.date) == ("另一题", "Another", "2020-01")
    assert full.sha256 != bare.sha256


def test_a_broken_sidecar_is_an_error_that_names_it(tmp_path: Path) -> None:
    write(tmp_path, a_txt="甲。", **{"a_txt_toml": 'colour = "red"\n'})
    with pytest.raises(
        MetadataError,
        match=r'a\.txt\.toml cannot be used\. It has the unknown key "colour"\. Use these keys only: authors',
    ):
        read_corpus(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "title", "date"),
    [
        ("report_2.txt", "没有题目的一段话，说了很多。", "report 2", ""),
        ("a.md", "# 年度报告\n\n正文说了很多。", "年度报告", ""),
        (
            "a.txt",
            "年度报告\n\n正文说了很多很多的话，一句接着一句，没完没了，直到最后才停了下来，大家都松了一口气，然后各自回家去了。",
            "年度报告",
            "",
        ),
        ("a.txt", "第一章 总则\n\n2024年5月6日和2024年5月7日。", "a", ""),
        (
            "a.txt",
            "Annual report\n\nPublished on 6 May 2024 in Geneva by the staff.",
            "Annual report",
            "2024-05-06",
        ),
        (
            "a.txt",
            "Annual report\n\nPublished on 2024-05-06 in Geneva by the staff.",
            "Annual report",
            "2024-05-06",
        ),
        ("a.txt", "Annual report\n\nMay 6, 2024 it was.", "Annual report", "2024-05-06"),
        (
            "a.txt",
            "前言\n\n正文说了很多很多的话，一句接着一句，没完没了，直到最后。\n\n2024年13月41日。",
            "a",
            "",
        ),
    ],
)
def test_title_and_date_are_inferred_where_they_are_clear(
    tmp_path: Path, name: str, text: str, title: str, date: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    document = read_document(path, name, "d")
    assert (document.title, document.metadata.date) == (title, date)


def test_the_same_file_is_the_same_document_twice() -> None:
    path = next(CORPUS.glob("unctad*.txt"))
    assert read_document(path, path.name, "d") == read_document(path, path.name, "d")
