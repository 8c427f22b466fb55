"""Building the shipped corpus, and one question after another in one process."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from bench.machine import Figures, in_new_process, peak_memory_mb

QUESTION_FILE = Path(__file__).parent.parent / "eval" / "questions" / "dev.jsonl"
THREADS = 4


def measure_build(index_dir: Path) -> Figures:
    """Return wall and CPU seconds of a first build and of one that finds nothing changed."""
    return in_new_process(_build, index_dir)


def measure_warm_ask(index_dir: Path) -> Figures:
    """Return milliseconds a question for search and ask, questions a second on several threads, and memory."""
    return in_new_process(_ask, index_dir)


def _build(index_dir: Path) -> Figures:
    from rag.index import build_index, shipped_corpus_dir

    result: Figures = {}
    for name in ("first", "unchanged"):
        began, cpu = time.perf_counter(), time.process_time()
        report = build_index(shipped_corpus_dir(), index_dir)
        result[f"{name}_s"] = round(time.perf_counter() - began, 2)
        result[f"{name}_cpu_s"] = round(time.process_time() - cpu, 2)
    disk = sum(path.stat().st_size for path in index_dir.rglob("*") if path.is_file())
    return {
        **result,
        "chunks": report.chunks,
        "disk_mb": round(disk / 2**20, 1),
        "memory_mb": peak_memory_mb(),
    }


def _ask(index_dir: Path) -> Figures:
    from rag.answering import Assistant

    lines = QUESTION_FILE.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    began = time.perf_counter()
    assistant = Assistant.open(index_dir)
    result = {"open_ms": round(1000 * (time.perf_counter() - began), 1)}
    for name, call in (("search", assistant.search), ("ask", assistant.ask)):
        call(questions[0])
        # Another question each time, so that no cache of the last one helps.
        times = [_milliseconds(lambda q=question, c=call: c(q)) for question in questions[1:]]
        for percentile in (50, 95):
            result[f"{name}_p{percentile}_ms"] = round(float(np.percentile(times, percentile)), 1)
    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(assistant.ask, questions))
    result[f"asks_a_second_{THREADS}_threads"] = round(len(questions) / (time.perf_counter() - began), 1)
    return {**result, "questions": len(questions), "memory_mb": peak_memory_mb()}


def _milliseconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - began)
