"""Stage `train`: both stages under a time budget, resumable, with a log of rates, losses and held-out recall."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import torch
from tokenizers import Tokenizer
from torch import Tensor

from train.batches import Batch
from train.config import Config, QuestionStage, SentenceStage
from train.encoder import Encoder, embed_in_blocks, load_teacher, teacher_tokenizer
from train.losses import contrast, distance, same_texts
from train.mixture import open_streams
from train.recall import quick_recall
from train.rows import append_csv, read_dev_sets

STAGES = ("sentences", "questions")


@dataclass(slots=True)
class Progress:
    """Where a run stands: stage, seconds spent in it, steps and rows seen."""

    stage: str = "sentences"
    seconds: float = 0.0
    steps: int = 0
    rows: int = 0
    total_seconds: float = 0.0


@dataclass(slots=True)
class Run:
    """A student in training with all that a checkpoint has to bring back."""

    student: Encoder
    embedding_optimiser: torch.optim.Optimizer
    body_optimiser: torch.optim.Optimizer
    progress: Progress = field(default_factory=Progress)


def train(
    config: Config, work: Path, out: Path, device: str | None = None, minutes: float | None = None
) -> Path:
    """Train until the stages' minutes are spent; return the path of the finished student's state.

    A run that was stopped goes on from its last checkpoint in `out`. `minutes` ends this call early, the schedule
    unchanged, so that a long run can be cut into sittings.
    """
    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_flush_denormal(True)  # denormals in the optimisers' moments stall a CPU for seconds
    torch.manual_seed(config.seed)
    out.mkdir(parents=True, exist_ok=True)
    run = _open_run(config, work, out, device)
    trainer = Trainer(config, work, out, run, device)
    deadline = time.monotonic() + 60 * minutes if minutes is not None else float("inf")
    while run.progress.stage in STAGES:
        if not trainer.run_stage(deadline):
            return out / "checkpoint.pt"
    return out / "student.pt"


class Trainer:
    """One run's state while it moves: student, teacher, streams, clocks."""

    def __init__(self, config: Config, work: Path, out: Path, run: Run, device: str) -> None:
        self._config, self._work, self._out, self._run, self._device = config, work, out, run, device
        self._teacher = load_teacher().to(device)
        self._teacher_tokenizer = teacher_tokenizer()
        self._tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
        self._padding = self._tokenizer.token_to_id("[PAD]") or 0
        self._streams = open_streams(config, work, config.seed + run.progress.steps)
        self._dev_sets = read_dev_sets(work / "dev")
        self._block = 16 if device == "cpu" else 256
        self._stopped = False
        signal.signal(signal.SIGTERM, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        """Finish the step in hand and save, so that a stopped run loses nothing."""
        self._stopped = True

    def run_stage(self, deadline: float) -> bool:
        """Train the current stage to its end and set the next; False when the deadline came first."""
        progress, config = self._run.progress, self._config
        stage = config.train.sentences if progress.stage == "sentences" else config.train.questions
        budget = stage.minutes * 60
        batches = self._streams[STAGES.index(progress.stage)]()
        sums: dict[str, float] = {}
        counted, rows_before, mark = 0, progress.rows, time.monotonic()
        saved = evaluated = time.monotonic()
        if progress.steps == 0:
            self._evaluate()
        while progress.seconds < budget:
            started = time.monotonic()
            if started > deadline or self._stopped:
                self._save()
                return False
            share = progress.seconds / budget
            self._set_rates(stage, share)
            batch = next(batches)
            losses = self._step(batch, stage)
            for name, value in losses.items():
                sums[name] = sums.get(name, 0.0) + value
                sums[f"{name}#"] = sums.get(f"{name}#", 0.0) + 1
            counted += 1
            progress.steps += 1
            progress.rows += len(batch.right)
            now = time.monotonic()
            progress.seconds += now - started
            progress.total_seconds += now - started
            if counted == config.train.log_every:
                self._log(sums, progress.rows - rows_before, now - mark, budget)
                sums, counted, rows_before, mark = {}, 0, progress.rows, now
            if now - saved > config.train.checkpoint_minutes * 60:
                self._save()
                saved = time.monotonic()
            if now - evaluated > config.train.evaluate_minutes * 60:
                self._evaluate()
                evaluated = mark = time.monotonic()
        self._evaluate()
        torch.save(self._run.student.state_dict(), self._out / f"after-{progress.stage}.pt")
        place = STAGES.index(progress.stage) + 1
        if place == len(STAGES):
            torch.save(self._run.student.state_dict(), self._out / "student.pt")
        progress.stage = STAGES[place] if place < len(STAGES) else "finished"
        progress.seconds = 0.0
        self._save()
        return True

    def _step(self, batch: Batch, stage: SentenceStage | QuestionStage) -> dict[str, float]:
        losses = (
            self._sentence_loss(batch, self._config.train.sentences)
            if batch.kind == "sentences"
            else self._question_loss(batch, self._config.train.questions)
        )
        total = losses["loss"]
        total.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._run.student.layers.parameters(), 1.0)
        self._run.embedding_optimiser.step()
        self._run.body_optimiser.step()
        self._run.embedding_optimiser.zero_grad(set_to_none=True)
        self._run.body_optimiser.zero_grad(set_to_none=True)
        return {f"{batch.kind}": float(total.detach()), **{n: float(v.detach()) for n, v in losses.items()}}

    def _sentence_loss(self, batch: Batch, stage: SentenceStage) -> dict[str, Tensor]:
        target = self._teach([text or "" for text in batch.right_en], 128)
        vectors = self._embed(batch.right, stage.max_tokens)
        far = distance(vectors, target)
        scale = self._config.train.scale
        same = same_texts(batch.right, [text or "" for text in batch.right_en]).to(self._device)
        pull = 0.5 * (contrast(vectors, target, scale, same) + contrast(target, vectors, scale, same))
        return {"loss": 2.0 * far + stage.contrast * pull, "cosine": 1.0 - far}

    def _question_loss(self, batch: Batch, stage: QuestionStage) -> dict[str, Tensor]:
        left = self._embed(batch.left, stage.max_query_tokens)
        right = self._embed(batch.right, stage.max_passage_tokens)
        scale = self._config.train.scale
        same = same_texts(batch.left, batch.right).to(self._device)
        forth, back = contrast(left, right, scale, same), contrast(right, left, scale, same)
        loss = (forth + stage.backward * back) / (1.0 + stage.backward)
        texts = [(text, i, True) for i, text in enumerate(batch.left_en) if text]
        texts += [(text, i, False) for i, text in enumerate(batch.right_en) if text]
        found: dict[str, Tensor] = {
            "match": (left @ right.T)
            .masked_fill(same, -1)
            .argmax(1)
            .eq(torch.arange(len(left), device=left.device))
            .float()
            .mean()
        }
        if texts:
            target = self._teach([text for text, _, _ in texts], 256)
            mine = torch.stack([left[i] if is_left else right[i] for _, i, is_left in texts])
            far = distance(mine, target)
            loss = loss + stage.distil * far
            found["near"] = 1.0 - far
        return {"loss": loss, **found}

    def _embed(self, texts: list[str], max_tokens: int) -> Tensor:
        """Return the student's vectors with gradients."""
        return embed_in_blocks(
            self._run.student, self._tokenizer, texts, max_tokens, self._padding, self._block
        )

    def _teach(self, texts: list[str], max_tokens: int) -> Tensor:
        """Return the teacher's vectors."""
        with torch.no_grad():
            return embed_in_blocks(self._teacher, self._teacher_tokenizer, texts, max_tokens, 0, self._block)

    def _set_rates(self, stage: SentenceStage | QuestionStage, share: float) -> None:
        warm = self._config.train.warmup
        factor = share / warm if share < warm else max(0.02, (1.0 - share) / (1.0 - warm))
        for optimiser, rate in (
            (self._run.embedding_optimiser, stage.embedding_rate),
            (self._run.body_optimiser, stage.body_rate),
        ):
            for group in optimiser.param_groups:
                group["lr"] = rate * max(factor, 0.02)

    def _log(self, sums: dict[str, float], rows: int, seconds: float, budget: float) -> None:
        progress = self._run.progress
        means = {name: sums[name] / sums[f"{name}#"] for name in sums if not name.endswith("#")}
        left = max(0.0, budget - progress.seconds) / 60
        shown = " ".join(f"{name} {value:.3f}" for name, value in sorted(means.items()))
        sys.stderr.write(
            f"{progress.stage} {progress.seconds / 60:.1f} min, step {progress.steps}, {progress.rows} rows, "
            f"{rows / seconds:.1f} rows/s, {left:.0f} min left: {shown}\n"
        )
        sys.stderr.flush()
        append_csv(
            self._out / "log.csv",
            {
                "stage": progress.stage,
                "minutes": round(progress.total_seconds / 60, 2),
                "step": progress.steps,
                "rows": progress.rows,
                "rows_per_second": round(rows / seconds, 2),
                "loss": round(means["loss"], 4),
                "cosine": round(means["cosine"], 4) if "cosine" in means else "",
                "match": round(means["match"], 4) if "match" in means else "",
                "near": round(means["near"], 4) if "near" in means else "",
            },
        )

    def _evaluate(self) -> None:
        progress = self._run.progress
        figures = quick_recall(self._run.student, self._tokenizer, self._dev_sets)
        row: dict[str, object] = {
            "stage": progress.stage,
            "minutes": round(progress.total_seconds / 60, 2),
            "rows": progress.rows,
        }
        append_csv(self._out / "recall.csv", row | {name: round(value, 4) for name, value in figures.items()})
        sys.stderr.write(f"recall@1 {' '.join(f'{n} {v:.3f}' for n, v in figures.items())}\n")
        sys.stderr.flush()

    def _save(self) -> None:
        state = {
            "student": self._run.student.state_dict(),
            "embedding": self._run.embedding_optimiser.state_dict(),
            "body": self._run.body_optimiser.state_dict(),
            "progress": {name: getattr(self._run.progress, name) for name in Progress.__slots__},
        }
        fresh = self._out / "checkpoint.new"
        torch.save(state, fresh)
        fresh.replace(self._out / "checkpoint.pt")


def _open_run(config: Config, work: Path, out: Path, device: str) -> Run:
    checkpoint = out / "checkpoint.pt"
    saved = torch.load(checkpoint, map_location=device, weights_only=True) if checkpoint.exists() else None
    state = saved["student"] if saved else torch.load(work / "initial.pt", weights_only=True)
    student = Encoder(state["embeddings.word_embeddings.weight"].shape[0])
    student.load_state_dict(state)
    student.to(device)
    words = student.embeddings.word_embeddings.weight
    rest = [p for p in student.parameters() if p is not words]
    run = Run(
        student,
        torch.optim.SparseAdam([words], lr=config.train.sentences.embedding_rate),
        torch.optim.AdamW(rest, lr=config.train.sentences.body_rate, weight_decay=0.01, fused=True),
    )
    if saved:
        run.embedding_optimiser.load_state_dict(saved["embedding"])
        run.body_optimiser.load_state_dict(saved["body"])
        run.progress = Progress(**saved["progress"])
    return run


def batches_of(stream: Iterator[Batch], count: int) -> list[Batch]:
    """Return the next batches of a stream, for a look at what is trained on."""
    return [next(stream) for _ in range(count)]
