"""`python -m bench`: measures and writes bench/results/COMMIT.json.

Times are CPU seconds where another process on the machine would spoil them, and wall-clock milliseconds for what a
user waits for; each is the median of several runs, or says which percentile it is.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from bench.cold import measure_cold_ask
from bench.embedding import measure_embedding
from bench.machine import describe_commit, describe_machine
from bench.scale import measure_scale
from bench.warm import measure_build, measure_warm_ask

RESULTS = Path(__file__).parent / "results"


def main() -> int:
    """Measure what the options ask for and write it down; 0 when done."""
    options = _parser().parse_args()
    commit = describe_commit()
    result: dict[str, object] = {"commit": commit, "machine": describe_machine()}
    with tempfile.TemporaryDirectory() as folder:
        index_dir = Path(folder) / "index"
        for name, measure in (
            ("build", lambda: measure_build(index_dir)),
            ("cold_ask", lambda: measure_cold_ask(index_dir)),
            ("warm_ask", lambda: measure_warm_ask(index_dir)),
            ("embedding", measure_embedding),
        ):
            result[name] = measure()
            print(f"{name}: {json.dumps(result[name], ensure_ascii=False)}", file=sys.stderr)
        if options.passages:
            result["scale"] = measure_scale(options.passages, Path(folder) / "scale")
            print(f"scale: {json.dumps(result['scale'])}", file=sys.stderr)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{commit}.json"
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(path)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description="Measure speed and memory.")
    parser.add_argument(
        "--passages",
        type=int,
        metavar="N",
        help="also measure an index of N made-up passages with random vectors",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
