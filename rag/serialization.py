"""Results as plain JSON values: the shapes that other programs rely on."""

from __future__ import annotations

from typing import Any

from rag.types import Answer, Citation, Hit, Metadata, Quote, SearchResult

Json = dict[str, Any]  # a JSON object: its shape is documented in the README


def search_to_json(result: SearchResult) -> Json:
    """{"question", "language", "hits", "latency_ms"}."""
    return {
        "question": result.question,
        "language": result.language,
        "hits": [hit_to_json(hit) for hit in result.hits],
        "latency_ms": round(result.latency_ms, 3),
    }


def answer_to_json(answer: Answer) -> Json:
    """The same as a search, and the answer: declined, text, quotes, citations, standalone_question, confidence."""
    return {
        "question": answer.question,
        "language": answer.language,
        "declined": answer.declined,
        "text": answer.text,
        "quotes": [quote_to_json(quote) for quote in answer.quotes],
        "citations": [citation_to_json(citation) for citation in answer.citations],
        "standalone_question": answer.standalone_question,
        "confidence": round(answer.confidence, 4),
        "notes": list(answer.notes),
        "hits": [hit_to_json(hit) for hit in answer.hits],
        "latency_ms": round(answer.latency_ms, 3),
    }


def hit_to_json(hit: Hit) -> Json:
    """One hit; `lines` are the first and last line of the source file, `page` is null for a source without pages."""
    chunk = hit.chunk
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "chunk_id": chunk.id,
        "document_id": chunk.document_id,
        "source": chunk.source,
        "title": chunk.title,
        "section": list(chunk.section),
        "text": chunk.text,
        "start": chunk.start,
        "end": chunk.end,
        "page": chunk.page,
        "lines": list(chunk.lines),
        "metadata": {"kind": chunk.kind, "language": chunk.language, "speaker": chunk.speaker},
    }


def quote_to_json(quote: Quote) -> Json:
    """One quote: text == reading text of the document at [start, end); `table_header` is "" outside tables."""
    return {
        "text": quote.text,
        "document_id": quote.document_id,
        "source": quote.source,
        "start": quote.start,
        "end": quote.end,
        "lines": list(quote.lines),
        "page": quote.page,
        "marks": [list(span) for span in quote.marks],
        "citation": quote.citation,
        "table_header": quote.table_header,
    }


def citation_to_json(citation: Citation) -> Json:
    """One citation with its text in every style."""
    return {
        "number": citation.number,
        "document_id": citation.document_id,
        "source": citation.source,
        "title": citation.title,
        "section": list(citation.section),
        "date": citation.date,
        "formatted": dict(citation.formatted),
    }


def metadata_to_json(metadata: Metadata) -> Json:
    """The known fields of a document's metadata; empty ones are left out."""
    plain = {
        name: getattr(metadata, name)
        for name in (
            "title", "title_en", "short_title", "short_title_en", "issuer", "issuer_en", "kind", "date", "event", "event_en",
            "place", "place_en", "url", "language",
        )
    }  # fmt: skip
    plain["authors"] = list(metadata.authors)
    plain["authors_en"] = list(metadata.authors_en)
    return {name: value for name, value in plain.items() if value}
