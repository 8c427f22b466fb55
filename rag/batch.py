"""Questions in a JSONL file → results in another: one line each, in the same order; a bad line never stops the rest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rag.errors import QuestionError, QuestionFileError, RagError
from rag.types import Turn

Json = dict[str, Any]
# (question, history) -> (the result as JSON, the turn that it adds to the history)
AskOne = Callable[[str, list[Turn]], tuple[Json, Turn]]


def run_batch(input_path: Path, output_path: Path, ask: AskOne) -> int:
    """How many lines were written; results are written to a neighbouring file first and moved into place at the end.

    Raises QuestionFileError when the input cannot be read or the output not written.
    """
    partial = output_path.with_name(f".{output_path.name}.partial")
    count = 0
    try:
        with input_path.open(encoding="utf-8-sig") as lines, partial.open("w", encoding="utf-8") as out:
            for result in _results(lines, ask):
                out.write(json.dumps(result, ensure_ascii=False) + "\n")
                count += 1
        partial.replace(output_path)
    except (OSError, UnicodeDecodeError) as error:
        partial.unlink(missing_ok=True)
        raise QuestionFileError(
            f"The batch {input_path} → {output_path} could not be run.",
            f"{error}.",
            "Check that the input is a UTF-8 JSONL file that you may read and that the output folder exists and is writable.",
        ) from error
    return count


def _results(lines: Iterator[str], ask: AskOne) -> Iterator[Json]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            yield {"id": None, "error": f"Line {number} is empty."}
            continue
        try:
            item = json.loads(line)
        except ValueError as error:
            yield {"id": None, "error": f"Line {number} is not JSON: {error}"}
            continue
        if not isinstance(item, dict):
            yield {
                "id": None,
                "error": f'Line {number} is not an object such as {{"id": "1", "question": "…"}}.',
            }
            continue
        yield _result(item, ask)


def _result(item: Json, ask: AskOne) -> Json:
    identity = item.get("id")
    try:
        if "turns" not in item:
            result, _ = ask(_question(item), [])
            return {"id": identity, **result}
        turns = item["turns"]
        if not isinstance(turns, list) or not turns:
            return {"id": identity, "error": '"turns" must be a list of objects with a "question" each.'}
        history: list[Turn] = []
        results: list[Json] = []
        for turn in turns:
            try:
                result, said = ask(_question(turn), history)
            except RagError as error:
                results.append({"error": str(error)})
                continue
            results.append(result)
            history.append(said)
    except RagError as error:
        return {"id": identity, "error": str(error)}
    return {"id": identity, "turns": results}


def _question(item: Any) -> str:  # noqa: ANN401  # a decoded JSON value
    question = item.get("question") if isinstance(item, dict) else None
    if not isinstance(question, str):
        raise QuestionError(
            "A line has no question.",
            'It needs "question" with a text.',
            'For example {"id": "1", "question": "…"}.',
        )
    return question
