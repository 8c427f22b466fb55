"""The curves of a training run, drawn from its CSV logs."""

from __future__ import annotations

import csv
from pathlib import Path


def plot(run: Path) -> Path:
    """Draw `curve.png` from a run's log.csv and recall.csv; returns its path. Needs matplotlib."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    log, recall = _rows(run / "log.csv"), _rows(run / "recall.csv")
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4), layout="constrained")
    for name, label in (
        ("cosine", "cosine to the teacher, sentences"),
        ("match", "partner found in the batch"),
        ("near", "cosine to the teacher, questions and passages"),
    ):
        points = [(float(row["minutes"]), float(row[name])) for row in log if row[name]]
        if points:
            left.plot(*zip(*points, strict=True), label=label, linewidth=1)
    left.set(xlabel="minutes of training", title="training stream")
    left.legend(fontsize=8)
    for name in [name for name in (recall[0] if recall else {}) if name not in {"stage", "minutes", "rows"}]:
        right.plot(
            [float(row["minutes"]) for row in recall],
            [float(row[name]) for row in recall],
            marker="o",
            label=name,
        )
    right.set(xlabel="minutes of training", title="recall@1 on slices of the held-out sets")
    right.legend(fontsize=8)
    figure.savefig(run / "curve.png", dpi=120)
    pyplot.close(figure)
    return run / "curve.png"


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
