"""How fast an exported model runs: CPU time a text in onnxruntime, and in sentence-transformers with the same weights."""

from __future__ import annotations

import json
import platform
import resource
import time
from collections.abc import Callable
from pathlib import Path

from train.evaluate import Embed, onnx_embedder
from train.rows import read_dev_sets

_CHARS = 300
_QUESTIONS, _PASSAGES = 40, 24


def measure_speed(work: Path, *, threads: int = 1) -> dict[str, object]:
    """Write `speed.json` into work and return it; CPU time of this process, so that busy neighbours matter less."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(threads)
    folder = work / "export"
    dev = next(dev for dev in read_dev_sets(work / "data" / "dev") if dev.name == "wiki-zh-zh")
    questions = dev.queries[:_QUESTIONS]
    passages = [text[:_CHARS] for text in dev.passages if len(text) >= _CHARS][:_PASSAGES]
    opened = time.process_time()
    ours = onnx_embedder(folder)
    load = time.process_time() - opened
    model = SentenceTransformer(str(folder), device="cpu")

    def theirs(texts: list[str]) -> object:
        return model.encode(texts, batch_size=8, show_progress_bar=False)

    def theirs_singly(texts: list[str]) -> object:
        return [model.encode([text], show_progress_bar=False) for text in texts]

    rows = []
    for what, texts, slow in (
        ("one question at a time, CPU ms", questions, theirs_singly),
        (f"a passage of {_CHARS} characters, CPU ms", passages, theirs),
    ):
        quick_ms, slow_ms = _cpu_ms(ours, texts), _cpu_ms(slow, texts)
        rows.append(
            {
                "what": what,
                "onnxruntime": f"{quick_ms:.1f}",
                "sentence_transformers": f"{slow_ms:.1f} ({slow_ms / quick_ms:.1f} times as long)",
            }
        )
    rows.append({"what": "loading, CPU s", "onnxruntime": f"{load:.2f}", "sentence_transformers": ""})
    figures: dict[str, object] = {
        "machine": f"{platform.machine()}, {threads} thread, while other work ran beside it",
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "rows": rows,
    }
    (work / "speed.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    return figures


def _cpu_ms(run: Embed | Callable[[list[str]], object], texts: list[str]) -> float:
    """Return the better of three runs, in CPU milliseconds a text, after a first that is not counted."""
    run(texts[:2])
    times = []
    for _ in range(3):
        started = time.process_time()
        run(texts)
        times.append(time.process_time() - started)
    return 1000 * min(times) / len(texts)
