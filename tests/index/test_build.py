import os
import threading

import pytest

import rag.index.build as build_module
from rag.errors import CorpusError, IndexFormatError
from rag.index import build_index, open_index, shipped_corpus_dir
from tests.toys import ToyEmbedder


def chunk_texts(index_dir):
    store = open_index(index_dir).store
    return [chunk.text for document in store.documents() for chunk in store.chunks_of(document.id)]


def build_folders(index_dir):
    return sorted(path.name for path in index_dir.glob("build-*"))


def test_a_build_reports_what_it_indexed(corpus, embedder, tmp_path):
    report = build_index(corpus, tmp_path / "index", embedder=embedder)
    index = open_index(tmp_path / "index")
    assert report.documents == 2
    assert report.chunks == report.embedded == index.manifest.chunks == len(index.dense) == len(index.sparse)
    assert (report.reused, report.removed, report.skipped) == (0, 0, ())
    assert set(index.manifest.documents) == {info.id for info in index.store.documents()}


def test_a_second_build_embeds_nothing(corpus, embedder, built):
    embedder.embedded.clear()
    report = build_index(corpus, built, embedder=embedder)
    assert (report.embedded, report.removed) == (0, 0)
    assert embedder.embedded == []


def test_only_what_changed_is_embedded_and_what_is_gone_is_dropped(corpus, embedder, built):
    (corpus / "ports.txt").unlink()
    (corpus / "rivers.txt").write_text("The river is 900 km long.", encoding="utf-8")
    embedder.embedded.clear()
    report = build_index(corpus, built, embedder=embedder)
    assert all("river" in text for text in embedder.embedded)
    assert (report.documents, report.embedded, report.removed) == (2, 1, 1)
    assert not any("Qinzhou" in text for text in chunk_texts(built))


def test_a_grown_index_equals_one_built_at_once(corpus, embedder, built, tmp_path):
    (corpus / "rivers.txt").write_text("The river carries cargo.", encoding="utf-8")
    build_index(corpus, built, embedder=embedder)
    build_index(corpus, tmp_path / "fresh", embedder=embedder)
    grown, fresh = open_index(built), open_index(tmp_path / "fresh")
    assert grown.manifest.files.keys() == fresh.manifest.files.keys()
    for name, record in fresh.manifest.files.items():
        assert grown.manifest.files[name] == record, name


def test_another_model_embeds_everything_anew(corpus, built):
    other = ToyEmbedder(["面积", "企业", "port", "cargo"], fingerprint="toy-2")
    report = build_index(corpus, built, embedder=other)
    assert report.reused == 0
    assert open_index(built).manifest.fingerprint == "toy-2"


def test_equal_sentences_are_embedded_once(tmp_path, embedder):
    folder = tmp_path / "c"
    folder.mkdir()
    (folder / "a.txt").write_text("企业增加。\n\n企业增加。\n\n企业增加。", encoding="utf-8")
    build_index(folder, tmp_path / "i", embedder=embedder)
    assert embedder.embedded.count("企业增加。") == 1


@pytest.mark.parametrize("failure", [KeyboardInterrupt, OSError("disk full"), RuntimeError])
def test_whatever_fails_the_old_index_survives(corpus, embedder, built, monkeypatch, failure):
    before = chunk_texts(built)
    folders = build_folders(built)
    (corpus / "more.txt").write_text("企业更多。", encoding="utf-8")

    def fail(*_args, **_options):
        raise failure

    monkeypatch.setattr(build_module, "write_manifest", fail)
    with pytest.raises((KeyboardInterrupt, IndexFormatError, RuntimeError)):
        build_index(corpus, built, embedder=embedder)
    assert chunk_texts(built) == before
    assert build_folders(built) == folders


def test_what_a_killed_build_left_is_removed_by_the_next(corpus, embedder, built):
    (built / "build-deadbeef").mkdir()
    (built / "build-deadbeef" / "half.npy").write_bytes(b"x")
    build_index(corpus, built, embedder=embedder)
    assert build_folders(built) == [open_index(built).manifest.folder]


