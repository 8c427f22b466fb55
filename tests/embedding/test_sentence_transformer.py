import warnings

import numpy as np
import pytest

from rag.embedding import load_embedder
from rag.errors import ModelError
from rag.protocols import Embedder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A tiny model, made here: a BERT of one layer and 16 dimensions that knows the letters and some Chinese."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.models import Pooling, Transformer
        from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
        from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

        path = tmp_path_factory.mktemp("tiny")
        words = [
            "[PAD]",
            "[UNK]",
            "[CLS]",
            "[SEP]",
            *"abcdefghijklmnopqrstuvwxyz:贸易区海关",
            *(f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz"),
        ]
        tokenizer = Tokenizer(models.WordPiece({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer()
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
        fast = PreTrainedTokenizerFast(
            tokenizer_object=tokenizer,
            pad_token="[PAD]",
            unk_token="[UNK]",
            cls_token="[CLS]",
            sep_token="[SEP]",
        )
        torch.manual_seed(1)
        config = BertConfig(
            vocab_size=len(words),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=64,
        )
        fast.save_pretrained(path / "bert")
        BertModel(config).save_pretrained(path / "bert")
        word = Transformer(str(path / "bert"), max_seq_length=32)
        model = SentenceTransformer(
            modules=[word, Pooling(16)], device="cpu", prompts={"query": "query: ", "document": "passage: "}
        )
        model.save_pretrained(str(path / "model"))
    return str(path / "model")


@pytest.fixture(scope="module")
def embedder(folder):
    return load_embedder(folder)


def test_a_folder_is_loaded_as_an_embedder(embedder, folder):
    assert isinstance(embedder, Embedder)
    assert (embedder.name, embedder.dimension) == (folder, 16)


def test_rows_are_float32_of_norm_1_and_no_texts_give_no_rows(embedder):
    vectors = embedder.embed_passages(["贸易", "trade zone"])
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert embedder.embed_queries([]).shape == (0, 16)


def test_queries_and_passages_go_under_the_model_s_own_prompts(embedder):
    query, passage = embedder.embed_queries(["trade"])[0], embedder.embed_passages(["trade"])[0]
    bare = embedder._model.encode(["query: trade", "passage: trade"], prompt="", normalize_embeddings=True)
    assert query == pytest.approx(bare[0], abs=1e-5)
    assert passage == pytest.approx(bare[1], abs=1e-5)
    assert query != pytest.approx(passage, abs=1e-3)


def test_the_fingerprint_is_that_of_the_weights(embedder, folder):
    import torch

    assert load_embedder(folder).fingerprint == embedder.fingerprint
    other = load_embedder(folder)
    with torch.no_grad():
        next(other._model.parameters()).add_(0.5)
    assert other.fingerprint != embedder.fingerprint


def test_a_folder_that_is_not_there_is_a_model_error():
    with pytest.raises(ModelError, match=r"No embedding model in /no/such/folder.*no such folder"):
        load_embedder("/no/such/folder")


def test_a_folder_without_a_model_is_a_model_error(tmp_path):
    with pytest.raises(ModelError, match=r"cannot be loaded.*--model FOLDER"):
        load_embedder(str(tmp_path))


def test_a_hub_name_that_cannot_be_fetched_is_a_model_error(monkeypatch):
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match=r"nobody/no-such-model cannot be loaded.*hub cannot be reached"):
        load_embedder("nobody/no-such-model")


def test_an_unreachable_hub_is_asked_once_and_the_model_looked_for_on_this_machine(monkeypatch):
    import huggingface_hub.constants
    import sentence_transformers

    asked = []

    class Session:
        def head(self, url, timeout):
            asked.append((url, timeout <= 10))
            raise OSError("no route to host")

    def load(name, *, device, local_files_only):
        asked.append((name, local_files_only))
        raise ValueError("not cached")

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(huggingface_hub, "get_session", Session)
    monkeypatch.setattr(sentence_transformers, "SentenceTransformer", load)
    with pytest.raises(ModelError, match=r"not on this machine.*no route to host\. .*--model FOLDER"):
        load_embedder("nobody/no-such-model")
    assert asked == [(huggingface_hub.constants.ENDPOINT, True), ("nobody/no-such-model", True)]


def test_a_hub_that_answers_is_used_and_a_name_it_does_not_know_is_said_so(monkeypatch):
    import huggingface_hub.constants
    import sentence_transformers

    class Session:
        def head(self, url, timeout):
            return None

    def load(name, *, device, local_files_only):
        raise ValueError(f"{name} unknown, local {local_files_only}")

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(huggingface_hub, "get_session", Session)
    monkeypatch.setattr(sentence_transformers, "SentenceTransformer", load)
    with pytest.raises(ModelError, match=r"no complete .*: nobody/no-such-model unknown, local False"):
        load_embedder("nobody/no-such-model")
