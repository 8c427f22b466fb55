import threading
from dataclasses import replace

import pytest

from rag.errors import RagError
from rag.index.store import Sound, Store, write_store
from rag.types import Metadata, Person, Run, Section, SourceMap
from tests.toys import make_chunk, make_document

DOCUMENT = make_document(
    "前言\n面积是28.8平方公里。𠮷",
    source_text="前 言\r\n面积是28.8平方公里。𠮷\f",
    source_map=SourceMap((Run(0, 0, 1), Run(1, 2, 15)), (0, 5), (0,), ((1, 2),)),
    sections=(Section(("前言",), 1, 0, 3, 16),),
    metadata=Metadata(
        title="报告", authors=("甲", "乙"), headings={"前言": "Foreword"}, people=(Person("王", post="部长"),)
    ),
)
CHUNKS = [
    make_chunk(
        "面积是28.8",
        0,
        start=3,
        section=("前言",),
        context="报告\n前言",
        speaker="王",
        page=1,
        lines=(2, 2),
        next_id="doc#0001",
    ),
    make_chunk("平方公里。", 1, start=10, previous_id="doc#0000"),
]


@pytest.fixture
def store(tmp_path):
    write_store(
        tmp_path / "s",
        [DOCUMENT],
        CHUNKS,
        [Sound("mianji", "pinyin", "面积", 2), Sound("mianji", "pinyin", "棉机", 5)],
    )
    # A chunk's title and source are its document's.
    return Store(tmp_path / "s")


def test_a_document_comes_back_as_it_was(store):
    assert store.document("doc") == DOCUMENT


def test_a_chunk_comes_back_as_it_was(store):
    assert [store.chunk(chunk.id) for chunk in CHUNKS] == CHUNKS
    assert store.chunks_of("doc") == CHUNKS


def test_chunks_are_found_by_row_in_the_order_asked_for(store):
    assert store.chunks_at([1, 0]) == CHUNKS[::-1]
    assert store.position("doc#0001") == 1


def test_what_is_not_there_is_a_key_or_index_error(store):
    for read in (store.chunk, store.document, store.position):
        with pytest.raises(KeyError, match="nobody"):
            read("nobody")
    with pytest.raises(IndexError, match="no chunk at 2"):
        store.chunk_at(2)
    assert not store.has_chunk("nobody")


def test_documents_are_listed_without_their_texts(store):
    (info,) = store.documents()
    assert (info.id, info.source, info.chunks, info.sections, info.metadata) == (
        "doc",
        "doc.txt",
        2,
        1,
        DOCUMENT.metadata,
    )


def test_a_document_is_found_by_id_source_or_stem(store):
    assert {store.find_document(name).id for name in ("doc", "doc.txt")} == {"doc"}
    with pytest.raises(RagError, match=r"no document or passage x.*The index holds: doc.*rag info"):
        store.find_document("x")


def test_two_documents_of_one_name_must_be_told_apart(tmp_path):
    twins = [replace(DOCUMENT, id=f"{part}-doc", source=f"{part}/doc.txt") for part in "ab"]
    write_store(tmp_path / "s", twins, [])
    store = Store(tmp_path / "s")
    with pytest.raises(RagError, match=r"names 2 documents.*a-doc, b-doc"):
        store.find_document("doc.txt")
    assert store.find_document("b/doc.txt").id == "b-doc"


def test_words_of_one_sound_come_the_most_frequent_first(store):
    assert [sound.word for sound in store.words_sounding(["mianji", "other"], "pinyin")] == ["棉机", "面积"]


def test_many_threads_read_at_once(store):
    wrong = []

    def read():
        for _ in range(200):
            if store.chunk("doc#0001") != CHUNKS[1] or store.documents()[0].chunks != 2:
                wrong.append(1)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_path_with_odd_characters_is_opened(tmp_path):
    folder = tmp_path / "a b?c#d%20"
    folder.mkdir()
    write_store(folder / "s", [DOCUMENT], CHUNKS)
    assert Store(folder / "s").counts() == (1, 2)
