"""The model card, in the Hugging Face form, from the configuration and the figures of the last evaluation."""

from __future__ import annotations

import csv
import json
import platform
from pathlib import Path
from typing import Any

from train.config import Config
from train.evaluate import DIRECTIONS
from train.export import NAME

_NAMES = {
    "zh-zh": "Chinese → Chinese",
    "en-zh": "English → Chinese",
    "zh-en": "Chinese → English",
    "en-en": "English → English",
}
_MEASURES = ("recall@1", "recall@5", "recall@10", "nDCG@10")
_SETS = {
    "wiki-zh-zh": "people's questions, encyclopaedia paragraphs",
    "wiki-en-en": "people's questions, encyclopaedia sentences",
    "papers-zh-zh": "titles and summaries, abstracts on economics and finance",
    "papers-en-zh": "titles, abstracts on economics and finance",
    "papers-zh-en": "titles and summaries, abstracts on economics and finance",
    "statutes-zh-zh": "questions by rule, articles of statutes",
    "statutes-en-zh": "questions by rule, articles of statutes",
    "statutes-zh-en": "questions by rule, articles of statutes",
    "statutes-en-en": "questions by rule, articles of statutes",
    "news-en-zh": "questions by rule, news sentences",
    "news-zh-en": "questions by rule, news sentences",
}

_HEAD = """---
license: apache-2.0
language:
- zh
- en
library_name: sentence-transformers
pipeline_tag: sentence-similarity
base_model: sentence-transformers/all-MiniLM-L6-v2
tags:
- sentence-transformers
- feature-extraction
- retrieval
- cross-lingual
- onnx
---

# {name}

A small sentence-embedding model (384 dimensions) that finds Chinese and English passages for Chinese and English
questions. Both languages share one space, so that a question in one finds passages in the other. It runs through
onnxruntime on a CPU with nothing but `onnxruntime` and `tokenizers`, and loads in sentence-transformers as it is.

```python
from sentence_transformers import SentenceTransformer

model = SentenceTransformer("rag/embedding/model")
model.encode(["How large is the zone?", "片区面积为119.5平方公里。"])
```

Six layers, mean pooling, unit vectors (inner product = cosine), {max_tokens} tokens, no prompts, {entries} entries
in the vocabulary. Give Traditional Chinese as Simplified: the vocabulary is Simplified, the tokenizer does NFKC and
lower case itself.
"""

_RECIPE = """
## How it was made

`python -m train prepare | initialise | train | tune | export | evaluate`, with everything that decides the outcome in
`train/config.toml`.

1. **Start**: the network of all-MiniLM-L6-v2 (Apache-2.0), an English model for question → passage retrieval, with
   its English WordPiece entries as they are and Chinese words (the most frequent by jieba, sources weighed) and
   characters added, each once: in this vocabulary the beginning of an English word carries a mark and continuations
   do not, so a Chinese word needs no second, "continuing" form.
2. **Initial vectors**: each Chinese entry is the mean of the teacher's vectors of the English pieces that it is
   aligned with in parallel sentences (Dice coefficient, then IBM model 1 among the best candidates). This alone
   brings the cosine between a Chinese sentence and the teacher's vector of its translation to about 0.75.
3. **Sentences** ({sentence_minutes:.0f} minutes): Chinese sentence towards the teacher's vector of its English translation,
   cosine and in-batch contrast.
4. **Questions and passages** ({question_minutes:.0f} minutes): in-batch contrast from question to passage within and across
   the languages, batches partly made of passages on one topic; cosine to the teacher wherever an English text stands
   behind a vector, which keeps English where it was. Pairs: people's questions on Chinese and English encyclopaedia
   texts (some also glossed word by word into the other language), titles and summaries against abstracts, names and
   clauses of statutes against their articles, and questions by rule about one sentence of a passage put together from
   parallel sentences of one topic.
5. **Reading texts** ({tune_minutes:.0f} minutes on both cores): questions on the texts in `train/reading` towards the
   sentence that answers, alone or among its neighbours, away from the rest of the same text; a quarter of the batches
   people's questions.
6. **8 bits**: matrices are stored as 8-bit floats (E4M3), in one file that both runtimes read. sentence-transformers
   computes with them in float32; onnxruntime turns them into int8 and quantises activations as it goes.

Compute: {total_minutes:.0f} minutes before the reading texts on one core of a shared two-core machine ({machine}),
bf16, {rows} rows seen ({sentence_rows} sentence pairs, {question_rows} of the second stage). No GPU.

## Data and licences

The full list with counts is in the data folder's SOURCES.md. In view of the licences:

- Stated: SQuAD train questions (CC BY-SA 4.0), DRCD (CC BY-SA 3.0), Universal Dependencies PUD (CC BY-SA 3.0),
  Tatoeba (CC BY 2.0 FR), Microsoft documentation (CC BY 4.0), LCTT translations (Apache-2.0), TensorFlow and D2L
  translations (Apache-2.0), 3AM captions (MIT), CLDR (Unicode licence), countries and places (ODbL), CC-CEDICT
  (CC BY-SA), OCA modules (AGPL-3.0), frappe/hrms and a yearbook's table titles (GPL-3.0).
- **No licence stated** where the copy was found, and used all the same: statutes of Taiwan with their official
  English (mojLawSplitJSON), Chinese statutes (LawRefBook/Laws), QuantEcon lectures in Chinese, the Python manual in
  Chinese, arXiv titles and abstracts with machine translation (cn-chat-arxiv: sci-arxiv, sci-econ, sci-qfin), WMT
  news tests (news-wmt), parts of small glossaries (dict-econ). Each can be left out by its tag in `train/config.toml`
  or in the data; the model is then to be trained again.

In training, so not to be judged by: DRCD's development and test parts, SQuAD's training articles, WMT news tests, PUD,
Tatoeba. Passages that share 36 characters with the evaluation sets named in SOURCES.md were dropped from the data.
"""

