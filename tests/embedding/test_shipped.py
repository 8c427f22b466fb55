import numpy as np
import pytest

from rag.embedding import load_embedder, shipped_name
from rag.embedding.shipped import MODEL_FOLDER, ShippedEmbedder
from rag.errors import ModelError
from rag.protocols import Embedder

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def embedder():
    return load_embedder()


def test_the_shipped_model_is_an_embedder_of_384_dimensions(embedder):
    assert isinstance(embedder, Embedder)
    assert (embedder.name, embedder.dimension) == (shipped_name(), 384)


def test_no_name_and_shipped_and_its_own_name_are_the_same_model(embedder):
    assert (
        load_embedder("shipped").fingerprint
        == load_embedder(shipped_name()).fingerprint
        == embedder.fingerprint
    )


def test_the_fingerprint_changes_with_the_weights_beside_the_graph(tmp_path):
    for path in MODEL_FOLDER.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    before = ShippedEmbedder.load(tmp_path).fingerprint
    (tmp_path / "config.json").write_bytes((tmp_path / "config.json").read_bytes() + b" ")
    assert ShippedEmbedder.load(tmp_path).fingerprint == before
    (tmp_path / "other.safetensors").write_bytes(b"weights")
    assert ShippedEmbedder.load(tmp_path).fingerprint != before


def test_vectors_are_float32_of_norm_1(embedder):
    vectors = embedder.embed_passages(["自由贸易试验区", "a free trade zone", ""])
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)


def test_no_texts_give_no_vectors(embedder):
    assert embedder.embed_queries([]).shape == (0, 384)
    assert embedder.embed_passages([]).shape == (0, 384)


def test_a_vector_does_not_depend_on_what_else_is_embedded(embedder):
    texts = ["面积", "海关特殊监管区域的进口货物" * 20, "How large is the zone?"]
    together = embedder.embed_passages(texts)
    assert all(
        (embedder.embed_passages([text])[0] == vector).all()
        for text, vector in zip(texts, together, strict=True)
    )


def test_a_translation_is_nearer_than_another_sentence(embedder):
    question, translation, other = embedder.embed_passages(
        ["How do artificial intelligence firms pay tax?", "人工智能企业如何纳税？", "昨天夜里下了一场大雪。"]
    )
    assert question @ translation > question @ other + 0.2


def test_text_behind_the_longest_input_is_cut_off_and_a_megabyte_is_fast(embedder):
    short, long = embedder.embed_queries(["贸易" * 5_000, "贸易" * 500_000])
    assert short == pytest.approx(long)


def test_a_missing_file_is_a_model_error_that_says_what_to_do(tmp_path):
    with pytest.raises(ModelError, match=r"cannot be loaded.*config\.json.*pip install"):
        ShippedEmbedder.load(tmp_path)


def test_damaged_weights_are_a_model_error(tmp_path):
    for name in ("config.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((MODEL_FOLDER / name).read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelError, match="missing or damaged"):
        ShippedEmbedder.load(tmp_path)
