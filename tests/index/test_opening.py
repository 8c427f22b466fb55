import json

import pytest

from rag.__main__ import parser
from rag.errors import IndexFormatError, IndexNotFoundError
from rag.index import build_index, open_index
from rag.index.manifest import MANIFEST_FILE


def edit_manifest(index_dir, **fields):
    path = index_dir / MANIFEST_FILE
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | fields), encoding="utf-8")


def command_in(error):
    """The command that the message advises, parsed by the real command line."""
    return parser().parse_args(__import__("shlex").split(error.advice.split(": ", 1)[1])[1:])


def test_an_index_is_opened_with_its_glossary(built):
    index = open_index(built)
    assert index.glossary.expand("area")[0].zh == ("面积",)
    assert index.manifest.model == "toy"
    assert (index.manifest.dense.kind, index.manifest.dense.recall) == ("exact", 1.0)


def test_a_missing_folder_is_an_error_with_the_command_that_builds_it(tmp_path):
    with pytest.raises(
        IndexNotFoundError, match=r"No index in .*There is no such folder.*rag build"
    ) as raised:
        open_index(tmp_path / "no index")
    assert command_in(raised.value).index == tmp_path / "no index"


def test_an_empty_folder_has_no_manifest(tmp_path):
    with pytest.raises(IndexNotFoundError, match="has no manifest"):
        open_index(tmp_path)


def test_another_format_version_is_refused_with_the_exact_command(built, corpus):
    edit_manifest(built, version=99)
    with pytest.raises(IndexFormatError, match=r"another version.*format 99") as raised:
        open_index(built)
    options = command_in(raised.value)
    assert (options.folder, options.index) == (corpus, built)


def test_every_damaged_file_is_noticed(built, corpus):
    manifest = open_index(built).manifest
    assert len(manifest.files) > 10
    for name in manifest.files:
        path = built / manifest.folder / name
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]) if whole else b"x")
        with pytest.raises(IndexFormatError, match=f"damaged.*{name} has") as raised:
            open_index(built)
        assert command_in(raised.value).folder == corpus
        path.unlink()
        with pytest.raises(IndexFormatError, match=f"{name} cannot be read"):
            open_index(built)
        path.write_bytes(whole)
    open_index(built)


def test_damage_that_no_digest_shows_is_noticed_without_the_check(built):
    manifest = open_index(built).manifest
    for name in ("passages.faiss", "text.rows.npy", "store.sqlite", "sentences.places.npy"):
        path = built / manifest.folder / name
        whole = path.read_bytes()
        path.write_bytes(b"")
        with pytest.raises(IndexFormatError, match="damaged"):
            open_index(built, check=False)
        path.write_bytes(whole)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "yinju-index", "version": 1}', "\x00\xff"])
def test_a_garbled_manifest_is_a_format_error(built, text):
    (built / MANIFEST_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(IndexFormatError, match="manifest"):
        open_index(built)


def test_counts_must_agree(built):
    manifest = json.loads((built / MANIFEST_FILE).read_text(encoding="utf-8"))
    edit_manifest(built, chunks=manifest["chunks"] + 1)
    with pytest.raises(IndexFormatError, match="its manifest says"):
        open_index(built)


def test_an_index_replaced_while_it_is_opened_is_opened_anew(corpus, embedder, built, monkeypatch):
    from rag.index import opening

    first = opening.read_manifest(built)
    (corpus / "more.txt").write_text("企业更多。", encoding="utf-8")
    build_index(corpus, built, embedder=embedder)
    real, manifests = opening.read_manifest, [first]
    monkeypatch.setattr(opening, "read_manifest", lambda path: manifests.pop() if manifests else real(path))
    assert len(open_index(built).manifest.documents) == 3