_LIMITS = """
## Limits

- Trained for {total_minutes:.0f} minutes on one core and {tune_minutes:.0f} on two: the curve was still rising when the
  time was spent.
- Within Chinese, BM25 over bigrams finds more than this model (figures above); what the model adds there is questions
  in other words than the text's. Across the languages it is the other way round by far.
- Names of people and places that are spelt differently in the two languages are its weakest point; pair it with
  lexical search.
- English vectors are close to the teacher's but not the same ones.
- Text behind {max_tokens} tokens (about 400 Chinese characters) is not seen.
- The vectors of the two runtimes differ a little (int8 activations); build and search an index with the same one.
- The questions by rule in the held-out sets (statutes, news) are easier and stiffer than people's. For English
  questions on Chinese passages no people's questions were at hand.
"""


def write_card(work: Path, out: Path, config: Config) -> Path:
    """Write README.md into out from evaluation.json, the run's log, and its notes.md and speed.json where there are any."""
    report = json.loads((work / "evaluation.json").read_text(encoding="utf-8"))
    shipped = json.loads((out / "config.json").read_text(encoding="utf-8"))
    minutes, rows = _spent(work / "run" / "log.csv")
    sentence_rows = rows.get("sentences", 0)
    values: dict[str, Any] = {
        "name": NAME,
        "max_tokens": config.max_tokens,
        "entries": f"{shipped['vocab_size']:,}",
        "sentence_minutes": minutes.get("sentences", 0.0),
        "question_minutes": minutes.get("questions", 0.0) - minutes.get("sentences", 0.0),
        "tune_minutes": config.tune.minutes,
        "total_minutes": max(minutes.values(), default=0.0),
        "machine": platform.machine(),
        "rows": f"{max(rows.values(), default=0):,}",
        "sentence_rows": f"{sentence_rows:,}",
        "question_rows": f"{max(rows.values(), default=0) - sentence_rows:,}",
    }
    notes = work / "run" / "notes.md"
    told = notes.read_text(encoding="utf-8") if notes.exists() else ""
    parts = [
        _HEAD.format(**values),
        _figures(report),
        _RECIPE.format(**values),
        told,
        _LIMITS.format(**values),
    ]
    speed = work / "speed.json"
    if speed.exists():
        parts.insert(2, _speed(json.loads(speed.read_text(encoding="utf-8"))))
    card = out / "README.md"
    card.write_text("".join(parts), encoding="utf-8")
    return card


def _figures(report: dict[str, Any]) -> str:
    names = list(report["by_direction"])
    lines = [
        "\n## Figures\n",
        "Question → passage on texts split off before training, mean over the sets of a direction, with 95 % bootstrap",
        "intervals. `teacher` is all-MiniLM-L6-v2; a `trial` model, where shown, is an earlier one that has probably",
        "seen these very rows in training, so its figures flatter it.\n",
        "| direction | measure | " + " | ".join(names) + " |",
        "|---" * (len(names) + 2) + "|",
    ]
    for direction in DIRECTIONS:
        for measure in _MEASURES:
            cells = [_cell(report["by_direction"][name][direction][measure]) for name in names]
            lines.append(f"| {_NAMES[direction]} | {measure} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "Ours minus the others, query by query (an interval above zero is a real gain):",
        "",
        "| direction | measure | " + " | ".join(report["gain_over"]) + " |",
        "|---" * (len(report["gain_over"]) + 2) + "|",
    ]
    for direction in DIRECTIONS:
        for measure in ("recall@1", "nDCG@10"):
            cells = [_cell(by[direction][measure], sign=True) for by in report["gain_over"].values()]
            lines.append(f"| {_NAMES[direction]} | {measure} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "By set, recall@1:",
        "",
        "| set | what | queries / passages | " + " | ".join(names) + " |",
        "|---" * (len(names) + 3) + "|",
    ]
    for name, entry in report["sets"].items():
        cells = [_cell(report["by_set"][system][name]["recall@1"]) for system in names]
        size = f"{entry['queries']} / {entry['passages']}"
        lines.append(f"| {name} | {_SETS.get(name, '')} | {size} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(value: dict[str, float], *, sign: bool = False) -> str:
    form = "+.3f" if sign else ".3f"
    return f"{value['value']:{form}} ({value['low']:{form}}–{value['high']:{form}})"


def _speed(figures: dict[str, Any]) -> str:
    lines = [
        "\n## Speed\n",
        f"On {figures['machine']}:\n",
        "| what | onnxruntime | sentence-transformers |",
        "|---|---|---|",
    ]
    lines += [
        f"| {row['what']} | {row['onnxruntime']} | {row['sentence_transformers']} |"
        for row in figures["rows"]
    ]
    return "\n".join(lines) + "\n"


def _spent(log: Path) -> tuple[dict[str, float], dict[str, int]]:
    """Return minutes and rows at each stage's end, counted from the run's beginning."""
    minutes: dict[str, float] = {}
    rows: dict[str, int] = {}
    if log.exists():
        with log.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                minutes[row["stage"]], rows[row["stage"]] = float(row["minutes"]), int(row["rows"])
    return minutes, rows
