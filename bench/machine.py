"""Which machine and which commit figures belong to, and a process of its own for each measurement."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

Figures = dict[str, Any]


def describe_machine() -> Figures:
    """Return processor, cores, memory, Python, and how busy the machine was when measuring began."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "python": platform.python_version(),
        "system": platform.system(),
        "load_average": round(os.getloadavg()[0], 2),
    }


def describe_commit() -> str:
    """Return the short name of the commit, with "-changed" after it when the working tree differs from it."""
    folder = Path(__file__).parent
    commit = _git(folder, "rev-parse", "--short", "HEAD")
    return f"{commit}-changed" if _git(folder, "status", "--porcelain", "--untracked-files=no") else commit


def in_new_process(measure: Callable[..., Figures], *arguments: object) -> Figures:
    """Return what a function of a module measures in a fresh process, whose memory is then only its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, *arguments).result()


def peak_memory_mb() -> int:
    """Return the most memory that this process has held, in megabytes."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _git(folder: Path, *arguments: str) -> str:
    run = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=False)
    return run.stdout.strip() or ("" if run.returncode == 0 else "unknown")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
