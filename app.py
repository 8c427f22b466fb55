"""The chatbot page: questions in Chinese or English, answered with quotes from the documents.

Run `python app.py`; it serves http://127.0.0.1:7860 on this machine only. Other programs may call
the endpoints `/ask` and `/search` through Gradio's HTTP API.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # before gradio is imported, which reads it

import gradio as gr

from rag import Assistant, Document, RagError, Turn
from rag.page import (
    LABELS,
    Example,
    Exchange,
    InterfaceLanguage,
    head,
    render_conversation,
    render_header,
    render_lines,
    render_source,
    render_welcome,
    script,
    segments,
)
from rag.serialization import answer_to_json, search_to_json

DEFAULT_INDEX = ".index"
MOST_LINES = 400  # of a source file, in one request of the page
# Questions to try, each with the file that answers it: a folder of the reader's own is not asked about ours.
EXAMPLES = (
    Example("上海自贸试验区最初设立时的面积是多少？", "unctad-2023-ftz-report.txt"),
    Example("What share of China's FDI did the 21 pilot FTZs take in 2022?", "unctad-2023-ftz-report.txt"),
    Example("2025年分论坛的开幕致辞里，哪位副部长出席？", "hongqiao-2025-ftz-briefing.txt"),
    Example(
        "How many projects had MOFCOM completed with UNIDO over 50 years?",
        "hongqiao-2024-cities-briefing.txt",
    ),
)
CANCEL_S = 0.25  # the browser asks for a cancellation without waiting for it; here it arrives within 0.05 s
Update = tuple[Any, ...]  # new values for the components that an event changes
log = logging.getLogger("yinju.page")


class Reader:
    """An assistant as the page uses it: its documents at hand, its errors made part of the conversation."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.documents = assistant.documents()
        sources = {document.source for document in self.documents}
        self.examples = [example for example in EXAMPLES if example.source in sources]
        self.document = lru_cache(maxsize=64)(self._document)

    def _document(self, document_id: str) -> Document | None:
        try:
            return self.assistant.document(document_id)
        except (KeyError, RagError):
            return None

    def conversation(self, exchanges: Sequence[Exchange], language: InterfaceLanguage) -> str:
        """The conversation's HTML, or the welcome before there is one."""
        welcome = "" if exchanges else render_welcome(self.examples, self.documents, language)
        return render_conversation(exchanges, self.document, language, welcome)

    def history(self, exchanges: Sequence[Exchange]) -> list[Turn]:
        """What a follow-up is understood by: the exchanges that were answered."""
        return [self.assistant.turn(exchange.answer) for exchange in exchanges if exchange.answer is not None]

    def replies(self, exchange: Exchange, asked: str, history: Sequence[Turn]) -> Iterator[Exchange]:
        """The exchange as it grows: pending, piece by piece, last the whole; an error ends it in words."""
        yield exchange
        final, standing = None, None
        try:
            for answer in self.assistant.ask_stream(asked, history):
                if answer.final:
                    final = answer
                elif standing is None:
                    standing = replace(answer, final=True)
                    yield replace(exchange, standing=standing)
                else:
                    yield replace(exchange, answer=answer, growing=True, standing=standing)
        except RagError as error:
            yield replace(exchange, error=error)
            return
        except Exception:  # whatever breaks, the conversation before it must not be lost
            log.exception("A question could not be answered.")
            yield replace(exchange, unexpected=True)
            return
        if final is not None and standing is None:
            pieces = segments(final)
            marks = [count for count, piece in enumerate(pieces, start=1) if piece.kind == "mark"]
            for shown in marks[:-1]:
                yield replace(exchange, answer=final, shown=shown)
        yield replace(exchange, answer=final)

    def source(self, wanted: dict[str, Any]) -> str:
        """HTML of the source around a span, or of more of its lines; the page's script says which."""
        document = self.document(str(wanted["document"]))
        language = _interface(wanted.get("language"))
        if document is None:
            return f"<p>{LABELS[language].source_failed}</p>"
        start = min(max(0, int(wanted["start"])), len(document.text))
        end = min(max(start, int(wanted["end"])), len(document.text))
        if "first" in wanted:
            first = int(wanted["first"])
            last = min(int(wanted["last"]), first + MOST_LINES)
            return render_lines(document, (start, end), (first, last), language)
        return render_source(document, (start, end), language)


def preferred_language(accepted: str) -> InterfaceLanguage:
    """Chinese or English, whichever an Accept-Language header names first; English where it names neither."""
    for entry in accepted.split(","):
        tag = entry.split(";")[0].strip().lower()
        if tag.startswith("zh"):
            return "zh"
        if tag.startswith("en"):
            return "en"
    return "en"


def is_written(exchanges: Sequence[Exchange]) -> bool:
    """Whether a language model is writing an answer of this conversation at this moment."""
    return any(exchange.is_written for exchange in exchanges)


