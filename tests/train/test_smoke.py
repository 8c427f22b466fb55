"""Every stage on a sample, through the command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

DATA = Path(os.environ.get("YINJU_TRAINING", Path(__file__).parents[2] / "../shared/training"))


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.skipif(
    not (DATA / "parallel.tsv.zst").exists(), reason="the training data is not beside the repository"
)
def test_the_pipeline_runs_from_data_to_a_card(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "train",
        "--smoke",
        "--threads",
        "1",
        "--data",
        str(DATA),
        "--work",
        str(tmp_path),
    ]
    result = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=900, check=False
    )
    assert result.returncode == 0, result.stderr[-2000:]
    assert "| en-zh | recall@1 |" in result.stdout
    made = {path.name for path in (tmp_path / "smoke" / "export").iterdir()}
    assert {"model.onnx", "model.safetensors", "tokenizer.json", "config.json", "README.md"} <= made
    assert (
        (tmp_path / "smoke" / "run" / "log.csv").read_text(encoding="utf-8").startswith("stage,minutes,step")
    )
