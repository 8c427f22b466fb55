"""What a shell user waits for: `rag ask` in a fresh process."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.machine import Figures

QUESTIONS = (
    "上海自贸试验区最初设立时的面积是多少？",
    "How many projects had MOFCOM completed with UNIDO over 50 years?",
)
# Each of these costs more than a second, or is needed only to build an index.
UNWANTED_MODULES = (
    "torch",
    "sentence_transformers",
    "transformers",
    "gradio",
    "jieba",
    "bm25s",
    "scipy",
    "pypinyin",
)
RUNS = 3

_PROGRAM = """
import contextlib, io, json, resource, sys, time
from rag.__main__ import main
with contextlib.redirect_stdout(io.StringIO()):
    code = main(["ask", "--json", "--index", sys.argv[1], sys.argv[2]])
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "code": code,
    "cpu_s": usage.ru_utime + usage.ru_stime,
    "memory_mb": usage.ru_maxrss / 1024,
    "unwanted": [name for name in sys.argv[3].split(",") if name in sys.modules],
}))
"""


def measure_cold_ask(index_dir: Path) -> Figures:
    """Return CPU and wall seconds, peak memory, and modules that should not have been imported, for one process."""
    runs = [_run(index_dir, question) for question in QUESTIONS for _ in range(RUNS)]
    return {
        "cpu_s": round(statistics.median(run["cpu_s"] for run in runs), 3),
        "wall_s": round(statistics.median(run["wall_s"] for run in runs), 3),
        "memory_mb": round(max(run["memory_mb"] for run in runs)),
        "unwanted_modules": sorted({name for run in runs for name in run["unwanted"]}),
    }


def _run(index_dir: Path, question: str) -> Figures:
    began = time.perf_counter()
    command = [sys.executable, "-c", _PROGRAM, str(index_dir), question, ",".join(UNWANTED_MODULES)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    result: Figures = json.loads(run.stdout)
    if result["code"] != 0:
        raise RuntimeError(f"rag ask ended with {result['code']}: {run.stderr}")
    return {**result, "wall_s": time.perf_counter() - began}
