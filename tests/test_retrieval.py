import json
import threading
from dataclasses import replace

import pytest

from rag.errors import ModelMismatchError, QuestionError
from rag.index import build_index
from rag.retrieval import RetrievalConfig, Retriever
from tests.toys import ToyEmbedder

DOCUMENTS = {
    "zones.txt": "自由贸易试验区始于上海。\n\n第一个试验区的面积是28.8平方公里，位于滴水湖畔。",
    "people.txt": "盛秋平表示，企业数量增加到3.6万亿家。\n\n总干事弗朗西斯科·阿泽纳强调，合作十分重要。",
    "ports.txt": "The port of Hamburg handled 125 million tonnes of cargo in May 2019.",
}
KEYWORDS = ["面积", "企业", "合作", "cargo"]


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "glossary.tsv").write_text(
        "自由贸易试验区|自贸区\tpilot free trade zone|FTZ\n", encoding="utf-8"
    )
    return build_index(folder, tmp_path_factory.mktemp("index"), embedder=ToyEmbedder(KEYWORDS)).index_dir


@pytest.fixture(scope="module")
def retriever(index_dir):
    return Retriever.open(index_dir, embedder=ToyEmbedder(KEYWORDS))


def with_config(retriever, **switches):
    return Retriever(retriever.index, retriever.embedder, RetrievalConfig(**switches))


def best(retriever, question):
    hit = retriever.search(question, 1)[0]
    return hit.chunk.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("试验区的面积多大？", "28.8"),
        ("第一個試驗區的面積", "28.8"),
        ("What did Sheng Qiuping say?", "盛秋平"),
        ("What did Qiuping Sheng say?", "盛秋平"),
        ("What does Azena stress?", "阿泽纳"),
        ("the pilot free trade zone at Dishui", "滴水"),
        ("Which figure is 3.6 trillion?", "3.6万亿"),
        ("1.25亿吨", "125 million"),
        ("2019年5月", "May 2019"),
    ],
)
def test_word_search_finds_it_in_either_language(retriever, question, words):
    assert words in best(with_config(retriever, mode="sparse"), question)


def test_hits_are_ranked_from_1_by_falling_score(retriever):
    hits = retriever.search("面积", 10)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(hits) == retriever.index.manifest.chunks


def test_a_hit_carries_what_each_leg_found(retriever):
    hit = retriever.search("面积", 1)[0]
    assert hit.dense == pytest.approx(1.0, abs=1e-3)
    assert hit.sparse > 0
    assert all(hit.sparse == 0 for hit in retriever.search("面积", 10) if "面积" not in hit.chunk.text)


def test_equal_scores_are_ordered_by_id(retriever):
    hits = with_config(retriever, mode="dense").search("cargo", 10)
    assert len({hit.score for hit in hits[1:]}) == 1
    ids = [hit.chunk.id for hit in hits[1:]]
    assert len(ids) > 1
    assert ids == sorted(ids)


def test_word_search_alone_leaves_out_what_shares_nothing(retriever):
    assert with_config(retriever, mode="sparse").search("zzz", 10) == []


def test_vectors_alone_rank_by_similarity(retriever):
    hits = with_config(retriever, mode="dense").search("企业", 2)
    assert "企业" in hits[0].chunk.text
    assert hits[0].score == hits[0].dense


@pytest.mark.parametrize("question", ["", "   ", "？！", "🎉🎉", "\n\t", "……"])
def test_a_question_without_a_letter_or_digit_is_refused(retriever, question):
    with pytest.raises(QuestionError, match="nothing to look up"):
        retriever.search(question)


@pytest.mark.parametrize("k", [0, -1])
def test_k_must_be_positive(retriever, k):
    with pytest.raises(ValueError, match="k must be at least 1"):
        retriever.search("面积", k)


def test_a_question_of_ten_thousand_characters_is_answered(retriever):
    assert retriever.search("试验区的面积" * 1_700, 3)
    assert retriever.search("a" * 10_000, 3)
    assert retriever.search("1" * 10_000, 3)


@pytest.mark.parametrize(
    "question", ["Wo liegt das?", "где порт", "港はどこですか", "항구", "a", "%2", "\ud83d x"]
)
def test_a_question_in_another_language_or_shape_does_no_harm(retriever, question):
    assert retriever.search(question, 2)


