"""Gates: the values that figures must reach, read from gates.toml and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.result import ALL, Evaluation
from rag.errors import RagError

SHIPPED_GATES = Path(__file__).parent / "gates.toml"
# Figures are means of some hundred questions; a rounding in the last place is no loss.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Gate:
    """A figure's lowest or highest allowed value; exactly one of them is given."""

    figure: str
    slice: str = ALL
    at_least: float | None = None
    at_most: float | None = None
    always: bool = False

    def __str__(self) -> str:
        """The gate in words: hybrid.recall@5 (zh) >= 0.97."""
        bound = f">= {self.at_least:g}" if self.at_least is not None else f"<= {self.at_most:g}"
        return f"{self.figure} ({self.slice}) {bound}"


@dataclass(frozen=True, slots=True)
class GateResult:
    """A gate and the figure that was reached; None when there was nothing to compute it from."""

    gate: Gate
    reached: float | None
    passed: bool


def read_gates(path: Path = SHIPPED_GATES) -> list[Gate]:
    """The gates of a TOML file; RagError when it is malformed."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        return [_gate(entry) for entry in values["gate"]]
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise RagError(
            f"The gates in {path} cannot be used.",
            f"{error}.",
            'Write each as [[gate]] with figure = "…", perhaps slice = "zh", and at_least or at_most.',
        ) from error


def check_gates(evaluation: Evaluation, gates: Sequence[Gate]) -> list[GateResult]:
    """Every gate with what was reached; a figure that cannot be computed fails its gate."""
    return [_check(evaluation, gate) for gate in gates]


def _gate(entry: dict[str, Any]) -> Gate:
    gate = Gate(**entry)
    if (gate.at_least is None) == (gate.at_most is None):
        raise ValueError(f"the gate of {gate.figure!r} needs either at_least or at_most")
    return gate


def _check(evaluation: Evaluation, gate: Gate) -> GateResult:
    interval = evaluation.figure(gate.figure, gate.slice)
    if interval is None:
        return GateResult(gate, None, passed=False)
    low_enough = gate.at_most is None or interval.value <= gate.at_most + _ROUNDING
    high_enough = gate.at_least is None or interval.value >= gate.at_least - _ROUNDING
    return GateResult(gate, interval.value, low_enough and high_enough)
