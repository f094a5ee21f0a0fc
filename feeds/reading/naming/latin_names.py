"""Names in Latin letters by their form: runs of capitalised words, and what stands around them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from feeds.model import Article
from feeds.reading.naming import pinyin
from feeds.reading.naming.lexicon import (
    NOT_NAMES,
    ORG_ENDINGS,
    ORG_WORDS,
    PARTICLES,
    PLACES,
    PORTFOLIOS,
    REGENCIES,
    ROLE_EN,
    ROLE_ID,
)
from feeds.reading.naming.name import Covered
from feeds.reading.naming.words import given_names, is_common
from feeds.reading.sieve import sieved
from feeds.reading.text import folded, sentences

# Han counts as a word character; a Latin name inside Chinese text ends where the Han begins.
LETTER = r"(?![\u3400-\u9fff])[^\W\d_]"
INNER = r"(?:(?![\u3400-\u9fff])\w)"
WORD = re.compile(rf"{LETTER}{INNER}*(?:[.'’&+/-]{INNER}+)*\.?|(?<![\d.,$€£¥])\d+[A-Za-z]{INNER}*|&")
TITLE_BEFORE = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sir|Lord|Pak|Bu|Ibu|Bapak)\.?\s+|(?:"
    + ROLE_EN.pattern
    + r"),?\s+(?:dr\.\s*)?|(?:"
    + ROLE_ID.pattern
    + r")\s+)$",
    re.I,
)
SAID = re.compile(
    r"^(?:,? (?:\d\d|who|said|says|told|wrote|kata|ujar|tutur|ungkap|jelas|mengatakan|menyebut|menuturkan)\b|, \d\d\b| \(\d\d)"
)
ROLE_WORDS = frozenset(
    """
    ceo cto cfo coo cmo cio cpo chief executive officer president vice chairman chairwoman chair director manager
    head founder co-founder cofounder partner senior junior managing general deputy acting interim operating
    financial technology product marketing professor scientist researcher engineer minister secretary governor
    senator coach captain striker midfielder goalkeeper defender direktur utama komisaris ketua umum kepala
    menteri gubernur wakil sekretaris jenderal pelatih manajer pendiri presiden dirut dirjen bupati walikota wali
    kota rektor pimpinan bos mantan plt drs ir kapten penyerang gelandang bek kiper aktor aktris artis penyanyi
    kapolri kapolda kapolres brigjen irjen komjen letjen mayjen laksamana marsekal kolonel former billionaire
    independen country regional presdir wapresdir prime boss ceos ctos cfos coos executives directors founders ambassador congressman chef
    """.split()
)

# "Bank of Norvale", "Department of Trade": the name goes on behind its "of".
# Words of firms that name none by themselves: "the Company", "the Board".
GENERIC_ALONE = frozenset(
    """
    pt company board group bank firm committee department ministry division inc corp ltd co plc unit fund university
    agency commission council court federation association foundation union club team
    """.split()
)
OF_FOLLOWS = frozenset(
    (
        "bank",
        "department",
        "ministry",
        "university",
        "institute",
        "office",
        "school",
        "college",
        "bureau",
        "council",
        "academy",
        "house",
        "board",
        "chamber",
    )
)
# "chief executive of the carmaker Norvale Motion": what follows the kind of firm is a firm.
KIND_OF_FIRM = re.compile(
    r"\b(?:of|at|for|from|joins?|joined|joining|left|leaving) (?:the |a |an |its )?(?:[a-z][\w-]* ){0,3}(?:label|brand|retailer|chain|platform|app|lender|carmaker|automaker|airline|unicorn|operator|publisher"
    r"|studio|developer|fintech|agency|insurer|chipmaker|start-?up|firm|company) $"
)
POSSESSIVE = re.compile(r"['’]s$")
ADJOINING = re.compile(r"[ \u00a0]|, (?=Inc|Ltd|Jr)|")
INITIAL = re.compile(r"[A-Z]\.?")
ENDS_IN_POINT = re.compile(r"\b(?:[A-Z]|Inc|Jr|Sr|Corp|Ltd|Co|Tbk)\.$")
WORDS_KEPT = 16_384  # whose plain form is remembered; the press uses fewer in a day
ALONE = 240  # characters of text; below that a heading can hardly be checked against it


@dataclass(frozen=True, slots=True)
class Form:
    """A capitalised form at ``[start, end)``."""

    text: str
    start: int
    end: int
    kind: Literal["person", "organisation", "name", "weak", "initial"]


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
        for run, initial in _runs(sentence.text):
            start = offset + sentence.start + run[0].start()
            end = offset + sentence.start + run[-1].end()
            for part in _outside(run, offset + sentence.start, taken, start, end):
                first = part[0].group().lower()
                if (
                    initial
                    and part[0] is run[0]
                    and len(part) > 1
                    and (first in small or (is_common(first, lang) and part[0].group() not in inner))
                ):
                    part = part[1:]  # its capital is the sentence's
                while part[0] is not run[0] and len(part) > 2 and _plain(part[0]) in PLACES:
                    part = part[1:]  # "Norvale Asia Pasifik Rangga Wirawan": a firm's region, then who leads it
                for piece in _pieces(part):
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
    at = next((i for i, w in enumerate(piece) if not (_no_name(w) or _plain(w) in ROLE_WORDS)), len(piece))
    rest = piece[at:]
    while len(rest) > 2 and _no_name(rest[-1]):
        rest = rest[:-1]
    before = sentence[max(0, (rest or piece)[0].start() - 60) : (rest or piece)[0].start()]
    if len(rest) < 3 or not (HOLDS.search(before) or sieved(TITLE_BEFORE).search(before)):
        return None
    if OF_A_PART.search(before) and _plain(rest[0]) in PARTS and len(rest) > 3:
        rest = rest[1:]  # "Kepala Riset Norvale Sekuritas Rangga Wirawan"
    if _plain(rest[0]) in given_names() | PORTFOLIOS | PLACES | REGENCIES or JAVANESE.fullmatch(_plain(rest[0])):
        return None
    ends = [i for i, w in enumerate(rest[:-2], 1) if _plain(w) in FIRM_ENDS]
    if ends and len(rest) - ends[-1] <= 3:
        return (rest[: ends[-1]], "organisation"), (rest[ends[-1] :], "person")
    for i in range(1, len(rest) - 1):
        if _plain(rest[i + 1]) in ORG_WORDS:
            continue
        if _plain(rest[i]) in given_names() and _plain(rest[i]) not in ORG_WORDS:
            if OF_A_PART.search(before) and all(is_common(_plain(w), "id") or _plain(w) in PARTS for w in rest[:i]):
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


def _runs(sentence: str) -> Iterator[tuple[list["re.Match[str]"], bool]]:
    """Runs of capitalised words with particles inside; True where the run begins the sentence."""
    run: list[re.Match[str]] = []
    last_end = 0
    for word in WORD.finditer(sentence):
        text = word.group()
        capital = text[0].isupper() or (text[0].isdigit() and any(c.isupper() for c in text))
        if not (run or capital):
            continue
        adjoining = bool(run) and ADJOINING.fullmatch(sentence[last_end : word.start()]) is not None
        adjoining = adjoining and not POSSESSIVE.search(run[-1].group())
        inside = text in PARTICLES or (text == "of" and bool(run) and _plain(run[-1]) in OF_FOLLOWS)
        if run and not (adjoining and (capital or inside)):
            yield _trimmed(run), not sentence[: run[0].start()].strip(" \"'“”‘’")
            run = []
        if capital or (run and inside and adjoining) or (run and text == "&"):
            run.append(word)
        last_end = word.end()
    if run:
        yield _trimmed(run), not sentence[: run[0].start()].strip(" \"'“”‘’")


def _trimmed(run: list["re.Match[str]"]) -> list["re.Match[str]"]:
    while len(run) > 1 and (run[-1].group() in PARTICLES or run[-1].group() in ("&", "of")):
        run = run[:-1]
    return run


def _outside(
    run: list["re.Match[str]"], base: int, taken: Covered, start: int, end: int
) -> list[list["re.Match[str]"]]:
    """The parts of a run outside the stretches that are known names."""
    cover = taken.within(start, end)
    if not cover:
        return [run]
    parts: list[list[re.Match[str]]] = [[]]
    for word in run:
        a, b = base + word.start(), base + word.end()
        if any(s < b and a < e for s, e in cover):
            parts.append([])
        else:
            parts[-1].append(word)
    return [p for p in parts if p]


def _pieces(run: list["re.Match[str]"]) -> list[list["re.Match[str]"]]:
    """A run parted where a post or a word of the language stands inside it: "Norvale CEO Tara Qvist"."""
    at = next((i for i, w in enumerate(run) if not (_no_name(w) or _plain(w) in ROLE_WORDS)), 0)
    if len(run) - at > 2 and _acronym(run[at]) and not any(_acronym(w) for w in run[at + 1 :]):
        # "Ketua KPU Rangga Wirawan": what is led, then who leads it; a place belongs to what is led.
        after = at + 2 if _plain(run[at + 1]) in PLACES and len(run) - at > 3 else at + 1
        if at == 0 or _plain(run[after]) not in ORG_WORDS:
            return [run[:after], *_pieces(run[after:])]
    for i in range(1, len(run) - 1):
        if _no_name(run[i]) or (_plain(run[i]) in ROLE_WORDS and i + 2 <= len(run)):
            return [run[:i], *_pieces(run[i:])]
    return [run]


def _acronym(word: "re.Match[str]") -> bool:
    return 2 <= len(text := word.group()) <= 6 and text.isascii() and text.isalpha() and text.isupper()


# "New York-based" describes, and "FY2026" is a time.
NO_NAME = re.compile(
    r".+-(?:based|listed|born|owned|backed|led|style|educated|trained|area|wide|only|focused)|(?:FY|Q|H)\d+"
)


# Months and an Indonesian "and" that are given names as well: "Dan Qvist", "Jan Sorensen", not "in Jan".
GIVEN_TOO = frozenset({"dan", "jan", "jun", "mei"})
GIVEN_NAME = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]")
ENGLISH = re.compile(r"\b(?:the|of|to|as|at|is|has|for|after|from|its)\b")
DATED = re.compile(r"\b(?:in|on|since|by|until|from|of|last|next|\d+),? $", re.I)


def _no_name(word: "re.Match[str]") -> bool:
    """Whether a word belongs to no name; an initial ("A.") does."""
    text = word.group()
    if _bare(text) in GIVEN_TOO and GIVEN_NAME.match(word.string, word.start()) and ENGLISH.search(word.string):
        if NO_NAME.fullmatch(text.rstrip(".")):
            return True
        return DATED.search(word.string[max(0, word.start() - 12) : word.start()]) is not None
    return _alone_no_name(text)


@lru_cache(maxsize=WORDS_KEPT)
def _alone_no_name(text: str) -> bool:
    return bool(NO_NAME.fullmatch(text.rstrip("."))) or (_bare(text) in NOT_NAMES and not INITIAL.fullmatch(text))


def _form(sentence: str, run: list["re.Match[str]"], base: int, initial: bool, parted: bool = False) -> Form | None:
    """One form of a run: words that belong to no name taken off both ends, the rest judged.

    ``parted``: the run is what a post parted from the words before it.
    """
    words = list(run)
    titled = False
    while words and (_no_name(words[0]) or _role_word(words)):
        titled = _role_word(words) or _plain(words[0]) in ("mr", "mrs", "ms", "dr")
        words = words[1:]
    while len(words) > 1 and _plain(words[0]) in PARTS and PART_LED.search(sentence[: words[0].start()][-24:]):
        words = words[1:]  # "Direktur Keuangan Bank Norvale"
    if len(words) < len(run) or MINISTER.search(sentence[max(0, run[0].start() - 60) : run[0].start()]):
        words = _holder(words, sentence[: words[0].start()] if words else "")
    while (
        words
        and (len(words) < 3 or words[-2].group() != "of")
        and (_no_name(words[-1]) or _plain(words[-1]) in ROLE_WORDS or words[-1].group() in PARTICLES)
    ):
        words = words[:-1]
    inner = next((i for i, w in enumerate(words) if _no_name(w) and i), None)
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
    of_a_country = len(words) > 1 and _plain(words[-1]) in COUNTRIES
    if of_a_country and FIRMS_POST.search(sentence[max(0, start - 24) : start]):
        return Form(text, base + start, base + end, "organisation")  # "CEO Norvale Indonesia"
    kind = _kind(sentence, text, start, end, titled, initial and words[0] is run[0], bool(possessive))
    return Form(text, base + start, base + end, kind) if kind and len(text) > 1 else None


MINISTER = re.compile(r"\b(?:wakil |mantan |eks )?menteri (?:[\w,]+ ){0,5}(?:dan )?$", re.I)
REGIONAL = re.compile(
    r"\b(?:bupati|wali ?kota|gubernur|kapolres|kapolda|kapolsek|camat|kajari|sekda|dandim|rutan|lapas)\s+$", re.I
)


def _holder(words: list["re.Match[str]"], before: str) -> list["re.Match[str]"]:
    """The words behind a minister's portfolio or a regional head's region: "Menteri Keuangan Rangga Wirawan"."""
    if MINISTER.search(before[-60:]):
        while len(words) > 1 and _plain(words[0]) in PORTFOLIOS:
            words = words[1:]
    elif REGIONAL.search(before[-30:]):
        while len(words) > 2 and _plain(words[0]) in PLACES | REGENCIES:
            words = words[1:]
    return words


def _role_word(words: list["re.Match[str]"]) -> bool:
    """Whether the first word is part of a title: "CEO", "Ex-Chief", the "Board" of "Board Chairman"."""
    first = _plain(words[0])
    first = first[first.find("-") + 1 :] if first.startswith(("ex-", "co-", "vice-")) else first
    if first in ROLE_WORDS:
        return True
    return first in ("board", "group", "company") and len(words) > 2 and _plain(words[1]) in ROLE_WORDS


def _kind(
    sentence: str, text: str, start: int, end: int, titled: bool, initial: bool, possessive: bool
) -> Literal["person", "organisation", "name", "weak", "initial"] | None:
    parts = [_bare(p) for p in text.split()]
    if all(p in PLACES for p in parts) or all(p in GENERIC_ALONE for p in parts) or all(p in PORTFOLIOS for p in parts):
        return None
    if len(parts) > 1 and re.match(r"[A-Z]{3,6} [A-Z][a-z]", text) and len(parts) == 2:
        return "organisation"  # "PDIP Malang": a party's or an agency's people of a place
    if len(parts) == 2 and parts[-1] not in ORG_WORDS and pinyin.latin_key(text):
        return "person"
    if any(p in ORG_WORDS for p in parts) or ORG_ENDINGS.search(text) or "&" in text:
        return "organisation"
    several = len(parts) >= 2
    if several and len(parts) <= 5 and not any(c.isdigit() for c in text):
        before = sentence[max(0, start - 60) : start]
        if KIND_OF_FIRM.search(before) and not titled:
            return "organisation"
        titled = titled or (
            sieved(TITLE_BEFORE).search(before) is not None and not re.search(r"\b(?:of|for|at|in|the|di) $", before)
        )
        if titled or pinyin.latin_key(text):
            return "person"
        if parts[0] in PLACES or parts[-1] in PLACES or text.isupper():
            return "organisation"
        if SAID.match(sentence[end : end + 12]):
            return "person"
        return "name" if not possessive or len(parts) in (2, 3) else "organisation"
    if several:
        return "organisation"
    if text.isupper() and 2 <= len(text) <= 6:
        return "organisation"
    return "initial" if initial else "weak"


# A firm's people of a country, behind a post that only firms have.
COUNTRIES = frozenset("indonesia malaysia singapura singapore vietnam thailand filipina asia india china eropa".split())
FIRMS_POST = re.compile(
    r"\b(?:CEO|CTO|CFO|COO|bos|dirut|direktur utama|presdir|presiden direktur|country (?:manager|head|director)|managing director|general manager|pendiri)\s+$",
    re.I,
)


def _plain(word: "re.Match[str]") -> str:
    return _bare(word.group())


@lru_cache(maxsize=WORDS_KEPT)
def _bare(word: str) -> str:
    return POSSESSIVE.sub("", folded(word)).strip(".'’")
