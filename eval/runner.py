"""Questions and an index → an evaluation. Every variant runs through here: another mode, another weight, noise."""

from __future__ import annotations

import hashlib
import platform
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from eval.evidence import EvidenceFinder
from eval.judging import Judge
from eval.metrics import RESAMPLES, SEED, Ranking, rank_evidence
from eval.question_format import Conversation, Question
from eval.questions import QuestionFile, read_question_file
from eval.remembering import RememberingEmbedder, RememberingReader, RememberingRetriever
from eval.result import Evaluation, Outcome, Provenance
from eval.summary import summarise
from eval.verbatim import read_whole
from rag.answering import Assistant
from rag.errors import QuestionError, RagError
from rag.index import Index, open_index
from rag.protocols import Embedder
from rag.reading import load_reader
from rag.retrieval import RetrievalConfig, Retriever
from rag.types import Hit, Turn

QUESTIONS = Path(__file__).parent / "questions"
HITS = 10
Search = Callable[[str, int], Sequence[Hit]]
HYBRID = "hybrid"
FUSED = "fused"
MODES: Mapping[str, RetrievalConfig] = {
    "dense": RetrievalConfig(mode="dense"),
    "sparse": RetrievalConfig(mode="sparse"),
    FUSED: RetrievalConfig(mode="hybrid"),
    HYBRID: RetrievalConfig(mode="hybrid"),
}


@dataclass(frozen=True, slots=True)
class Bench:
    """An opened index with everything that questions are judged by; shared by all runs over it."""

    index: Index
    embedder: Embedder
    remembering: RememberingEmbedder
    finder: EvidenceFinder
    judge: Judge
    reading: RememberingReader
    tokens: dict[str, list[str]] = field(default_factory=dict)

    @staticmethod
    def open(index_dir: Path, embedder: Embedder | None = None, memory: Path | None = None) -> Bench:
        """The bench of an index folder, with the model that the index names unless one is given.

        With `memory`, a folder, `save` keeps there what was embedded and read.
        """
        index = open_index(index_dir)
        embedder = embedder or Retriever.open(index_dir).embedder
        infos = index.store.documents()
        documents = {info.id: index.store.document(info.id) for info in infos}
        folder = Path(index.manifest.corpus)
        sources = {key: read_whole(document, folder) for key, document in documents.items()}
        chunks = [chunk for info in infos for chunk in index.store.chunks_of(info.id)]
        finder = EvidenceFinder(documents.values(), chunks)
        return Bench(
            index,
            embedder,
            RememberingEmbedder(embedder, memory),
            finder,
            Judge(finder, documents, sources),
            RememberingReader(load_reader(), memory),
        )

    def save(self) -> None:
        """Keep what was embedded and read, where the bench was opened with a memory."""
        self.remembering.save()
        self.reading.save()

    def assistant(self, config: RetrievalConfig | None = None) -> Assistant:
        """An assistant that embeds, cuts and reads nothing twice."""
        return Assistant(self.retriever(config), reader=self.reading)

    def retriever(self, config: RetrievalConfig | None = None) -> Retriever:
        """A retriever that embeds and cuts no text twice."""
        return RememberingRetriever(self.index, self.remembering, config, self.tokens)


def shipped_questions(half: str) -> tuple[Path, ...]:
    """The question files of a half, "dev" or "test"; of the development half there are three of each kind."""
    names = (half, f"{half}-second", f"{half}-third") if half == "dev" else (half,)
    return tuple(QUESTIONS / f"{name}{kind}.jsonl" for name in names for kind in ("", "-conversations"))


def read_questions(paths: Sequence[Path]) -> QuestionFile:
    """All questions and conversations of some files, in order; QuestionFileError when one cannot be used."""
    files = [read_question_file(path) for path in paths]
    return QuestionFile(
        tuple(question for file in files for question in file.questions),
        tuple(conversation for file in files for conversation in file.conversations),
    )


def evaluate(
    bench: Bench,
    questions: QuestionFile,
    *,
    label: str,
    paths: Sequence[Path] = (),
    modes: Mapping[str, RetrievalConfig] = MODES,
    assistant: Assistant | None = None,
) -> Evaluation:
    """Ask everything, retrieve with each of the modes, and sum up.

    The assistant is the default one over the bench's index unless one is given; its latency is measured without the
    remembering embedder.
    """
    began = time.perf_counter()
    assistant = assistant or Assistant(Retriever(bench.index, bench.embedder))
    rankings = {
        mode: rank(bench, searches(bench, mode, config), questions.questions)
        for mode, config in modes.items()
    }
    warm_up(assistant)
    outcomes = ask_all(bench, assistant, questions)
    ranked = tuple(
        replace(outcome, rankings={mode: of[outcome.id] for mode, of in rankings.items() if outcome.id in of})
        if outcome.turn == 0
        else outcome
        for outcome in outcomes
    )
    figures = summarise(ranked, modes)
    provenance = describe(bench, label, paths, time.perf_counter() - began)
    return Evaluation(provenance, figures, ranked)


