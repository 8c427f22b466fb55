"""`python -m train STAGE`: make the shipped embedding model, a stage at a time."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from train.config import DEFAULT_CONFIG, load_config

STAGES = ("prepare", "initialise", "train", "tune", "export", "evaluate")


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    grammar = argparse.ArgumentParser(prog="python -m train", description=__doc__)
    grammar.add_argument(
        "stage", nargs="?", choices=STAGES, help="what to do; the stages in this order make a model"
    )
    grammar.add_argument("--smoke", action="store_true", help="run every stage on a small sample, in minutes")
    grammar.add_argument("--config", type=Path, default=DEFAULT_CONFIG)
    grammar.add_argument(
        "--data", type=Path, default=Path("../shared/training"), help="folder of the training files"
    )
    grammar.add_argument(
        "--work", type=Path, default=Path(".train"), help="folder for everything that is made"
    )
    grammar.add_argument("--threads", type=int, default=0, help="threads for torch; 0 leaves its default")
    grammar.add_argument("--device", default=None, help="cpu or cuda; found by itself when left out")
    grammar.add_argument(
        "--minutes", type=float, default=None, help="end this sitting of `train` early; resumable"
    )
    grammar.add_argument("--run", default="run", help="name of the training run's folder under --work")
    grammar.add_argument(
        "--other", nargs="*", default=[], metavar="NAME=FOLDER", help="models to evaluate beside ours"
    )
    return grammar


def main(arguments: list[str] | None = None) -> int:
    """Run one stage, or all of them on a sample; returns the exit code."""
    options = parser().parse_args(arguments)
    if options.threads:
        torch.set_num_threads(options.threads)
    if options.smoke:
        from train.smoke import smoke

        print(smoke(options.data, options.work / "smoke"))
        return 0
    if options.stage is None:
        parser().print_usage(sys.stderr)
        return 2
    config = load_config(options.config)
    prepared, out = options.work / "data", options.work / options.run
    if options.stage == "prepare":
        from train.prepare import prepare

        print(prepare(config, options.data, prepared))
    elif options.stage == "initialise":
        from train.initialise import initialise

        print(initialise(config, prepared))
    elif options.stage == "train":
        from train.loop import train

        print(train(config, prepared, out, options.device, options.minutes))
    elif options.stage == "tune":
        from train.tune import tune

        print(tune(config.tune, prepared, out))
    elif options.stage == "export":
        from train.export import export

        # What was tuned keeps the tokenizer it began with.
        prepared = out if (out / "tokenizer.json").exists() else prepared
        print(export(out, prepared, options.work / "export", config.max_tokens))
    else:
        from train.card import write_card
        from train.evaluate import evaluate
        from train.plot import plot
        from train.speed import measure_speed

        others = {name: Path(folder) for name, _, folder in (text.partition("=") for text in options.other)}
        print(evaluate(options.work, others))
        plot(out)
        measure_speed(options.work)
        print(write_card(options.work, options.work / "export", config))
    return 0


if __name__ == "__main__":
    sys.exit(main())
