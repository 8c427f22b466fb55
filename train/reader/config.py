"""The reader's recipe, read from one TOML file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

DEFAULT_CONFIG = Path(__file__).with_name("config.toml")


@dataclass(frozen=True, slots=True)
class Stage:
    """One pass under a time budget: learning rate, shares of reading texts and of questions by rule, lowest layers kept.

    With `seen` the stage goes on with the questions of the stage before it, after so many of its steps, so that those
    come first which were not yet asked.
    """

    minutes: float
    rate: float
    reading: float
    parallel: float
    frozen: int = 0
    seen: int = 0


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """The whole recipe."""

    seed: int
    layers: int
    parallel_questions: int
    held_out_every: int
    pairs: int
    log_every: int
    evaluate_minutes: float
    warmup: float
    stages: tuple[Stage, ...]


def load_config(path: Path = DEFAULT_CONFIG) -> ReaderConfig:
    """Return the recipe that a TOML file holds; a missing or unknown key raises TypeError or KeyError."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    stages = tuple(Stage(**stage) for stage in table.pop("stages"))
    return ReaderConfig(stages=stages, **table)
