"""Every stage on a small sample: not a model worth having, but proof that the pipeline runs from data to folder."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from train.card import write_card
from train.config import Config, load_config
from train.evaluate import evaluate
from train.export import export
from train.initialise import initialise
from train.loop import train
from train.prepare import prepare

_ROWS = 4000
_MINUTES = 0.2


def smoke(data: Path, work: Path) -> str:
    """Run prepare, initialise, train, export and evaluate on the first rows of each file; return the figures."""
    shutil.rmtree(work, ignore_errors=True)
    config = sample_config(load_config())
    prepare(config, data, work / "data", limit=_ROWS)
    initialise(config, work / "data")
    train(config, work / "data", work / "run")
    export(work / "run", work / "data", work / "export", config.max_tokens)
    table = evaluate(work, {})
    write_card(work, work / "export", config)
    return table


def sample_config(config: Config) -> Config:
    """Return the recipe with small numbers: seconds of training, tens of held-out queries."""
    data = replace(
        config.data, dev_articles=10, dev_sentences=20, dev_abstracts=20, dev_statutes=10, dev_news=20
    )
    stages = config.train
    return replace(
        config,
        data=data,
        vocabulary=replace(config.vocabulary, words=2000, sample_texts=3000),
        train=replace(
            stages,
            log_every=2,
            sentences=replace(stages.sentences, minutes=_MINUTES, batch_pairs=16),
            questions=replace(stages.questions, minutes=_MINUTES, batch_pairs=8),
        ),
    )
