"""Stage `train`: groups of sentences under a time budget."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from rag.embedding.shipped import MODEL_FOLDER
from rag.text.language import detect_language
from train.encoder import count_layers
from train.reader.config import ReaderConfig, Stage
from train.reader.judging import judge
from train.reader.mining import mine, mine_parallel, with_near
from train.reader.network import Reader, padded, pair_ids
from train.reader.pretrained import STATE as PRETRAINED
from train.reader.pretrained import TOKENIZER
from train.reader.rows import Group, Sentence, read_blocks, split_blocks
from train.reader.stream import groups
from train.reader.switching import Replacement, replacements, sounds_of
from train.rows import append_csv

STATE = "reader.pt"
_LONGEST_STEP = 10.0  # seconds: what is more was no training, the process was stopped or the machine asleep
_BLOCK = 16  # pairs of like length that run together
# Held-out questions that are asked during training, so that they take a minute; `evaluate` asks all of them.
_MOST_HELD_OUT = 700


@dataclass(frozen=True, slots=True)
class Logits:
    """A reader with its tokenizer: groups to the logits of their sentences."""

    reader: Reader
    tokenizer: Tokenizer

    def __call__(self, some: Sequence[Group]) -> list[Tensor]:
        """Return one float32 (sentences,) for each group, with gradients where they are on."""
        rows = [
            row
            for group in some
            for row in pair_ids(
                self.tokenizer, group.question, [(s.text, s.context) for s in group.sentences]
            )
        ]
        device = next(self.reader.parameters()).device
        padding = self.tokenizer.token_to_id("[PAD]") or 0
        order = sorted(range(len(rows)), key=lambda i: len(rows[i][0]))
        parts = []
        for start in range(0, len(order), _BLOCK):
            batch = padded([rows[i] for i in order[start : start + _BLOCK]], padding)
            with torch.autocast(device.type, dtype=torch.bfloat16):
                parts.append(self.reader(*(tensor.to(device) for tensor in batch)))
        back = torch.empty(len(order), dtype=torch.long)
        back[order] = torch.arange(len(order))
        every = torch.cat(parts)[back.to(device)]
        return list(torch.split(every, [len(group.sentences) for group in some]))


def train_reader(
    config: ReaderConfig, prepared: Path, out: Path, start: Path | None = None, first: int = 0
) -> Path:
    """Train through the stages from number `first` on; return the file of the reader's state.

    Starts from what `prepare` wrote into `out` unless `start` names a state; the state is written every few minutes.
    `prepared` is the folder that `python -m train prepare` makes. Vectors of what is mined are kept in `out`.
    """
    torch.set_flush_denormal(True)
    torch.manual_seed(config.seed)
    out.mkdir(parents=True, exist_ok=True)
    logits = Logits(open_reader(start or out / PRETRAINED), plain_tokenizer(out / TOKENIZER))
    logits.reader.to("cuda" if torch.cuda.is_available() else "cpu")
    ours, held_out = split_blocks(read_blocks(), config.held_out_every)
    if len(held_out) > _MOST_HELD_OUT:
        held_out = random.Random(config.seed).sample(held_out, _MOST_HELD_OUT)
    people, reading = mine(prepared, out), with_near(ours, out, "reading")
    parallel = mine_parallel(prepared, out, config.parallel_questions, random.Random(config.seed))
    known = switchable(ours)
    for number, stage in enumerate(config.stages[first:], first):
        # A stage that is begun anew must not see again what the one before it saw.
        rng = random.Random(f"{config.seed} {number - bool(stage.seen)}")
        stream = unseen(groups(reading, people, parallel, stage, rng, known), stage.seen, config.pairs)
        _run_stage(config, number, stage, logits, stream, held_out, out)
    return out / STATE


def unseen(stream: Iterator[Group], steps: int, pairs: int) -> Iterator[Group]:
    """Return what is left of a stream after so many steps of so many pairs."""
    for _ in range(steps):
        _draw(stream, pairs)
    return stream


def switchable(reading: Sequence[Group]) -> dict[str, list[Replacement]]:
    """Return for each English question on a Chinese text what of it may be put into Chinese."""
    sounds: dict[tuple[Sentence, ...], dict[str, str]] = {}
    found = {}
    for group in reading:
        if group.language == "en" and detect_language(group.sentences[0].text) == "zh":
            # The groups of a block share their sentences.
            if group.sentences not in sounds:
                sounds[group.sentences] = sounds_of(group)
            if known := replacements(group, sounds[group.sentences]):
                found[group.question] = known
    return found


def group_loss(logits: Tensor, group: Group) -> Tensor:
    """Softmax loss over the sentences and "none of them", whose logit is 0, plus the binary loss of each sentence.

    Of a weak group only the first part: which of its sentences answer is not known, so their sum shall be likely
    (multiple-instance learning).
    """
    none_and_all = torch.cat([logits.new_zeros(1), logits])
    answering = sorted(group.answering)
    right = torch.logsumexp(logits[answering], 0) if answering else none_and_all[0]
    loss = torch.logsumexp(none_and_all, 0) - right
    if group.weak:
        return loss
    target = torch.zeros_like(logits)
    target[answering] = 1.0
    return loss + functional.binary_cross_entropy_with_logits(logits, target)


def open_reader(state_file: Path) -> Reader:
    """Return the reader of a state file; what a network that is none yet lacks is as new."""
    state = torch.load(state_file, map_location="cpu", weights_only=True)
    reader = Reader(state["embeddings.word_embeddings.weight"].shape[0], count_layers(state))
    missing, unknown = reader.load_state_dict(state, strict=False)
    if unknown or any(name.startswith(("embeddings.", "layers.")) for name in missing):
        raise ValueError(f"{state_file} is no state of a reader: {[*unknown, *missing][:3]}")
    return reader


def plain_tokenizer(path: Path = MODEL_FOLDER / "tokenizer.json") -> Tokenizer:
    """Return a tokenizer, the shipped embedding model's by default, without truncation and padding."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _run_stage(
    config: ReaderConfig,
    number: int,
    stage: Stage,
    logits: Logits,
    stream: Iterator[Group],
    held_out: Sequence[Group],
    out: Path,
) -> None:
    reader = logits.reader
    # Word embeddings stay as they are: few words occur often enough here to be moved to a better place. The lowest
    # layers, which know the languages already, stay too where the stage says so: that saves their way back.
    for part in (reader.embeddings.word_embeddings, *reader.layers[: stage.frozen]):
        part.requires_grad_(False)
    if stage.frozen:
        reader.embeddings.requires_grad_(False)
    trained = [parameter for parameter in reader.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=stage.rate, weight_decay=0.01)
    budget, spent, steps = 60 * stage.minutes, 0.0, 0
    losses: list[float] = []
    pairs, mark, evaluated = 0, time.monotonic(), time.monotonic()
    while spent < budget:
        began = time.monotonic()
        for settings in optimiser.param_groups:
            settings["lr"] = stage.rate * _rate_factor(spent / budget, config.warmup)
        drawn = _draw(stream, config.pairs)
        found = [group_loss(some, group) for some, group in zip(logits(drawn), drawn, strict=True)]
        loss = torch.stack(found).mean()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        losses.append(float(loss.detach()))
        pairs += sum(len(group.sentences) for group in drawn)
        steps += 1
        now = time.monotonic()
        spent += min(now - began, _LONGEST_STEP)
        if len(losses) == config.log_every:
            row: dict[str, object] = {
                "stage": number,
                "minutes": round(spent / 60, 2),
                "step": steps,
                "loss": round(sum(losses) / len(losses), 4),
                "pairs_per_second": round(pairs / (now - mark), 1),
            }
            append_csv(out / "log.csv", row)
            print(", ".join(f"{name} {value}" for name, value in row.items()), file=sys.stderr, flush=True)
            losses, pairs, mark = [], 0, now
        if now - evaluated > 60 * config.evaluate_minutes:
            _evaluate(logits, held_out, number, spent, out)
            evaluated = mark = time.monotonic()
    _evaluate(logits, held_out, number, spent, out)


def _rate_factor(share: float, warmup: float) -> float:
    """Linear up, then linear down, never quite to nothing."""
    return max(0.02, min(1.0, share / warmup, (1.0 - share) / (1.0 - warmup)))


def _draw(stream: Iterator[Group], pairs: int) -> list[Group]:
    drawn: list[Group] = []
    while sum(len(group.sentences) for group in drawn) < pairs:
        drawn.append(next(stream))
    return drawn


def _evaluate(logits: Logits, held_out: Sequence[Group], number: int, spent: float, out: Path) -> None:
    figures = judge(logits, held_out)
    append_csv(
        out / "held_out.csv",
        {"stage": number, "minutes": round(spent / 60, 2)}
        | {name: round(v, 4) for name, v in figures.items()},
    )
    print("held out:", ", ".join(f"{n} {v:.3f}" for n, v in figures.items()), file=sys.stderr, flush=True)
    torch.save(logits.reader.state_dict(), out / STATE)
