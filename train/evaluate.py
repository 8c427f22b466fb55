"""Stage `evaluate`: the exported model on the held-out sets, beside BM25, the teacher and any other model."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from train.bigrams import bm25_scores
from train.encoder import embed, load_teacher, teacher_tokenizer
from train.figures import MEASURES, Figure, Ranks, figure, per_query, ranks
from train.rows import DevSet, read_dev_sets

DIRECTIONS = ("zh-zh", "en-zh", "zh-en", "en-en")
Vectors = NDArray[np.float32]
Embed = Callable[[list[str]], Vectors]
Report = dict[str, Any]  # what evaluation.json holds


@dataclass(frozen=True, slots=True)
class System:
    """Something that ranks passages: an embedder, or None for BM25; cached systems never change."""

    name: str
    embed: Embed | None
    cached: bool = False


def evaluate(work: Path, others: dict[str, Path]) -> str:
    """Measure every system on every held-out set; write `evaluation.json` and return it as a Markdown table."""
    dev_sets = read_dev_sets(work / "data" / "dev")
    systems = [System("BM25", None), System("teacher", _teacher, cached=True)]
    systems += [System(name, _lazily(folder), cached=True) for name, folder in sorted(others.items())]
    if (work / "export" / "model.onnx").exists():
        systems.append(System("ours", onnx_embedder(work / "export")))
    found = {
        system.name: {dev.name: system_ranks(system, dev, work / "vectors") for dev in dev_sets}
        for system in systems
    }
    report: Report = {
        "sets": {
            dev.name: {"direction": dev.direction, "queries": len(dev.queries), "passages": len(dev.passages)}
            for dev in dev_sets
        },
        "by_set": {
            name: {dev: _all_measures([places]) for dev, places in by_set.items()}
            for name, by_set in found.items()
        },
        "by_direction": {
            name: {
                direction: _all_measures([by_set[dev.name] for dev in dev_sets if dev.direction == direction])
                for direction in DIRECTIONS
            }
            for name, by_set in found.items()
        },
        "gain_over": {
            name: {direction: _gains(found, name, dev_sets, direction) for direction in DIRECTIONS}
            for name in found
            if name != "ours" and "ours" in found
        },
    }
    (work / "evaluation.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    return direction_table(report)


def system_ranks(system: System, dev: DevSet, cache: Path) -> Ranks:
    """Return the rank of each query's relevant passage."""
    if system.embed is None:
        return ranks(bm25_scores(dev.queries, dev.passages), dev.relevant)
    texts = [*dev.queries, *dev.passages]
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]
    path = cache / f"{system.name}-{dev.name}-{digest}.npy"
    if system.cached and path.exists():
        vectors = np.load(path)
    else:
        vectors = system.embed(texts)
        if system.cached:
            cache.mkdir(parents=True, exist_ok=True)
            np.save(path, vectors)
    queries, passages = vectors[: len(dev.queries)], vectors[len(dev.queries) :]
    # A cosine may be negative for the best passage too; BM25's zero alone means "not found".
    return ranks(queries @ passages.T + 2.0, dev.relevant)


def onnx_embedder(folder: Path) -> Embed:
    """Return the exported model as onnxruntime runs it, one text at a time as the product does."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1
    session = InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def run(texts: list[str]) -> Vectors:
        vectors: dict[str, Vectors] = {}
        for text in dict.fromkeys(texts):
            ids = np.array([tokenizer.encode(text).ids])
            vectors[text] = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0]
        return np.vstack([vectors[text] for text in texts]).astype(np.float32)

    return run


def direction_table(report: Report) -> str:
    """Return recall@1, recall@10 and nDCG@10 by direction as Markdown, each with its interval."""
    names = list(report["by_direction"])
    lines = ["| direction | measure | " + " | ".join(names) + " |", "|---" * (len(names) + 2) + "|"]
    for direction in DIRECTIONS:
        for measure in ("recall@1", "recall@10", "nDCG@10"):
            cells = []
            for name in names:
                value = report["by_direction"][name][direction][measure]
                cells.append(f"{value['value']:.3f} ({value['low']:.3f}–{value['high']:.3f})")
            lines.append(f"| {direction} | {measure} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _all_measures(places: list[Ranks]) -> dict[str, dict[str, float]]:
    return {m: asdict(figure([per_query(found, m) for found in places])) for m in MEASURES}


def _gains(
    found: dict[str, dict[str, Ranks]], name: str, dev_sets: list[DevSet], direction: str
) -> dict[str, dict[str, float]]:
    """Return ours minus the other, query by query: an interval above zero is a real gain."""
    chosen = [dev.name for dev in dev_sets if dev.direction == direction]
    gains: dict[str, Figure] = {}
    for measure in MEASURES:
        pairs = [
            per_query(found["ours"][dev], measure) - per_query(found[name][dev], measure) for dev in chosen
        ]
        gains[measure] = figure(pairs)
    return {measure: asdict(gain) for measure, gain in gains.items()}


def _teacher(texts: list[str]) -> Vectors:
    vectors: Vectors = embed(load_teacher(), teacher_tokenizer(), texts).numpy()
    return vectors


def _lazily(folder: Path) -> Embed:
    """Return a sentence-transformers model that is loaded when it is first asked for vectors."""
    loaded: dict[str, Embed] = defaultdict()

    def run(texts: list[str]) -> Vectors:
        if "embed" not in loaded:
            from sentence_transformers import SentenceTransformer

            model = SentenceTransformer(str(folder), device="cpu").float()

            def encode(chunk: list[str]) -> Vectors:
                return np.asarray(model.encode(chunk, normalize_embeddings=True, batch_size=16), np.float32)

            loaded["embed"] = encode
        return loaded["embed"](texts)

    return run