def turns_from_json(history: Sequence[Any]) -> list[Turn]:
    """Earlier turns from questions or objects with question, standalone_question and answer."""
    turns = []
    for entry in history:
        if isinstance(entry, str):
            turns.append(Turn(entry, entry))
        elif isinstance(entry, dict) and isinstance(entry.get("question"), str):
            question = entry["question"]
            standalone = entry.get("standalone_question") or question
            turns.append(Turn(question, str(standalone), str(entry.get("answer") or entry.get("text") or "")))
        else:
            raise gr.Error(
                'An entry of history is a question, or an object with "question".', print_exception=False
            )
    return turns


def open_assistant(index_dir: Path, llm: str | None = None) -> Assistant:
    """The assistant over an index; without one at the default place the shipped corpus is indexed first."""
    generator = None
    if llm:
        from rag.generation.openai_compatible import OpenAICompatibleGenerator

        generator = OpenAICompatibleGenerator(llm)
    if index_dir == Path(DEFAULT_INDEX):
        from rag.index import ensure_default_index

        if not index_dir.exists():
            print(
                "No index yet: reading and indexing the shipped documents. This is done once.",
                file=sys.stderr,
            )
        index_dir = ensure_default_index(index_dir, progress=_progress)
    return Assistant.open(index_dir, generator=generator)


def _interface(language: object) -> InterfaceLanguage:
    return "zh" if language == "zh" else "en"