def test_switches_switch_off(retriever):
    names = {
        "pinyin": "Sheng Qiuping",
        "foreign_names": "Francisco",
        "glossary": "FTZ",
        "lexicon": "enterprises",
    }
    for switch, word in names.items():
        on = with_config(retriever, mode="sparse").search(word, 1)
        off = with_config(retriever, mode="sparse", **{switch: False}).search(word, 1)
        assert on and on != off, switch


def test_terms_name_what_a_question_mentions_and_what_counts_as_it(retriever):
    terms = {term.text: term for term in retriever.terms("Sheng Qiuping on enterprises in 2019")}
    assert terms["2019"].tokens == {"#2019": 1.0}
    assert terms["Sheng Qiuping"].tokens["/盛秋平"] == pytest.approx(0.8)
    assert terms["Sheng Qiuping"].weight > 0


def test_an_unknown_name_is_a_term_of_the_greatest_weight(retriever):
    terms = retriever.terms("世界杯冠军")
    assert terms and all(term.weight == pytest.approx(retriever.idf("nowhere")) for term in terms)


def test_a_text_and_a_question_share_their_tokens(retriever):
    tokens = set(retriever.tokenize(DOCUMENTS["zones.txt"]))
    assert {"/试验区", "/面积", "#28.8"} <= tokens
    assert all(set(term.tokens) & tokens for term in retriever.terms("试验区面积28.8"))


def test_sentences_have_similarities_by_their_spans(retriever):
    chunk = retriever.search("面积", 1)[0].chunk
    found = retriever.sentence_similarities("面积", chunk)
    document = retriever.index.store.document(chunk.document_id)
    assert {document.text[start:end] for (start, end), value in found.items() if value > 0.9} == {
        sentence for sentence in DOCUMENTS["zones.txt"].split("\n\n") if "面积" in sentence
    }


def test_a_leg_s_weight_decides_within_and_across_languages(retriever):
    weights = retriever.config.within_language
    only_words = with_config(
        retriever, within_language=replace(weights, dense=0.0), across_languages=replace(weights, dense=0.0)
    )
    scores = [hit.score for hit in only_words.search("滴水湖", 10)]
    assert scores[0] == pytest.approx(weights.sparse)
    assert scores[1:] == [0.0] * (len(scores) - 1)


def test_a_large_index_is_searched_by_candidates_alike(retriever):
    few = with_config(retriever, candidates=1)
    assert [hit.chunk.id for hit in few.search("面积", 1)] == [
        hit.chunk.id for hit in retriever.search("面积", 1)
    ]


def test_many_threads_find_the_same(retriever):
    expected = [hit.chunk.id for hit in retriever.search("企业合作", 5)]
    wrong = []

    def search():
        for number in range(30):
            retriever.search(f"问题{number}")
            if [hit.chunk.id for hit in retriever.search("企业合作", 5)] != expected:
                wrong.append(number)

    threads = [threading.Thread(target=search) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_another_model_is_refused_with_the_command_that_rebuilds(index_dir):
    with pytest.raises(
        ModelMismatchError, match=r"made with another model.*toy.*rag build .* --index .* --model other"
    ):
        Retriever.open(index_dir, embedder=ToyEmbedder(KEYWORDS, name="other", fingerprint="f2"))


def test_searching_writes_nothing(retriever, index_dir):
    before = {path: path.stat().st_mtime_ns for path in index_dir.rglob("*")}
    retriever.search("面积")
    assert {path: path.stat().st_mtime_ns for path in index_dir.rglob("*")} == before


@pytest.mark.model
def test_the_shipped_model_opens_by_itself_and_a_changed_one_is_refused(tmp_path):
    folder = tmp_path / "c"
    folder.mkdir()
    (folder / "a.txt").write_text("The port handled cargo.", encoding="utf-8")
    build_index(folder, tmp_path / "i")
    assert Retriever.open(tmp_path / "i").search("港口货物", 1)[0].chunk.text == "The port handled cargo."
    manifest = json.loads((tmp_path / "i" / "manifest.json").read_text(encoding="utf-8"))
    manifest["fingerprint"] = "0" * 64
    (tmp_path / "i" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelMismatchError, match=r"00000000.*rag build .*/c --index .*/i$"):
        Retriever.open(tmp_path / "i")
