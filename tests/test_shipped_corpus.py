from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from rag.glossary import read_glossary
from rag.types import Metadata, Person

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
SHA256 = {
    "hongqiao-2023-parks-briefing.txt": "4878d734a5c98d63afc5471826c486d1c2af7fba27e3558ee3d2d1b828a48726",
    "hongqiao-2024-cities-briefing.txt": "8c86087b8dfe39a3c26ecb0a05d2fea3bcd29b28c604d7e3540bb4879f68eed1",
    "hongqiao-2025-ftz-briefing.txt": "0c5751f5c3b8c8a3e90691dea23864735a020699e035909f8eaad66ad77510ce",
    "unctad-2023-ftz-report.txt": "6a5437b4fcafbec114e52244b3b77bc8bc220dcf352412b9c487fda3d4e9b919",
    "xinhua-2025-devzones-roundtable.txt": "b56bb511d0b77ac6f701b4e28a18f038d9142dedf058f73d6877eb0d3aa6fef1",
}
HAN = re.compile(r"[\u3400-\u9fff]")


def squeezed(text: str) -> str:
    return "".join(text.split())


def sidecar(name: str) -> dict:
    return tomllib.loads((CORPUS / f"{name}.toml").read_text(encoding="utf-8"))


def text_of(name: str) -> str:
    return squeezed((CORPUS / name).read_text(encoding="utf-8"))


def glossary_lines() -> list[str]:
    lines = (CORPUS / "glossary.tsv").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def test_the_corpus_holds_these_texts_and_no_other():
    assert sorted(path.name for path in CORPUS.glob("*.txt")) == sorted(SHA256)


@pytest.mark.parametrize("name", SHA256)
def test_a_source_text_is_unchanged(name):
    assert hashlib.sha256((CORPUS / name).read_bytes()).hexdigest() == SHA256[name]


@pytest.mark.parametrize("name", SHA256)
def test_a_sidecar_has_only_known_keys_and_says_what_a_citation_needs(name):
    data = sidecar(name)
    assert set(data) <= {field.name for field in fields(Metadata)}
    assert all(
        {"name", "name_en"} <= set(person) <= {f.name for f in fields(Person)} for person in data["people"]
    )
    for key in ("title", "title_en", "short_title", "short_title_en", "issuer", "issuer_en", "kind", "date"):
        assert data[key], key
    assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", data["date"])


@pytest.mark.parametrize("name", SHA256)
def test_every_heading_stands_in_the_text_and_has_an_english_translation(name):
    text, headings = text_of(name), sidecar(name)["headings"]
    assert [heading for heading in headings if squeezed(heading) not in text] == []
    assert [english for english in headings.values() if not english or HAN.search(english)] == []


@pytest.mark.parametrize("name", SHA256)
def test_every_person_stands_in_the_text_once_in_the_sidecar_and_has_a_latin_name(name):
    text, people = text_of(name), sidecar(name)["people"]
    names = [person["name"] for person in people]
    assert [person for person in names if squeezed(person) not in text] == []
    assert len(names) == len(set(names))
    assert [p["name_en"] for p in people if not p["name_en"] or HAN.search(p["name_en"] + p["post_en"])] == []


def test_a_person_has_one_english_name_in_all_documents():
    spellings: dict[str, set[str]] = {}
    for name in SHA256:
        for person in sidecar(name)["people"]:
            spellings.setdefault(person["name"], set()).add(person["name_en"])
    assert {name: found for name, found in spellings.items() if len(found) > 1} == {}


def test_the_glossary_has_two_columns_of_terms_in_every_entry():
    for line in glossary_lines():
        chinese, english = line.split("\t")
        assert all(HAN.search(term) and term == term.strip() for term in chinese.split("|")), line
        assert all(term and not HAN.search(term) and term == term.strip() for term in english.split("|")), (
            line
        )


def test_the_glossary_has_at_least_450_entries_and_no_chinese_term_twice():
    terms = [term for line in glossary_lines() for term in line.split("\t")[0].split("|")]
    assert len(glossary_lines()) >= 450
    assert sorted({term for term in terms if terms.count(term) > 1}) == []


def test_an_english_term_of_the_glossary_stands_in_one_entry_only():
    terms = [term.casefold() for line in glossary_lines() for term in line.split("\t")[1].split("|")]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []


def test_the_glossary_is_read_whole_and_leads_from_one_language_to_the_other():
    glossary = read_glossary(CORPUS / "glossary.tsv")
    assert len(glossary) == len(glossary_lines())
    assert "税收优惠" in glossary.expand("Which tax incentives are there?")[0].zh
    assert "UNIDO" in glossary.expand("工发组织做了什么？")[0].en