def _progress(stage: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{stage} {done}/{total}  ", end="\n" if done >= total else "", file=sys.stderr, flush=True)


# -- layout -----------------------------------------------------------------------------------


def build_page(reader: Reader) -> gr.Blocks:
    """The page and its API endpoints."""

    def opened(remembered: str, request: gr.Request) -> Update:
        language = (
            remembered
            if remembered in LABELS
            else preferred_language(request.headers.get("accept-language", ""))
        )
        return switched(_interface(language), ())

    def switched(language: InterfaceLanguage, exchanges: tuple[Exchange, ...]) -> Update:
        labels = LABELS[language]
        stop = labels.stop if is_written(exchanges) else False
        field = gr.update(placeholder=labels.composer_hint, label=labels.composer, stop_btn=stop)
        return language, language, render_header(language), reader.conversation(exchanges, language), field

    def switch(exchanges: tuple[Exchange, ...], event: gr.EventData) -> Update:
        return switched(_interface(event.language), exchanges)

    def start_afresh(language: InterfaceLanguage) -> Update:
        return (), reader.conversation((), language), gr.update(value="", stop_btn=False)

    def let_cancel() -> None:
        time.sleep(CANCEL_S)

    def stop(exchanges: tuple[Exchange, ...], language: InterfaceLanguage) -> Update:
        stopped = tuple(exchange.stop() if exchange.is_written else exchange for exchange in exchanges)
        return stopped, reader.conversation(stopped, language), gr.update(stop_btn=False)

    def reply(
        exchange: Exchange,
        asked: str,
        before: tuple[Exchange, ...],
        history: Sequence[Turn],
        language: InterfaceLanguage,
    ) -> Iterator[Update]:
        field: Any = gr.update(value="")  # once, at the start: what is typed while an answer grows must stay
        written = False
        for state in reader.replies(exchange, asked, history):
            if state.is_written != written:
                written = state.is_written
                field = gr.update(stop_btn=LABELS[language].stop if written else False)
            exchanges = (*before, state)
            yield exchanges, reader.conversation(exchanges, language), field
            field = gr.skip()

    def ask_typed(
        text: str, exchanges: tuple[Exchange, ...], language: InterfaceLanguage
    ) -> Iterator[Update]:
        # While a model writes there is a button to stop it instead: what was typed stays in the field.
        if text.strip() and not is_written(exchanges):
            yield from reply(Exchange(text.strip()), text, exchanges, reader.history(exchanges), language)
        else:
            yield gr.skip(), gr.skip(), gr.skip()

    def ask_example(
        exchanges: tuple[Exchange, ...], language: InterfaceLanguage, event: gr.EventData
    ) -> Iterator[Update]:
        yield from ask_typed(str(event.question), exchanges, language)

    def ask_corrected(
        exchanges: tuple[Exchange, ...], language: InterfaceLanguage, event: gr.EventData
    ) -> Iterator[Update]:
        """Asked as it stands; it takes the last exchange's place, or follows an earlier one."""
        number, question = int(event.exchange), str(event.question)
        if is_written(exchanges) or not 1 <= number <= len(exchanges):
            return
        again = Exchange(exchanges[number - 1].question, corrected=True)
        before = exchanges[:-1] if number == len(exchanges) else exchanges
        yield from reply(again, question, before, (), language)

    def ask(question: str, history: list[Any] | None = None) -> dict[str, Any]:
        """Answer a question with word-for-word quotes and citations, or decline.

        Args:
            question: What to ask, in Chinese or English.
            history: Earlier questions of the conversation, oldest first; may be left out.
        """
        try:
            return answer_to_json(reader.assistant.ask(question, turns_from_json(history or [])))
        except RagError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def search(question: str, k: int = 10) -> dict[str, Any]:
        """Find the passages nearest to a question, best first.

        Args:
            question: What to search for, in Chinese or English.
            k: How many passages at most.
        """
        try:
            return search_to_json(reader.assistant.search(question, max(1, k)))
        except RagError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def source_panel(wanted: dict[str, Any]) -> str:
        return reader.source(wanted)

    with gr.Blocks(title="Yinju 引据", analytics_enabled=False, fill_width=True) as page:
        exchanges = gr.State(())
        language = gr.State("en")
        remembered = gr.BrowserState("", storage_key="yinju-interface", secret="not a secret")
        header = gr.HTML(elem_id="header", js_on_load=script("header"), apply_default_css=False)
        conversation = gr.HTML(
            elem_id="conversation",
            js_on_load=script("conversation"),
            server_functions=[source_panel],
            apply_default_css=False,
        )
        with gr.Row(elem_id="composer"):
            question = gr.Textbox(
                elem_id="question", show_label=False, lines=1, max_lines=8, submit_btn=True, autofocus=True
            )

        quiet = {"show_progress": "hidden", "api_visibility": "private"}
        shown = [exchanges, conversation, question]
        page.load(opened, remembered, [language, remembered, header, conversation, question], **quiet)
        header.language(switch, exchanges, [language, remembered, header, conversation, question], **quiet)
        # What is sent while something else is under way waits for its turn rather than being dropped.
        typed = question.submit(
            ask_typed, [question, exchanges, language], shown, trigger_mode="multiple", **quiet
        )
        clicked = conversation.ask(ask_example, [exchanges, language], shown, **quiet)
        corrected = conversation.correct(ask_corrected, [exchanges, language], shown, **quiet)
        asking = [typed, clicked, corrected]
        # In two steps: what was on its way when the writing was cancelled must not come after what is shown then.
        question.stop(let_cancel, cancels=asking, **quiet).then(stop, [exchanges, language], shown, **quiet)
        header.fresh(let_cancel, cancels=asking, **quiet).then(start_afresh, language, shown, **quiet)
        gr.api(ask, api_name="ask")
        gr.api(search, api_name="search")
    return page


# -- launch -----------------------------------------------------------------------------------


def parser() -> argparse.ArgumentParser:
    """The options of `python app.py`."""
    options = argparse.ArgumentParser(prog="app.py", description="Open the chatbot page.")
    options.add_argument(
        "--index", type=Path, default=Path(DEFAULT_INDEX), metavar="DIR", help="the index folder"
    )
    options.add_argument("--host", default="127.0.0.1", help="0.0.0.0 serves other machines too")
    options.add_argument("--port", type=int, default=None, help="default: the first free one from 7860")
    options.add_argument("--share", action="store_true", help="make a public link through Gradio's servers")
    options.add_argument(
        "--open", action="store_true", help="open the page in the browser, where there is a screen for one"
    )
    options.add_argument(
        "--llm", metavar="MODEL", help="let a language model word the answers (see the README)"
    )
    return options


def look() -> dict[str, Any]:
    """Launch options that make the page ours and keep it off the network: no footer, fonts or Node."""
    return {
        "footer_links": [],
        "head": head(),
        "theme": gr.themes.Base(font=["sans-serif"], font_mono=["monospace"]),
        "ssr_mode": False,
        "mcp_server": find_spec("mcp") is not None,
    }


def has_screen() -> bool:
    """Whether a browser can show itself; a text browser would take over the terminal instead."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the page until interrupted; 1 when the index cannot be opened."""
    options = parser().parse_args(arguments)
    try:
        reader = Reader(open_assistant(options.index, options.llm))
    except RagError as error:
        print(f"app.py: {error}", file=sys.stderr)
        return 1
    page = build_page(reader).queue(default_concurrency_limit=8)
    where = {"server_name": options.host, "server_port": options.port, "share": options.share}
    opens = options.open and has_screen()
    try:
        page.launch(**where, inbrowser=opens, quiet=True, prevent_thread_lock=True, **look())
    except OSError as error:
        print(
            f"app.py: The page cannot be served. {error} Choose another port: --port NUMBER", file=sys.stderr
        )
        return 1
    print(f"Yinju 引据 is open at {page.share_url or page.local_url} (Ctrl+C stops it)", file=sys.stderr)
    page.block_thread()
    return 0


if __name__ == "__main__":
    sys.exit(main())