def searches(bench: Bench, mode: str, config: RetrievalConfig) -> Search:
    """The search of a mode: the hybrid one is what users get, its passages ordered by the reader; others are not read."""
    if mode != HYBRID:
        return bench.retriever(config).search
    assistant = bench.assistant(config)
    return lambda question, k: assistant.search(question, k).hits


def rank(bench: Bench, search: Search, questions: Sequence[Question]) -> dict[str, Ranking]:
    """How a search ranks the evidence of every question that has any."""
    asked = [question for question in questions if not question.unanswerable]
    runs = {question.id: _found(search, question) for question in asked}
    return rank_evidence(runs, {question.id: bench.judge.holding_chunks(question) for question in asked})


def ask_all(bench: Bench, assistant: Assistant, questions: QuestionFile) -> list[Outcome]:
    """The outcome of every question, then of every turn of every conversation."""
    outcomes = [_ask(bench, assistant, question)[0] for question in questions.questions]
    for conversation in questions.conversations:
        outcomes += _converse(bench, assistant, conversation)
    return outcomes


def warm_up(assistant: Assistant) -> None:
    """Ask once in each language, so that no measured question pays for loading."""
    for question in ("这份文档讲了什么？", "What is this document about?"):
        assistant.ask(question)


def _converse(bench: Bench, assistant: Assistant, conversation: Conversation) -> list[Outcome]:
    history: list[Turn] = []
    outcomes = []
    for number, question in enumerate(conversation.turns, start=1):
        outcome, turn = _ask(bench, assistant, question, history, number)
        outcomes.append(outcome)
        history.append(turn)
    return outcomes


def _ask(
    bench: Bench, assistant: Assistant, question: Question, history: Sequence[Turn] = (), turn: int = 0
) -> tuple[Outcome, Turn]:
    try:
        answer = assistant.ask(question.question, history)
    except QuestionError as error:
        return bench.judge.failed(question, error, turn=turn), Turn(question.question)
    rankings: dict[str, Ranking] = {}
    if turn and not question.unanswerable:
        run = {question.id: [hit.chunk.id for hit in answer.hits]}
        rankings[HYBRID] = rank_evidence(run, {question.id: bench.judge.holding_chunks(question)})[
            question.id
        ]
    return bench.judge.judge(question, answer, turn=turn, rankings=rankings), assistant.turn(answer)


def _found(search: Search, question: Question) -> list[str]:
    try:
        return [hit.chunk.id for hit in search(question.question, HITS)]
    except QuestionError:
        return []


def describe(bench: Bench, label: str, paths: Sequence[Path], seconds: float) -> Provenance:
    """What a run's figures come from."""
    manifest = bench.index.manifest
    digest = hashlib.sha256("\n".join(f"{k} {v}" for k, v in sorted(manifest.documents.items())).encode())
    return Provenance(
        label=label,
        questions=tuple(path.name for path in paths),
        commit=commit(),
        model=manifest.model,
        fingerprint=manifest.fingerprint,
        corpus_sha256=digest.hexdigest(),
        documents=len(manifest.documents),
        chunks=manifest.chunks,
        python=platform.python_version(),
        machine=f"{platform.system()} {platform.machine()}",
        seed=SEED,
        resamples=RESAMPLES,
        seconds=round(seconds, 2),
    )


def commit() -> str:
    """The commit that runs, with a plus sign where the tree has been changed since; "unknown" outside a checkout."""
    try:
        root = Path(__file__).resolve().parent.parent
        run = ["git", "-C", str(root)]
        head = subprocess.run(
            [*run, "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True, check=True
        )
        changed = subprocess.run(
            [*run, "status", "--porcelain", "--untracked-files=no", "--", "rag", "eval", "corpus"],
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return head.stdout.strip() + ("+" if changed.stdout.strip() else "")


def require_evidence(bench: Bench, questions: QuestionFile) -> None:
    """Raise RagError when no evidence at all stands in the index: the questions are about other documents."""
    items = [item for question in questions.all_questions() for item in question.evidence]
    if items and not any(bench.finder.locate(item).places for item in items):
        sources = ", ".join(sorted({item.source for item in items})[:3])
        held = ", ".join(info.source for info in bench.index.store.documents()[:3])
        raise RagError(
            f"The questions are not about the documents in {bench.index.path}.",
            f"They name {sources}, and the index holds {held}; none of the evidence stands there.",
            "Index the right folder (rag build FOLDER --index DIR), or name the right questions with --questions FILE.",
        )
