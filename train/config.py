"""The training configuration, read from one TOML file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

DEFAULT_CONFIG = Path(__file__).with_name("config.toml")


@dataclass(frozen=True, slots=True)
class DataConfig:
    """What is held out, and how often each source is drawn."""

    dev_articles: int
    dev_sentences: int
    dev_abstracts: int
    dev_statutes: int
    dev_news: int
    weights: dict[str, float]


@dataclass(frozen=True, slots=True)
class VocabularyConfig:
    """How many Chinese words enter the vocabulary."""

    words: int
    min_character_count: int
    sample_texts: int


@dataclass(frozen=True, slots=True)
class InitialiseConfig:
    """How new embeddings are made from an alignment of parallel sentences."""

    pairs: int
    candidates: int
    rounds: int


@dataclass(frozen=True, slots=True)
class SentenceStage:
    """Stage 1: Chinese sentences towards the teacher's vectors of their translations."""

    minutes: float
    batch_pairs: int
    max_tokens: int
    joined: float
    embedding_rate: float
    body_rate: float
    contrast: float


@dataclass(frozen=True, slots=True)
class QuestionStage:
    """Stage 2: questions towards passages."""

    minutes: float
    batch_pairs: int
    max_query_tokens: int
    max_passage_tokens: int
    embedding_rate: float
    body_rate: float
    distil: float
    backward: float
    mixture: dict[str, float]


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """The two stages and what they share."""

    batch_tokens: int
    log_every: int
    checkpoint_minutes: float
    evaluate_minutes: float
    scale: float
    warmup: float
    sentences: SentenceStage
    questions: QuestionStage


@dataclass(frozen=True, slots=True)
class TuneConfig:
    """Stage `tune`: questions on the reading texts; `people` is the share of batches of people's questions instead."""

    seed: int
    minutes: float
    rate: float
    batch_questions: int
    people: float
    scale: float
    backward: float
    max_query_tokens: int
    max_passage_tokens: int
    held_out_every: int
    log_every: int


@dataclass(frozen=True, slots=True)
class Config:
    """The whole recipe."""

    seed: int
    data: DataConfig
    vocabulary: VocabularyConfig
    initialise: InitialiseConfig
    train: TrainConfig
    tune: TuneConfig
    max_tokens: int


def load_config(path: Path = DEFAULT_CONFIG) -> Config:
    """Return the recipe that a TOML file holds; a missing or unknown key raises TypeError or KeyError."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    train = dict(table["train"])
    sentences = SentenceStage(**train.pop("sentences"))
    questions = QuestionStage(**train.pop("questions"))
    return Config(
        seed=table["seed"],
        data=DataConfig(**table["data"]),
        vocabulary=VocabularyConfig(**table["vocabulary"]),
        initialise=InitialiseConfig(**table["initialise"]),
        train=TrainConfig(sentences=sentences, questions=questions, **train),
        tune=TuneConfig(seed=table["seed"], **table["tune"]),
        max_tokens=table["export"]["max_tokens"],
    )
