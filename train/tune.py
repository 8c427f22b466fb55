"""Stage `tune`: the shipped model goes on, with questions on the reading texts towards the passages that answer them.

The first two stages know questions on encyclopaedias and sentences in two languages; here questions are asked as people
ask them of reports and briefings, in both languages, and what does not answer stands in the same text (hard negatives,
Karpukhin et al., "Dense Passage Retrieval for Open-Domain Question Answering", EMNLP 2020). Halfway back to the weights
before (Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022) was tried and found less than the new ones.
"""

from __future__ import annotations

import random
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from rag.embedding.shipped import MODEL_FOLDER
from train.config import TuneConfig
from train.encoder import Encoder, embed, embed_in_blocks, from_bert
from train.losses import contrast, same_texts
from train.reader.loop import plain_tokenizer, switchable
from train.reader.rows import SEPARATOR, Group, read_blocks, split_blocks
from train.reader.slips import slipped
from train.reader.switching import Replacement, switched
from train.rows import QuestionPassage, append_csv, read_rows

STUDENT = "student.pt"
# Half of what answers is a sentence alone, as the index keeps them, the other half stands among its neighbours; so much
# of it is headed by its place, as passages of the index are.
_ALONE, _HEADED = 0.5, 0.5
_SWITCHED, _SLIPPED = 0.4, 0.25
_SAME_TEXT = 2  # passages of the same text that do not answer, beside each question
_BLOCK = 16  # texts of like length that run together


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, a passage that answers it, and passages of the same text that do not."""

    question: str
    passage: str
    others: tuple[str, ...] = ()


def tune(config: TuneConfig, prepared: Path, out: Path) -> Path:
    """Train for the configured minutes; return the file of the state, beside which the tokenizer is laid."""
    torch.set_flush_denormal(True)
    torch.manual_seed(config.seed)
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(MODEL_FOLDER / "tokenizer.json", out / "tokenizer.json")
    before = from_bert(load_file(MODEL_FOLDER / "model.safetensors"))
    student = Encoder(before["embeddings.word_embeddings.weight"].shape[0])
    student.load_state_dict(before)
    student.embeddings.word_embeddings.weight.requires_grad_(False)
    student.to("cuda" if torch.cuda.is_available() else "cpu")
    blocks = read_blocks()
    ours, held_out = split_blocks(blocks, config.held_out_every)
    rng = random.Random(config.seed)
    batches = batches_of(
        [block for i, block in enumerate(blocks) if i % config.held_out_every],
        people(prepared),
        config,
        switchable(ours),
        rng,
    )
    _run(config, student, batches, held_out, out)
    torch.save(student.state_dict(), out / STUDENT)
    return out / STUDENT


def people(prepared: Path) -> list[Asked]:
    """Return people's questions on encyclopaedia texts."""
    rows = (QuestionPassage(*fields) for fields in read_rows(prepared / "questions.tsv.zst"))
    return [
        Asked(row.question, row.passage)
        for row in rows
        if row.source == "squad-train-sent" or row.source.startswith("drcd")
    ]


def batches_of(
    blocks: Sequence[Sequence[Group]],
    others: Sequence[Asked],
    config: TuneConfig,
    known: Mapping[str, list[Replacement]],
    rng: random.Random,
) -> Iterator[list[Asked]]:
    """Yield batches without end: questions on as many different texts, or people's questions."""
    answered = [found for block in blocks if (found := [group for group in block if group.answering])]
    while True:
        if others and rng.random() < config.people:
            yield rng.sample(others, min(config.batch_questions, len(others)))
        else:
            drawn = rng.sample(answered, min(config.batch_questions, len(answered)))
            yield [asked(rng.choice(groups), known, rng) for groups in drawn]


def asked(group: Group, known: Mapping[str, list[Replacement]], rng: random.Random) -> Asked:
    """Return a question of a reading text with one passage that answers it and some that do not."""
    question = group.question
    if question in known and rng.random() < _SWITCHED:
        question = switched(question, known[question], rng)
    if rng.random() < _SLIPPED:
        question = slipped(question, rng)
    heading = ""
    if rng.random() < _HEADED:
        heading = rng.choice(
            (group.sentences[0].heading, group.sentences[0].heading.rpartition(SEPARATOR)[2])
        )
    place = rng.choice(sorted(group.answering))
    passage = _passage(group, place, frozenset(), heading, rng)
    rest = [i for i in range(len(group.sentences)) if i not in group.answering]
    rng.shuffle(rest)
    wrong = tuple(_passage(group, i, group.answering, heading, rng) for i in rest[:_SAME_TEXT])
    return Asked(question, passage, wrong)


