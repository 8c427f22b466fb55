"""The command line: parse, call, print. Results go to stdout, progress and messages to stderr."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import RagError
from rag.serialization import answer_to_json, metadata_to_json, search_to_json
from rag.types import Answer, Chunk, CitationStyle, Hit, SearchResult, Turn

if TYPE_CHECKING:
    from rag.answering import Assistant
    from rag.index.build import BuildReport

DONE, FAILED, MISUSED = 0, 1, 2
DEFAULT_INDEX = ".index"


def parser() -> argparse.ArgumentParser:
    """The argument parser of the `rag` command."""
    top = argparse.ArgumentParser(
        prog="rag", description="Ask documents; get word-for-word quotes with citations."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="index a folder of documents")
    build.add_argument("folder", type=Path, metavar="FOLDER")
    _add_index(build)
    build.add_argument(
        "--model",
        metavar="NAME",
        help="a sentence-transformers model by hub name or folder (default: the shipped one)",
    )
    build.add_argument("--json", action="store_true", help="print one JSON object")
    build.set_defaults(run=_build)

    for name, run, text in (
        ("search", _search, "find passages"),
        ("ask", _ask, "answer with quotes and citations"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("question", nargs="?", metavar="QUESTION")
        _add_index(command)
        command.add_argument("-k", type=int, default=10, metavar="N", help="how many passages (default: 10)")
        command.add_argument("--json", action="store_true", help="print one JSON object")
        command.add_argument(
            "--input", type=Path, metavar="FILE.jsonl", help="a batch of questions, one JSON object a line"
        )
        command.add_argument("--output", type=Path, metavar="FILE.jsonl", help="where the batch's results go")
        command.set_defaults(run=run)
    ask = commands.choices["ask"]
    ask.add_argument(
        "--style",
        choices=("gbt7714", "apa", "chicago", "bibtex"),
        default="gbt7714",
        help="citation style of the printed answer",
    )
    ask.add_argument(
        "--llm",
        metavar="MODEL",
        help="let a language model word the answer (OPENAI_BASE_URL and OPENAI_API_KEY say where)",
    )

    evaluate = commands.add_parser("eval", help="run the evaluation suite")
    evaluate.add_argument(
        "--questions", type=Path, metavar="FILE", help="questions to run (default: the shipped test half)"
    )
    _add_index(evaluate)
    evaluate.add_argument("--gate", action="store_true", help="exit 1 when a metric falls under its gate")
    evaluate.add_argument("--json", action="store_true", help="print one JSON object")
    evaluate.add_argument(
        "--report", type=Path, metavar="DIR", help="write report.md, report.html and report.json there"
    )
    evaluate.add_argument(
        "--draft",
        type=int,
        metavar="N",
        help="write N draft questions about the indexed documents, to be corrected by hand",
    )
    evaluate.set_defaults(run=_evaluate)

    show = commands.add_parser("show", help="print a document's section tree, or a passage")
    show.add_argument("id", metavar="CHUNK_OR_DOCUMENT_ID")
    _add_index(show)
    show.add_argument("--json", action="store_true", help="print one JSON object")
    show.set_defaults(run=_show)

    info = commands.add_parser("info", help="what is in an index")
    _add_index(info)
    info.add_argument("--json", action="store_true", help="print one JSON object")
    info.set_defaults(run=_info)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 a RagError with its message on stderr, 2 misuse."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a terminal in another encoding must not break on Chinese
            reconfigure(encoding="utf-8", errors="replace")
    top = parser()
    options = top.parse_args(arguments)
    problem = _misuse(options)
    if problem:
        top.exit(MISUSED, f"rag {options.command}: {problem}\n")
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except RagError as error:
        sys.stderr.write(f"rag {options.command}: {error}\n")
        return FAILED
    except BrokenPipeError:  # the reader of our output has gone, as with `| head`
        sys.stderr.close()
        return DONE
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted; nothing was changed.\n")
        return 130


def _add_index(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--index", type=Path, metavar="DIR", help=f"the index folder (default: {DEFAULT_INDEX})"
    )


def _misuse(options: argparse.Namespace) -> str | None:
    if options.command in ("search", "ask"):
        batch = options.input is not None or options.output is not None
        if batch and (options.input is None or options.output is None):
            return "a batch needs both --input and --output."
        if batch and options.question is not None:
            return "give either a QUESTION or --input and --output."
        if not batch and options.question is None:
            return 'a QUESTION is missing, for example: rag ask "…"'
        if options.k < 1:
            return f"-k must be at least 1, not {options.k}."
    return None


def _opened(options: argparse.Namespace) -> Assistant:
    """The assistant over the named index; the shipped corpus is indexed first when no index was named and none exists."""
    from rag.answering import Assistant

    generator = None
    if getattr(options, "llm", None):
        from rag.generation.openai_compatible import OpenAICompatibleGenerator

        generator = OpenAICompatibleGenerator(options.llm)
    return Assistant.open(_index_dir(options), generator=generator)


def _index_dir(options: argparse.Namespace) -> Path:
    if options.index is not None:
        return Path(options.index)
    from rag.index import ensure_default_index

    return ensure_default_index(Path(DEFAULT_INDEX), progress=_progress)


def _build(options: argparse.Namespace) -> int:
    from rag.index import build_index

    report = build_index(
        options.folder, options.index or Path(DEFAULT_INDEX), model=options.model, progress=_progress
    )
    skipped = [{"source": skip.source, "reason": skip.reason} for skip in report.skipped]
    if options.json:
        _print_json(
            {
                "index": str(report.index_dir), "documents": report.documents, "sections": report.sections,
                "chunks": report.chunks,
                "embedded": report.embedded, "reused": report.reused, "removed": report.removed,
                "removed_documents": report.removed_documents, "replaced": report.replaced or None, "skipped": skipped,
                "seconds": round(report.seconds, 3),
            }
        )  # fmt: skip
        _tell_replaced(report)
        return DONE
    print(
        f"{report.documents} documents, {report.sections} sections, {report.chunks} chunks in {report.seconds:.1f} s"
        f" ({report.embedded} embedded, {report.reused} unchanged) → {report.index_dir}"
    )
    if report.removed or report.removed_documents:
        print(f"removed: {report.removed_documents} documents, {report.removed} chunks of the index before")
    _tell_replaced(report)
    for skip in skipped:
        sys.stderr.write(f"skipped {skip['source']}: {skip['reason']}\n")
    return DONE


def _tell_replaced(report: BuildReport) -> None:
    """A hint on stderr where the index was one of another folder: an index holds one folder's documents."""
    if report.replaced:
        sys.stderr.write(
            f"The index in {report.index_dir} held the documents of {report.replaced}; it now holds those named here. "
            "To keep both, give each folder an index of its own with --index DIR.\n"
        )