def test_two_builds_at_once_wait_for_each_other(corpus, tmp_path):
    errors = []

    def build():
        try:
            build_index(corpus, tmp_path / "index", embedder=ToyEmbedder(["面积", "企业", "port", "cargo"]))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it
            errors.append(error)

    threads = [threading.Thread(target=build) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert build_folders(tmp_path / "index") == [open_index(tmp_path / "index").manifest.folder]


def test_an_open_index_goes_on_working_while_it_is_replaced(corpus, embedder, built):
    index = open_index(built)
    chunk = index.store.chunk_at(0)
    (corpus / "more.txt").write_text("企业更多。", encoding="utf-8")
    build_index(corpus, built, embedder=embedder)
    assert index.store.chunk_at(0) == chunk
    assert index.dense.passages.vectors([0]).shape == (1, 5)


def test_somebody_elses_manifest_is_not_overwritten(corpus, embedder, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "manifest.json").write_text('{"name": "a web page"}', encoding="utf-8")
    (tmp_path / "site" / "index.html").write_text("", encoding="utf-8")
    with pytest.raises(IndexFormatError, match="not one of ours"):
        build_index(corpus, tmp_path / "site", embedder=embedder)
    assert (tmp_path / "site" / "manifest.json").read_text(encoding="utf-8") == '{"name": "a web page"}'


def test_the_advice_for_somebody_elses_manifest_is_another_folder(tmp_path):
    (tmp_path / "manifest.json").write_text('{"name": "a web page"}', encoding="utf-8")
    (tmp_path / "index.html").write_text("", encoding="utf-8")
    with pytest.raises(IndexFormatError, match=r"Choose another folder with --index") as raised:
        open_index(tmp_path)
    assert "again" not in str(raised.value)


def test_a_broken_manifest_where_nothing_may_be_written_is_no_place_to_build(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(IndexFormatError, match=r"Choose another folder with --index"):
        open_index(tmp_path)


def test_an_index_in_the_documents_folder_is_not_indexed_and_their_folders_stay(corpus, embedder):
    (corpus / "build-notes").mkdir()
    (corpus / "build-notes" / "notes.txt").write_text("企业的笔记。", encoding="utf-8")
    first = build_index(corpus, corpus, embedder=embedder)
    second = build_index(corpus, corpus, embedder=embedder)
    assert first.documents == second.documents == 3
    assert second.embedded == 0
    assert (corpus / "build-notes" / "notes.txt").exists()


def test_what_another_folder_s_index_loses_is_told(corpus, embedder, built, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "rivers.txt").write_text("The river carries cargo.", encoding="utf-8")
    (other / "copy.txt").write_bytes((corpus / "ports.txt").read_bytes())
    report = build_index(other, built, embedder=embedder)
    assert (report.removed_documents, report.replaced) == (1, str(corpus.resolve()))
    (other / "rivers.txt").unlink()
    report = build_index(other, built, embedder=embedder)
    assert (report.removed_documents, report.replaced) == (1, "")


def test_a_damaged_index_is_built_over(corpus, embedder, built):
    (built / "manifest.json").write_text("{", encoding="utf-8")
    build_index(corpus, built, embedder=embedder)
    assert len(build_folders(built)) == 1
    assert open_index(built).manifest.chunks > 0


def test_a_folder_without_documents_is_a_corpus_error(tmp_path, embedder):
    (tmp_path / "empty").mkdir()
    with pytest.raises(CorpusError):
        build_index(tmp_path / "empty", tmp_path / "index", embedder=embedder)
    assert not (tmp_path / "index" / "manifest.json").exists()


def test_an_index_that_cannot_be_written_is_an_error_that_says_so(corpus, embedder, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(IndexFormatError, match=r"cannot be written.*--index"):
        build_index(corpus, tmp_path / "file" / "index", embedder=embedder)


def test_where_nothing_may_be_written_the_advice_names_the_documents_and_a_folder_to_write(
    corpus, embedder, tmp_path, monkeypatch
):
    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(build_module.Path, "mkdir", refuse)
    with pytest.raises(IndexFormatError, match="where you may write") as raised:
        build_index(corpus, tmp_path / "index", embedder=embedder)
    assert f"rag build {corpus} --index DIR; then ask with --index DIR." in str(raised.value)


def test_progress_is_reported_stage_by_stage(corpus, embedder, tmp_path):
    calls = []
    build_index(corpus, tmp_path / "index", embedder=embedder, progress=lambda *call: calls.append(call))
    assert list(dict.fromkeys(stage for stage, _, _ in calls)) == [
        "reading",
        "passages",
        "sentences",
        "words",
    ]
    assert all(0 <= done <= total for _, done, total in calls)


def test_files_are_readable_for_others_as_the_umask_says(built):
    mode = (built / open_index(built).manifest.folder).stat().st_mode
    umask = os.umask(0)
    os.umask(umask)
    assert mode & 0o777 == 0o777 & ~umask


def test_the_shipped_documents_are_found():
    assert any(path.suffix == ".txt" for path in shipped_corpus_dir().iterdir())
