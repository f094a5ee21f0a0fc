"""Names in Latin letters by their form: runs of capitalised words, and what stands around them."""

import re
from typing import Literal

from feeds.model import Article
from feeds.reading.naming import pinyin
from feeds.reading.naming.latin_kinds import TITLE_BEFORE, Form, kind_of
from feeds.reading.naming.latin_runs import POSSESSIVE, ROLE_WORDS, no_name, outside, pieces, plain, role_word, runs
from feeds.reading.naming.lexicon import (
    ORG_WORDS,
    PARTICLES,
    PLACES,
    PORTFOLIOS,
    REGENCIES,
)
from feeds.reading.naming.name import Covered
from feeds.reading.naming.words import given_names, is_common
from feeds.reading.sieve import sieved
from feeds.reading.text import sentences

ENDS_IN_POINT = re.compile(r"\b(?:[A-Z]|Inc|Jr|Sr|Corp|Ltd|Co|Tbk)\.$")
ALONE = 240  # characters of text; below that a heading can hardly be checked against it


def capitalised(article: Article, taken: list[tuple[int, int]], lang: str) -> list[Form]:
    """The forms of title and text outside the stretches already taken."""
    found: list[Form] = []
    title = article.title
    covered = Covered(taken)
    body = _forms(article.text, len(title) + 1, covered, lang)
    if title:
        names = {f.text for f in body}
        heading = _forms(title, 0, covered, lang)
        if _title_case(title):
            parts = {w for n in names for w in n.split()}
            alone = len(article.text) < ALONE
            heading = [
                f
                for f in heading
                if f.text in names or f.text in parts or (_bold(f) and _backed(f, parts, alone) and not _wordy(f, lang))
            ]
        found += heading
    return found + body


def _backed(form: Form, parts: set[str], alone: bool) -> bool:
    """Whether the text speaks of a heading's name too; a heading that stands alone has to be believed."""
    return alone or form.kind == "organisation" or any(w in parts for w in form.text.split())


def _wordy(form: Form, lang: str) -> bool:
    """Whether a heading's form holds a common word of the language: "Rising Costs" is nobody."""
    words = form.text.split()
    common = sum(is_common(w.lower(), lang) for w in words)
    return (form.kind == "name" and common > 0) or (
        form.kind == "person" and len(words) > 2 and 2 * common > len(words)
    )


def _bold(form: Form) -> bool:
    """A form that can be trusted in a heading whose every word is capitalised: two words, the first none of the language."""
    return form.kind == "person" or (form.kind in ("name", "organisation") and len(form.text.split()) in (2, 3))


def _title_case(title: str) -> bool:
    long = [w for w in re.findall(r"[A-Za-z][\w'-]+", title) if len(w) > 3]
    return len(long) >= 4 and sum(w[0].isupper() for w in long) >= 0.7 * len(long)


