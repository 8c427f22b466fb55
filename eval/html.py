"""A report as one self-contained HTML page: no outside resource, light and dark."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from eval.charts import BarPair, paired_bars, reliability_diagram, trade_off
from eval.metrics import reliability
from eval.report import ABLATION_NOTE, ROBUSTNESS_NOTE, Report
from eval.result import ALL, Evaluation, Outcome, singles
from eval.tables import (
    LANGUAGE_NAMES,
    Table,
    answers_table,
    count,
    gates_table,
    headline,
    latency_table,
    misses,
    origin_rows,
    refusals_table,
    retrieval_table,
    slices_table,
    turns_table,
    variants_table,
    what_went_wrong,
)
from eval.variants import Variant

_STYLE = Path(__file__).with_name("report.css")

# (figure, slice, words under the number, form)
_TILES = (
    ("hybrid.recall@5", "zh", "recall@5, Chinese", "{:.3f}"),
    ("hybrid.recall@5", "en", "recall@5, English", "{:.3f}"),
    ("answers.correct", "zh", "answers correct, Chinese", "{:.3f}"),
    ("answers.correct", "en", "answers correct, English", "{:.3f}"),
    ("turns.later.correct", ALL, "follow-ups correct", "{:.3f}"),
    ("system.verbatim", ALL, "quotes verbatim", "{:.3f}"),
    ("confidence.auroc", ALL, "AUROC of confidence", "{:.3f}"),
    ("refusals.false_refusals", ALL, "false refusals", "{:.3f}"),
    ("refusals.false_answers_near", ALL, "false answers near the topic", "{:.3f}"),
    ("answers.quoted_chars", ALL, "quoted characters, median", "{:.0f}"),
)

_SCRIPT = """
const list = document.querySelectorAll('.miss'), shown = document.getElementById('shown');
const picks = document.querySelectorAll('.filters select'), words = document.getElementById('words');
function sift() {
  let n = 0;
  const wanted = words.value.trim().toLowerCase();
  for (const miss of list) {
    let fits = !wanted || miss.textContent.toLowerCase().includes(wanted);
    for (const pick of picks) fits = fits && (!pick.value || miss.dataset[pick.name] === pick.value);
    miss.hidden = !fits;
    n += fits;
  }
  shown.textContent = n + ' of ' + list.length;
}
for (const pick of picks) pick.addEventListener('change', sift);
if (words) { words.addEventListener('input', sift); sift(); }
"""


def render_html(report: Report) -> str:
    """The whole page."""
    evaluation = report.evaluation
    sections = [
        _section("summary", "Summary", _tiles(evaluation) + _gates(report)),
        _section("retrieval", "Retrieval", _table(retrieval_table(evaluation))),
        _section("answers", "Answers", _table(answers_table(evaluation))),
        _section("slices", "By type and document", _slices(evaluation)),
        _section("refusals", "Refusals and confidence", _refusals(evaluation)),
        _section("conversations", "Conversations", _table(turns_table(evaluation))),
        _section("ablation", "Ablation", _table(variants_table("Ablation", report.ablations, ABLATION_NOTE))),
        _section(
            "robustness",
            "Robustness",
            _table(variants_table("Robustness", report.robustness, ROBUSTNESS_NOTE)),
        ),
        _section("misses", "Misses", _misses(evaluation)),
        _section("origin", "Where the figures come from", _origin(evaluation)),
    ]
    present = [section for section in sections if section]
    links = "".join(f'<a href="#{key}">{escape(title)}</a>' for key, title, _ in present)
    body = "".join(
        f'<section id="{key}"><h2>{escape(title)}</h2>{content}</section>' for key, title, content in present
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Evaluation · {escape(evaluation.provenance.label)}</title>"
        f"<style>{_STYLE.read_text(encoding='utf-8')}</style></head><body>"
        f"<header><h1>Evaluation</h1><p>{escape(headline(evaluation))}</p><nav>{links}</nav></header>"
        f"<main>{body}</main><script>{_SCRIPT}</script></body></html>\n"
    )


def _section(key: str, title: str, content: str) -> tuple[str, str, str] | None:
    return (key, title, content) if content else None


def _tiles(evaluation: Evaluation) -> str:
    tiles = []
    for name, slice_name, words, form in _TILES:
        interval = evaluation.figure(name, slice_name)
        if interval is not None:
            bounds = f"{form.format(interval.low)} – {form.format(interval.high)}, n = {interval.n}"
            tiles.append(
                f'<div class="tile"><b>{form.format(interval.value)}</b><span>{escape(words)}</span><small>{bounds}</small></div>'
            )
    return f'<div class="tiles">{"".join(tiles)}</div>'


def _gates(report: Report) -> str:
    if not report.gates:
        return ""
    failed = sum(not result.passed for result in report.gates)
    words = (
        f"{failed} of {len(report.gates)} gates failed" if failed else f"All {len(report.gates)} gates passed"
    )
    state = "bad" if failed else "good"
    opened = " open" if failed else ""
    return f'<details{opened}><summary class="{state}">{words}</summary>{_table(gates_table(report.gates))}</details>'


def _table(table: Table) -> str:
    if not table.rows:
        return ""
    heads = "".join(f"<th>{escape(head)}</th>" for head in table.heads)
    rows = []
    for number, row in enumerate(table.rows):
        mark = f' class="{table.marks[number]}"' if number < len(table.marks) else ""
        cells = "".join(_cell(cell) for cell in row[1:])
        rows.append(f"<tr{mark}><th>{escape(row[0])}</th>{cells}</tr>")
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    return f'<div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>{note}'


def _cell(cell: str) -> str:
    value, bracket, bounds = cell.partition(" [")
    for sign, kind in (("▲", "good"), ("▼", "bad")):
        value = value.replace(sign, f'<span class="{kind}">{sign}</span>') if sign in value else value
    return f"<td>{value}<small> [{escape(bounds)}</small></td>" if bracket else f"<td>{value}</td>"


def _slices(evaluation: Evaluation) -> str:
    """Four charts: recall and correct answers by type, then by document."""
    charts = [
        _figure(evaluation, figure, prefix, title)
        for prefix, words in (("type:", "type of question"), ("document:", "document"))
        for figure, title in (
            ("hybrid.recall@5", f"Recall@5 by {words}"),
            ("answers.correct", f"Correct by {words}"),
        )
    ]
    return f'<div class="pair">{"".join(charts)}</div>' if any(charts) else ""


def _ablation(rows: Sequence[Variant]) -> str:
    if not rows:
        return ""
    bars = [
        BarPair(row.name.split(" (")[0], row.figures.get("mrr.zh"), row.figures.get("mrr.en")) for row in rows
    ]
    answers = [
        BarPair(row.name.split(" (")[0], row.figures.get("correct.zh"), row.figures.get("correct.en"))
        for row in rows
    ]
    charts = _captioned("MRR of the evidence", bars) + _captioned("Correct answers", answers)
    return _table(variants_table("Ablation", rows, ABLATION_NOTE)) + f'<div class="pair">{charts}</div>'


def _captioned(title: str, rows: Sequence[BarPair]) -> str:
    legend = '<i class="key zh"></i>Chinese <i class="key en"></i>English'
    chart = paired_bars(rows, title)
    return f"<figure><figcaption>{escape(title)} <small>{legend}</small></figcaption>{chart}</figure>"


def _figure(evaluation: Evaluation, figure: str, prefix: str, title: str) -> str:
    table = slices_table(evaluation, prefix, title)
    rows = [
        BarPair(
            f"{_short(row[0])} ({count(evaluation, prefix + row[0])})",
            evaluation.figure(figure, f"{prefix}{row[0]}:zh"),
            evaluation.figure(figure, f"{prefix}{row[0]}:en"),
        )
        for row in table.rows
    ]
    return _captioned(title, rows) if rows else ""


def _short(name: str) -> str:
    """A type or a file name that fits beside its bars."""
    stem = name.rpartition(".")[0] or name
    return stem if len(stem) <= 17 else f"{stem[:16]}…"


def _refusals(evaluation: Evaluation) -> str:
    asked = singles(evaluation.outcomes)
    if not asked:
        return ""
    truth = [not outcome.unanswerable for outcome in asked]
    bins = reliability([outcome.confidence for outcome in asked], truth)
    charts = (
        "<figure><figcaption>Is confidence what it says? Each dot is a tenth of the scale</figcaption>"
        f"{reliability_diagram(bins, 'Reliability diagram')}</figure>"
    )
    if any(outcome.unanswerable for outcome in asked) and any(truth):
        charts += (
            "<figure><figcaption>What another threshold would give; the ring is the one in use</figcaption>"
            f"{trade_off(_curve(asked), _here(asked), 'False answers against false refusals')}</figure>"
        )
    return _table(refusals_table(evaluation)) + f'<div class="pair">{charts}</div>'


def _curve(asked: Sequence[Outcome]) -> list[tuple[float, float]]:
    """(false refusals, false answers) for every threshold, from answering everything to nothing."""
    yes = [outcome.confidence for outcome in asked if not outcome.unanswerable]
    no = [outcome.confidence for outcome in asked if outcome.unanswerable]
    levels = sorted({*yes, *no})
    return [
        (sum(one < level for one in yes) / len(yes), sum(one >= level for one in no) / len(no))
        for level in [*levels, 1.01]
    ]


def _here(asked: Sequence[Outcome]) -> tuple[float, float]:
    yes = [outcome.declined for outcome in asked if not outcome.unanswerable]
    no = [not outcome.declined for outcome in asked if outcome.unanswerable]
    return sum(yes) / len(yes), sum(no) / len(no)


def _misses(evaluation: Evaluation) -> str:
    wrong = misses(evaluation)
    if not wrong:
        return "<p>None.</p>"
    kinds = sorted({what_went_wrong(outcome) for outcome in wrong})
    types = sorted({outcome.type for outcome in wrong})
    languages = [language for language in ("zh", "en") if any(one.language == language for one in wrong)]
    filters = (
        f'<div class="filters">{_select("language", "every language", [(one, LANGUAGE_NAMES[one]) for one in languages])}'
        f"{_select('type', 'every type', [(one, one) for one in types])}"
        f"{_select('why', 'everything that went wrong', [(one, one) for one in kinds])}"
        '<input id="words" type="search" placeholder="words"><span id="shown"></span></div>'
    )
    return filters + "".join(_miss(outcome) for outcome in wrong)


def _select(name: str, everything: str, options: Sequence[tuple[str, str]]) -> str:
    choices = "".join(f'<option value="{escape(value)}">{escape(words)}</option>' for value, words in options)
    return (
        f'<select name="{name}" aria-label="{name}"><option value="">{everything}</option>{choices}</select>'
    )


def _miss(outcome: Outcome) -> str:
    why = what_went_wrong(outcome)
    understood = (
        f"<dt>understood as</dt><dd>{escape(outcome.standalone_question)}</dd>"
        if outcome.standalone_question != outcome.question
        else ""
    )
    expected = "".join(
        f'<li class="{"" if number in outcome.missing else "had"}">{escape(one)}</li>'
        for number, one in enumerate(outcome.expected)
    )
    evidence = "".join(f"<li>{escape(one)}</li>" for one in outcome.evidence)
    quotes = "".join(
        f"<li>{escape(quote.text)}<small>{escape(quote.source)} › {escape(' › '.join(quote.section))}</small></li>"
        for quote in outcome.quotes
    )
    ranking = outcome.rankings.get("hybrid")
    ranks = (
        ", ".join(str(rank) if rank else "not in the first ten" for rank in ranking.first_ranks)
        if ranking
        else ""
    )
    return (
        f'<article class="miss" data-language="{outcome.language}" data-type="{outcome.type}" data-why="{escape(why)}">'
        f'<h3 lang="{outcome.language}">{escape(outcome.question)}</h3>'
        f'<p class="why"><code>{escape(outcome.id)}</code> {outcome.type} · {escape(why)} · confidence '
        f"{outcome.confidence:.2f}{f' · evidence at rank {ranks}' if ranks else ''}</p><dl>{understood}"
        + (f"<dt>expected</dt><dd><ul>{expected}</ul></dd>" if expected else "")
        + (f"<dt>evidence</dt><dd><ul>{evidence}</ul></dd>" if evidence else "")
        + f"<dt>quoted</dt><dd>{f'<ul>{quotes}</ul>' if quotes else 'nothing'}</dd></dl></article>"
    )


def _origin(evaluation: Evaluation) -> str:
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in origin_rows(evaluation)
    )
    latency = _table(latency_table(evaluation))
    return f'<dl class="origin">{rows}</dl>{latency}'
