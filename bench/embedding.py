"""The shipped model on onnxruntime beside sentence-transformers, on the same texts in the same run.

Other work on the machine slows both alike, so the ratio is the figure to compare between runs.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence

import numpy as np

from bench.machine import Figures, in_new_process, peak_memory_mb
from rag.protocols import Vectors

QUESTION = "上海自贸试验区最初设立时的面积是多少？"
PASSAGE_CHARS = 300
PASSAGES = 64
QUESTION_RUNS = 100


def measure_embedding() -> Figures:
    """Return load time, time a question and passages a second of both runtimes, and their ratios."""
    shipped, reference = in_new_process(_measure_shipped), in_new_process(_measure_reference)
    result = {**shipped, **{f"reference_{name}": value for name, value in reference.items()}}
    for name in ("load_s", "question_ms"):
        result[f"{name}_ratio"] = round(reference[name] / shipped[name], 2)
    ratio = shipped["passages_a_second"] / reference["passages_a_second"]
    result["passages_a_second_ratio"] = round(ratio, 2)
    return result


def _measure_shipped() -> Figures:
    from rag.embedding import load_embedder

    began = time.perf_counter()
    embedder = load_embedder()
    load_s = time.perf_counter() - began
    return _measure("onnxruntime int8", load_s, embedder.embed_queries, embedder.embed_passages)


def _measure_reference() -> Figures:
    """Measure a network of the shipped one's shape (random weights are as fast as trained ones) under torch."""
    from rag.embedding.shipped import MODEL_FOLDER, read_config

    began = time.perf_counter()
    import sentence_transformers  # noqa: F401 - its import is part of what loading costs
    import torch
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertModel

    config = read_config()
    tokenizer = Tokenizer.from_file(str(MODEL_FOLDER / "tokenizer.json"))
    tokenizer.enable_truncation(config.max_tokens)
    tokenizer.enable_padding()
    heads, layers = 12, 6
    model = BertModel(
        BertConfig(
            vocab_size=tokenizer.get_vocab_size(),
            hidden_size=config.dimension,
            num_hidden_layers=layers,
            num_attention_heads=heads,
            intermediate_size=4 * config.dimension,
        )
    ).eval()
    load_s = time.perf_counter() - began

    def embed(texts: Sequence[str]) -> Vectors:
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        rows = np.empty((len(texts), config.dimension), np.float32)
        with torch.inference_mode():
            for start in range(0, len(order), 16):
                batch = order[start : start + 16]
                encodings = tokenizer.encode_batch([texts[i] for i in batch])
                mask = torch.tensor([encoding.attention_mask for encoding in encodings])
                states = model(torch.tensor([encoding.ids for encoding in encodings]), mask).last_hidden_state
                pooled = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
                rows[batch] = torch.nn.functional.normalize(pooled).numpy()
        return rows

    return _measure("torch float32", load_s, embed, embed)


def _measure(
    runtime: str,
    load_s: float,
    embed_queries: Callable[[Sequence[str]], Vectors],
    embed_passages: Callable[[Sequence[str]], Vectors],
) -> Figures:
    passages = _passages()
    embed_queries([QUESTION])
    times = []
    for _ in range(QUESTION_RUNS):
        began = time.perf_counter()
        embed_queries([QUESTION])
        times.append(1000 * (time.perf_counter() - began))
    embed_passages(passages[:16])
    began, cpu = time.perf_counter(), time.process_time()
    embed_passages(passages)
    seconds = time.perf_counter() - began
    return {
        "runtime": runtime,
        "load_s": round(load_s, 3),
        "question_ms": round(statistics.median(times), 2),
        "passages_a_second": round(len(passages) / seconds, 1),
        "passage_cpu_ms": round(1000 * (time.process_time() - cpu) / len(passages), 1),
        "memory_mb": peak_memory_mb(),
    }


def _passages() -> list[str]:
    """Return windows of the shipped documents, white space left out."""
    from rag.index import shipped_corpus_dir

    files = sorted(shipped_corpus_dir().glob("*.txt"))
    text = "".join("".join(file.read_text(encoding="utf-8").split()) for file in files)
    return [
        text[start : start + PASSAGE_CHARS] for start in range(0, PASSAGES * PASSAGE_CHARS, PASSAGE_CHARS)
    ]