def _forms(text: str, offset: int, taken: Covered, lang: str) -> list[Form]:
    found: list[Form] = []
    inner = frozenset(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{2,}", text))  # names, as they stand inside its sentences
    small = frozenset(re.findall(r"(?<![\w-])[a-z]{3,}(?![\w-])", text))  # words of the language, as this text has them
    for sentence in sentences(text):
        for run, initial in runs(sentence.text):
            start = offset + sentence.start + run[0].start()
            end = offset + sentence.start + run[-1].end()
            for part in outside(run, offset + sentence.start, taken, start, end):
                first = part[0].group().lower()
                if (
                    initial
                    and part[0] is run[0]
                    and len(part) > 1
                    and (first in small or (is_common(first, lang) and part[0].group() not in inner))
                ):
                    part = part[1:]  # its capital is the sentence's
                while part[0] is not run[0] and len(part) > 2 and plain(part[0]) in PLACES:
                    part = part[1:]  # "Norvale Asia Pasifik Rangga Wirawan": a firm's region, then who leads it
                for piece in pieces(part):
                    if lang == "id" and (cut := _firm_and_holder(piece, sentence.text)) is not None:
                        found += [_as_form(w, sentence.text, offset + sentence.start, k) for w, k in cut]
                        continue
                    form = _form(
                        sentence.text, piece, offset + sentence.start, initial and piece[0] is run[0], piece is not part
                    )
                    if form is not None:
                        found.append(form)
    return found


JAVANESE = re.compile(r"\w+(?:anto|ono|yadi|wan|wati|ingsih|arto|oyo|udin|ullah|syah|aman|yani)$")


def _firm_and_holder(
    piece: list["re.Match[str]"], sentence: str
) -> tuple[tuple[list["re.Match[str]"], Literal["person", "organisation"]], ...] | None:
    """A run that a post governs as firm and holder, parted at a given name: "Dirut Norvale Jaya Rangga Wirawan"."""
    at = next((i for i, w in enumerate(piece) if not (no_name(w) or plain(w) in ROLE_WORDS)), len(piece))
    rest = piece[at:]
    while len(rest) > 2 and no_name(rest[-1]):
        rest = rest[:-1]
    before = sentence[max(0, (rest or piece)[0].start() - 60) : (rest or piece)[0].start()]
    if len(rest) < 3 or not (HOLDS.search(before) or sieved(TITLE_BEFORE).search(before)):
        return None
    if OF_A_PART.search(before) and plain(rest[0]) in PARTS and len(rest) > 3:
        rest = rest[1:]  # "Kepala Riset Norvale Sekuritas Rangga Wirawan"
    if plain(rest[0]) in given_names() | PORTFOLIOS | PLACES | REGENCIES or JAVANESE.fullmatch(plain(rest[0])):
        return None
    ends = [i for i, w in enumerate(rest[:-2], 1) if plain(w) in FIRM_ENDS]
    if ends and len(rest) - ends[-1] <= 3:
        return (rest[: ends[-1]], "organisation"), (rest[ends[-1] :], "person")
    for i in range(1, len(rest) - 1):
        if plain(rest[i + 1]) in ORG_WORDS:
            continue
        if plain(rest[i]) in given_names() and plain(rest[i]) not in ORG_WORDS:
            if OF_A_PART.search(before) and all(is_common(plain(w), "id") or plain(w) in PARTS for w in rest[:i]):
                return ((rest[i:], "person"),)  # "Direktur Operasi Rangga Wirawan"
            return (rest[:i], "organisation"), (rest[i:], "person")
    return None


# Words in which a firm's name ends, so that what follows is who leads it.
FIRM_ENDS = frozenset(
    "sekuritas tbk group grup holding finance multifinance asuransi insurance life airlines airways capital ventures energi motor".split()
)
PART_LED = re.compile(r"\b(?:direktur|sekretaris|manajer)\s+$", re.I)
PARTS = frozenset(
    "keuangan perusahaan operasi niaga produksi teknik strategi distribusi logistik konstruksi kepatuhan ritel korporasi komersial treasury transformasi portofolio riset produk pemasaran penjualan wholesale consumer network".split()
)

# Who holds such a post may hold it in a part of a firm.
OF_A_PART = re.compile(r"\b(?:direktur|kepala|manajer|komisaris|ketua)\s+$", re.I)
HOLDS = re.compile(
    r"\b(?:dirut|ceo|cto|cfo|coo|bos|direktur|presdir|presiden direktur|komisaris|pelatih|pemain|bek|kiper|gelandang|penyerang|striker|pendiri|kepala|ketua|manajer|rektor|utama|umum)\s+$",
    re.I,
)


def _as_form(words: list["re.Match[str]"], sentence: str, base: int, kind: Literal["person", "organisation"]) -> Form:
    start, end = words[0].start(), words[-1].end()
    text = sentence[start:end]
    if text.endswith(".") or POSSESSIVE.search(text):
        end -= 1 if text.endswith(".") else 2
    return Form(sentence[start:end], base + start, base + end, kind)


def _form(sentence: str, run: list["re.Match[str]"], base: int, initial: bool, parted: bool = False) -> Form | None:
    """One form of a run: words that belong to no name taken off both ends, the rest judged.

    ``parted``: the run is what a post parted from the words before it.
    """
    words = list(run)
    titled = False
    while words and (no_name(words[0]) or role_word(words)):
        titled = role_word(words) or plain(words[0]) in ("mr", "mrs", "ms", "dr")
        words = words[1:]
    while len(words) > 1 and plain(words[0]) in PARTS and PART_LED.search(sentence[: words[0].start()][-24:]):
        words = words[1:]  # "Direktur Keuangan Bank Norvale"
    if len(words) < len(run) or MINISTER.search(sentence[max(0, run[0].start() - 60) : run[0].start()]):
        words = _holder(words, sentence[: words[0].start()] if words else "")
    while (
        words
        and (len(words) < 3 or words[-2].group() != "of")
        and (no_name(words[-1]) or plain(words[-1]) in ROLE_WORDS or words[-1].group() in PARTICLES)
    ):
        words = words[:-1]
    inner = next((i for i, w in enumerate(words) if no_name(w) and i), None)
    if inner is not None:
        words = words[:inner]
    if initial and len(words) > 2 and pinyin.latin_key(" ".join(w.group() for w in words[-2:])):
        # "Colleague Zhou Ming": the capital of the first word is the sentence's.
        words = words[-2:]
    if not words:
        return None
    start, end = words[0].start(), words[-1].end()
    text = sentence[start:end]
    possessive = POSSESSIVE.search(text)
    if possessive:
        end -= 2
        text = text[:-2]
    if text.endswith(".") and not ENDS_IN_POINT.search(text):
        end, text = end - 1, text[:-1]
    of_a_country = len(words) > 1 and plain(words[-1]) in COUNTRIES
    if of_a_country and FIRMS_POST.search(sentence[max(0, start - 24) : start]):
        return Form(text, base + start, base + end, "organisation")  # "CEO Norvale Indonesia"
    kind = kind_of(sentence, text, start, end, titled, initial and words[0] is run[0], bool(possessive))
    return Form(text, base + start, base + end, kind) if kind and len(text) > 1 else None


MINISTER = re.compile(r"\b(?:wakil |mantan |eks )?menteri (?:[\w,]+ ){0,5}(?:dan )?$", re.I)
REGIONAL = re.compile(
    r"\b(?:bupati|wali ?kota|gubernur|kapolres|kapolda|kapolsek|camat|kajari|sekda|dandim|rutan|lapas)\s+$", re.I
)


def _holder(words: list["re.Match[str]"], before: str) -> list["re.Match[str]"]:
    """The words behind a minister's portfolio or a regional head's region: "Menteri Keuangan Rangga Wirawan"."""
    if MINISTER.search(before[-60:]):
        while len(words) > 1 and plain(words[0]) in PORTFOLIOS:
            words = words[1:]
    elif REGIONAL.search(before[-30:]):
        while len(words) > 2 and plain(words[0]) in PLACES | REGENCIES:
            words = words[1:]
    return words


# A firm's people of a country, behind a post that only firms have.
COUNTRIES = frozenset("indonesia malaysia singapura singapore vietnam thailand filipina asia india china eropa".split())
FIRMS_POST = re.compile(
    r"\b(?:CEO|CTO|CFO|COO|bos|dirut|direktur utama|presdir|presiden direktur|country (?:manager|head|director)|managing director|general manager|pendiri)\s+$",
    re.I,
)