def _search(options: argparse.Namespace) -> int:
    assistant = _opened(options)
    if options.input is not None:
        from rag.batch import run_batch

        def search_one(question: str, _history: list[Turn]) -> tuple[dict[str, object], Turn]:
            return search_to_json(assistant.search(question, options.k)), Turn(question)

        return _report_batch(run_batch(options.input, options.output, search_one), options)
    result = assistant.search(options.question, options.k)
    if options.json:
        _print_json(search_to_json(result))
    else:
        _print_hits(result)
    return DONE


def _ask(options: argparse.Namespace) -> int:
    assistant = _opened(options)
    if options.input is not None:
        from rag.batch import run_batch

        def ask_one(question: str, history: list[Turn]) -> tuple[dict[str, object], Turn]:
            answer = assistant.ask(question, history)
            return answer_to_json(answer), assistant.turn(answer)

        return _report_batch(run_batch(options.input, options.output, ask_one), options)
    answer = assistant.ask(options.question)
    if options.json:
        _print_json(answer_to_json(answer))
    else:
        _print_answer(answer, options.style)
    return DONE


def _evaluate(options: argparse.Namespace) -> int:
    from eval.command import run_evaluation

    return run_evaluation(
        questions=options.questions,
        index_dir=_index_dir(options),
        gate=options.gate,
        as_json=options.json,
        report=options.report,
        draft=options.draft,
    )


