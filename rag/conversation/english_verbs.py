"""Forms of English verbs as questions need them when they are turned into phrases: accepts, accepted, accepting."""

from __future__ import annotations

import re

_IRREGULAR_FORMS = (
    "be:was become:became begin:began bend:bent bind:bound bite:bit blow:blew break:broke bring:brought "
    "build:built buy:bought catch:caught choose:chose come:came deal:dealt dig:dug do:did draw:drew "
    "drink:drank drive:drove eat:ate fall:fell feed:fed feel:felt fight:fought find:found fly:flew "
    "forbid:forbade forget:forgot freeze:froze get:got give:gave go:went grow:grew have:had hear:heard "
    "hide:hid hold:held keep:kept know:knew lay:laid lead:led leave:left lend:lent lose:lost make:made "
    "mean:meant meet:met oversee:oversaw overtake:overtook pay:paid rebuild:rebuilt ride:rode ring:rang "
    "rise:rose run:ran say:said see:saw seek:sought sell:sold send:sent shake:shook shine:shone "
    "shoot:shot sing:sang sink:sank sit:sat speak:spoke spend:spent spring:sprang stand:stood steal:stole "
    "stick:stuck strike:struck swim:swam take:took teach:taught tell:told think:thought throw:threw "
    "undertake:undertook understand:understood wake:woke wear:wore win:won withdraw:withdrew write:wrote "
    "bet:bet bid:bid cost:cost cut:cut hit:hit hurt:hurt let:let put:put read:read set:set shut:shut "
    "spread:spread upset:upset "
)
_IRREGULAR = {pair.partition(":")[0]: pair.partition(":")[2] for pair in _IRREGULAR_FORMS.split()}
_BASE_OF = {past: base for base, past in _IRREGULAR.items()} | {
    "is": "be",
    "are": "be",
    "were": "be",
    "has": "have",
}
# The last consonant is doubled in verbs of one syllable, and in these of several.
_SHORT_VOWEL = re.compile("[^aeiou]*(?:qu)?[aeiou][bdgklmnprtvz]$")
_STRESSED_AT_END = re.compile("(?:mit|fer|cur|gin|get|gret|quip|[^aeiou][aeiou]l)$")
_UNSTRESSED = re.compile("(?:offer|suffer|differ|limit|vomit|target|budget)$")
# What ends in -ed and is no past form: a noun, a number, a verb as it is.
NO_PAST = (
    "(?:hundred|shed|watershed|bloodshed|seabed|riverbed|flatbed|sled|sacred|naked|hatred|infrared"
    "|(?!(?:dis)?agreed|freed|guaranteed|decreed|refereed)[a-z]*eed)"
)


def base_form(verb: str) -> str | None:
    """The verb of an irregular past or of a form in -s: write of wrote, manage of manages; None of any other word."""
    if base := _BASE_OF.get(verb):
        return base
    if not re.fullmatch("[a-z-]+[^s]s", verb):
        return None
    if verb.endswith("ies"):
        return f"{verb[:-3]}y" if len(verb) > 4 else verb[:-1]
    return verb[:-2] if re.search("(?:o|ss|sh|ch|x)es$", verb) else verb[:-1]


def is_past(word: str) -> bool:
    """Whether a word is a past form: opened, wrote."""
    return word in _BASE_OF or re.fullmatch(f"(?!{NO_PAST}$)[a-z-]{{2,}}ed", word) is not None


def gerund(verb: str) -> str:
    """The form in -ing of a verb: closing of close, running of run, directing of directed."""
    if verb.endswith("eed") and not is_past(verb):
        return f"{verb}ing"
    if verb.endswith("ied"):
        return f"{verb[:-3]}ying"
    if is_past(verb) and verb not in _BASE_OF:
        return f"{verb[:-1] if verb.endswith('eed') else verb[:-2]}ing"
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return f"{verb[:-1]}ing"
    return f"{_doubled(verb)}ing"


def finite(helper: str, verb: str) -> str:
    """The verb in the form that its helping verb gives it: "does accept" is accepts, "did write" is wrote."""
    if helper == "does":
        return "has" if verb == "have" else _in_s(verb)
    if helper != "did":
        return verb
    if past := _IRREGULAR.get(verb):
        return past
    if verb.endswith("e"):
        return f"{verb}d"
    return f"{verb[:-1]}ied" if re.search("[^aeiou]y$", verb) else f"{_doubled(verb)}ed"


def _in_s(verb: str) -> str:
    if re.search("[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}es" if re.search("(?:s|sh|ch|x|z|o)$", verb) else f"{verb}s"


def _doubled(verb: str) -> str:
    doubles = _SHORT_VOWEL.fullmatch(verb) or (_STRESSED_AT_END.search(verb) and not _UNSTRESSED.search(verb))
    return f"{verb}{verb[-1]}" if doubles else verb
