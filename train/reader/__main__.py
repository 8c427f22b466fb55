"""`python -m train.reader prepare|train|export|smooth|evaluate`: make the shipped reader."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from train.reader.config import DEFAULT_CONFIG, load_config


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    grammar = argparse.ArgumentParser(prog="python -m train.reader", description=__doc__)
    grammar.add_argument("stage", choices=("prepare", "train", "export", "smooth", "evaluate"))
    grammar.add_argument("--config", type=Path, default=DEFAULT_CONFIG)
    grammar.add_argument(
        "--prepared", type=Path, default=Path(".train/data"), help="what `python -m train prepare` made"
    )
    grammar.add_argument(
        "--work", type=Path, default=Path(".train/reader"), help="folder for everything that is made"
    )
    grammar.add_argument("--start", type=Path, help="go on from this state instead of what `prepare` wrote")
    grammar.add_argument("--first", type=int, default=0, help="number of the stage to begin with")
    grammar.add_argument("--folder", type=Path, help="`smooth`: a reader that was exported without smoothing")
    grammar.add_argument("--threads", type=int, default=0, help="threads for torch; 0 leaves its default")
    return grammar


def main(arguments: list[str] | None = None) -> int:
    """Run one stage; returns the exit code."""
    grammar = parser()
    options = grammar.parse_args(arguments)
    if options.stage == "smooth" and options.folder is None:
        grammar.error("smooth needs --folder")
    if options.threads:
        torch.set_num_threads(options.threads)
    config = load_config(options.config)
    if options.stage == "prepare":
        from train.reader.pretrained import prepare

        print(prepare(options.prepared, options.work, config.layers))
    elif options.stage == "train":
        from train.reader.loop import train_reader

        print(train_reader(config, options.prepared, options.work, options.start, options.first))
    elif options.stage in ("export", "smooth"):
        from train.reader.export import export_reader, smooth_reader
        from train.reader.rows import read_blocks, split_blocks

        ours, _ = split_blocks(read_blocks(), config.held_out_every)
        if options.stage == "smooth":
            smooth_reader(options.folder, ours)
        else:
            print(export_reader(options.work, options.work / "export", ours))
    else:
        from train.reader.evaluate import evaluate_shipped

        print(evaluate_shipped(config))
    return 0


if __name__ == "__main__":
    sys.exit(main())