def _show(options: argparse.Namespace) -> int:
    from rag.index import open_index
    from rag.sections import format_tree

    index = open_index(_index_dir(options))
    if index.store.has_chunk(options.id):
        chunk = index.store.chunk(options.id)
        hit = Hit(chunk, 0.0, 1)
        if options.json:
            from rag.serialization import hit_to_json

            _print_json({**hit_to_json(hit), "context": chunk.context})
        else:
            print(
                f"{chunk.id}  {chunk.title}  {' / '.join(chunk.section)}  lines {chunk.lines[0]}–{chunk.lines[1]}\n\n{chunk.text}"
            )
        return DONE
    document = index.store.find_document(options.id)
    if options.json:
        sections = [
            {"path": list(s.path), "kind": s.kind, "start": s.start, "end": s.end} for s in document.sections
        ]
        _print_json(
            {
                "document_id": document.id,
                "source": document.source,
                "metadata": metadata_to_json(document.metadata),
                "sections": sections,
            }
        )
    else:
        print(format_tree(document))
    return DONE


def _info(options: argparse.Namespace) -> int:
    from rag.index import open_index

    index = open_index(_index_dir(options))
    manifest = index.manifest
    documents = index.store.documents()
    if options.json:
        _print_json(
            {
                "index": str(_index_dir(options)),
                "model": manifest.model,
                "dimension": manifest.dimension,
                "documents": [
                    {
                        "id": d.id,
                        "source": d.source,
                        "title": d.title,
                        "date": d.metadata.date,
                        "sections": d.sections,
                        "chunks": d.chunks,
                    }
                    for d in documents
                ],
                "chunks": manifest.chunks,
            }
        )
        return DONE
    print(
        f"model {manifest.model} ({manifest.dimension} dimensions), {len(documents)} documents, {manifest.chunks} chunks"
    )
    for d in documents:
        print(
            f"{d.id}\n    {d.title}  {d.metadata.date}  {d.sections} sections, {d.chunks} chunks  ({d.source})"
        )
    return DONE


def _report_batch(count: int, options: argparse.Namespace) -> int:
    sys.stderr.write(f"{count} results → {options.output}\n")
    return DONE


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _print_hits(result: SearchResult) -> None:
    for hit in result.hits:
        chunk = hit.chunk
        print(
            f"{hit.rank:2}. {hit.score:.3f}  {place_of(chunk)}"
            f"  (lines {chunk.lines[0]}–{chunk.lines[1]}, {chunk.id})"
        )
        print(f"    {' '.join(chunk.text.split())}\n")


def _print_answer(answer: Answer, style: CitationStyle) -> None:
    if answer.standalone_question != answer.question:
        print(f"({answer.standalone_question})")
    print(_under_headers(answer))
    for note in answer.notes:
        sys.stderr.write(f"note: {note}\n")
    if answer.citations:
        print()
    for citation in answer.citations:
        section = " › ".join(citation.section)
        print(f"[{citation.number}] {citation.formatted[style]}" + (f"\n    {section}" if section else ""))
    if answer.declined and answer.hits:
        print("\n最接近的段落：" if answer.language == "zh" else "\nNearest passages:")
        for hit in answer.hits[:3]:
            text = " ".join(hit.chunk.text.split())
            print(f"  · {place_of(hit.chunk)}: {text[:80]}{'…' if len(text) > 80 else ''}")


def place_of(chunk: Chunk) -> str:
    """The title and the headings over a passage, the title once where it is the first heading too."""
    return " › ".join([chunk.title, *(heading for heading in chunk.section if heading != chunk.title)])


def _under_headers(answer: Answer) -> str:
    """The answer's text with the table's header above each quoted row, once for rows that follow each other."""
    lines, told = [], ""
    for line in answer.text.split("\n"):
        headers = [q.table_header for q in answer.quotes if q.table_header and q.text in line]
        header = headers[0] if headers else ""
        if header and header != told:
            lines.append(f"  {header}")
        told = header
        lines.append(line)
    return "\n".join(lines)


def _progress(stage: str, done: int, total: int) -> None:
    """A line on stderr that grows on a terminal and stays silent elsewhere until the end of a stage."""
    if sys.stderr.isatty():
        width = 24
        filled = width * done // max(1, total)
        sys.stderr.write(
            f"\r{stage:<12} [{'█' * filled}{'·' * (width - filled)}] {done}/{total}"
            + ("\n" if done >= total else "")
        )
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