def _passage(group: Group, place: int, without: frozenset[int], heading: str, rng: random.Random) -> str:
    """Return a sentence, alone or among neighbours that are none of `without`."""
    start, end = place, place + 1
    if rng.random() >= _ALONE:
        for _ in range(rng.randint(0, 2)):
            if start > 0 and start - 1 not in without:
                start -= 1
        for _ in range(rng.randint(0, 2)):
            if end < len(group.sentences) and end not in without:
                end += 1
    sentences = [sentence.text for sentence in group.sentences[start:end]]
    text = ("" if sentences[0][-1:] in "。！？；”" else " ").join(sentences)
    return f"{heading}\n{text}" if heading else text


def _run(
    config: TuneConfig,
    student: Encoder,
    batches: Iterator[list[Asked]],
    held_out: Sequence[Group],
    out: Path,
) -> None:
    tokenizer = plain_tokenizer()
    trained = [parameter for parameter in student.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=config.rate, weight_decay=0.01)
    print("before:", recall(student, held_out), file=sys.stderr, flush=True)
    budget, spent, steps, losses = 60 * config.minutes, 0.0, 0, []
    while spent < budget:
        began = time.monotonic()
        done = spent / budget
        for settings in optimiser.param_groups:
            settings["lr"] = config.rate * max(0.02, min(1.0, done / 0.05, (1.0 - done) / 0.95))
        loss = question_loss(student, tokenizer, next(batches), config)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        losses.append(float(loss.detach()))
        steps += 1
        spent += time.monotonic() - began
        if len(losses) == config.log_every:
            row = {
                "minutes": round(spent / 60, 2),
                "step": steps,
                "loss": round(sum(losses) / len(losses), 4),
            }
            append_csv(out / "log.csv", row)
            print(row, file=sys.stderr, flush=True)
            losses = []
    print("after:", recall(student, held_out), file=sys.stderr, flush=True)


def question_loss(
    student: Encoder, tokenizer: Tokenizer, batch: Sequence[Asked], config: TuneConfig
) -> Tensor:
    """Question towards its passage among all of the batch, and passage towards its question."""
    questions = _embed(student, tokenizer, [row.question for row in batch], config.max_query_tokens)
    texts = [row.passage for row in batch] + [text for row in batch for text in row.others]
    passages = _embed(student, tokenizer, texts, config.max_passage_tokens)
    right = passages[: len(batch)]
    same = same_texts([row.question for row in batch], [row.passage for row in batch]).to(questions.device)
    scores = config.scale * (questions @ passages.T)
    scores[:, : len(batch)] = scores[:, : len(batch)].masked_fill(same, -1e4)
    forth = functional.cross_entropy(scores, torch.arange(len(batch), device=scores.device))
    return forth + config.backward * contrast(right, questions, config.scale, same)


def recall(student: Encoder, held_out: Sequence[Group]) -> dict[str, float]:
    """Return recall@1 and @5 of held-out questions among all held-out sentences, by the question's language."""
    tokenizer = plain_tokenizer()
    texts = list(dict.fromkeys(s.text for group in held_out for s in group.sentences))
    place = {text: i for i, text in enumerate(texts)}
    groups = [group for group in held_out if group.answering]
    cosines = embed(student, tokenizer, [g.question for g in groups]) @ embed(student, tokenizer, texts).T
    ranked = cosines.topk(min(5, len(texts)), dim=1).indices.tolist()
    figures = {}
    for language in ("en", "zh"):
        rows = [
            (row, {place[group.sentences[i].text] for i in group.answering})
            for group, row in zip(groups, ranked, strict=True)
            if group.language == language
        ]
        for k in (1, 5):
            found = sum(bool(wanted & set(row[:k])) for row, wanted in rows)
            figures[f"{language}@{k}"] = round(found / max(1, len(rows)), 4)
    return figures


def _embed(student: Encoder, tokenizer: Tokenizer, texts: Sequence[str], max_tokens: int) -> Tensor:
    return embed_in_blocks(student, tokenizer, texts, max_tokens, tokenizer.token_to_id("[PAD]") or 0, _BLOCK)
