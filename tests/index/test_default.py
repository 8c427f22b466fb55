from __future__ import annotations

import json

import pytest

from rag.index import build, ensure_default_index
from rag.index.manifest import read_manifest

pytestmark = pytest.mark.model


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "tea.txt").write_text("茶园很大，有二十八亩。", encoding="utf-8")
    monkeypatch.setattr(build, "shipped_corpus_dir", lambda: folder)
    return folder


def _made_by_another_model(index):
    manifest = index / "manifest.json"
    values = json.loads(manifest.read_text(encoding="utf-8"))
    values["fingerprint"] = "0" * 64
    manifest.write_text(json.dumps(values), encoding="utf-8")


def test_a_missing_default_index_is_built_from_the_shipped_documents(shipped, tmp_path):
    index = ensure_default_index(tmp_path / "index")
    assert list(read_manifest(index).documents) == ["tea"]


def test_the_default_index_of_an_older_shipped_model_is_built_again(shipped, tmp_path):
    index = ensure_default_index(tmp_path / "index")
    fingerprint = read_manifest(index).fingerprint
    _made_by_another_model(index)
    ensure_default_index(index)
    assert read_manifest(index).fingerprint == fingerprint


def test_an_index_of_the_user_s_own_documents_is_left_alone(shipped, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (own / "note.txt").write_text("我的笔记写在这里。", encoding="utf-8")
    index = tmp_path / "index"
    build.build_index(own, index)
    _made_by_another_model(index)
    ensure_default_index(index)
    assert read_manifest(index).fingerprint == "0" * 64
