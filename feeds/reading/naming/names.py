"""The people and organisations that an article names, known to the catalog or not.

1. Spellings of the catalog first, the longest at each place; ambiguous ones only beside their context.
2. Then names by form: capitalised words in Latin text (``_latin``), surnames and contexts in Han (``han_names``).
3. A form that may be either ("Harbour Logic") stays a ``name``: whether it is a person or an organisation is for the
   sentence to say that uses it.
4. Within one article "Yan" is "Yan Zhijie" once the full name has been told.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from feeds.model import Article, EntityKind, Mention
from feeds.reading.naming import han_names, han_organisations, pinyin
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.known_names import known
from feeds.reading.naming.latin_kinds import Form
from feeds.reading.naming.latin_names import capitalised
from feeds.reading.naming.lexicon import PLACES
from feeds.reading.naming.match import bounded
from feeds.reading.naming.name import Covered, Name, NameKind
from feeds.reading.naming.standing import abbreviated, judged, owned
from feeds.reading.prose.dateline import dateline, told_in
from feeds.reading.text import Folded, fold, folded, has_han, words

GENERIC = frozenset(
    """
    inc corp corporation co ltd limited llc plc group holdings holding pt tbk company the grup perusahaan
    """.split()
)

# A surname with its title, which is nobody's whole name.
COURTESY = re.compile(r"([\u4e00-\u9fff]{1,2})(?:先生|女士|小姐)")
HAN_GENERIC = re.compile(r"(?:有限责任公司|股份有限公司|有限公司|集团|公司|控股|科技)$")


def read(article: Article, lang: str, catalog: Catalog) -> tuple[Name, ...]:
    """Every name of an article in order, without overlaps."""
    whole = article.whole
    text = fold(whole)
    head = dateline(article) if lang == "id" else 0
    found = [n for n in known(whole, text, catalog) if not told_in(n, article, head)]
    taken = [(n.start, n.end) for n in found]
    if has_han(whole):
        found += _han(whole, text, taken, catalog)
    found += [
        n for n in _latin(article, [(n.start, n.end) for n in found], catalog, lang) if not told_in(n, article, head)
    ]
    found.sort(key=lambda n: (n.start, -n.end))
    kept: list[Name] = []
    for name in found:
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return tuple(owned(_resolved(abbreviated(judged(kept, whole, lang), whole), catalog), whole, lang))


def mentions(article: Article, lang: str, catalog: Catalog) -> tuple[Mention, ...]:
    """The people and organisations named; forms that may be either or nothing are left out."""
    return as_mentions(read(article, lang, catalog))


def as_mentions(names: Iterable[Name]) -> tuple[Mention, ...]:
    """Names as mentions: a ``name`` of two words or more counts as a person, a ``weak`` one not at all."""
    found = []
    for n in names:
        if n.kind == "weak":
            continue
        kind: EntityKind = "organisation" if n.kind == "organisation" else "person"
        found.append(Mention(n.text, kind, n.start, n.end, n.key, n.entity_id, n.full if n.full != n.text else None))
    return tuple(found)


def person_key(name: str, catalog: Catalog) -> str:
    """The entity key of a person's name in any script and order."""
    found = catalog.resolve(name, "person")
    if len(found) == 1 and not found[0].doubtful(name):
        return found[0].id
    plain = folded(name)
    if has_han(plain) and "·" not in plain:
        return f"~{pinyin.han_key(plain)}"
    return "~" + (pinyin.latin_key(name) or " ".join(words(plain)))


def organisation_key(name: str, catalog: Catalog) -> str:
    """The entity key of an organisation: the catalog's, by the longest spelling in the name, else its folded core."""
    found = catalog.resolve(name, "organisation")
    if found:
        return found[0].id
    core = organisation_core(name)
    found = catalog.resolve(core, "organisation")
    if found:
        return found[0].id
    inside = _longest_inside(name, catalog) or _of_a_country(core, catalog)
    return inside or f"~{core}"


def _of_a_country(core: str, catalog: Catalog) -> str | None:
    """The firm whose people of one country a name means: "Norvale Indonesia"."""
    head, _, country = core.rpartition(" ")
    found = catalog.resolve(head, "organisation") if head and country in PLACES else ()
    return found[0].id if len(found) == 1 else None


# What the Indonesian press writes in two ways.
SHORTENED = (("tim nasional", "timnas"), ("bola voli", "voli"), ("bola basket", "basket"))


def organisation_core(name: str) -> str:
    """A folded name without the words that say only that it is a firm."""
    plain = folded(name).strip()
    if has_han(plain):
        return HAN_GENERIC.sub("", plain) or plain
    for long, short in SHORTENED:
        plain = plain.replace(long, short)
    parts = [w for w in re.findall(r"[^\W_]+(?:[.&'-][^\W_]+)*", plain) if w.removesuffix("'s") not in GENERIC]
    return " ".join(p.removesuffix("'s") for p in parts) or plain


def spellings(name: str, kind: str | None) -> tuple[str, ...]:
    """The forms under which an unknown name is looked for."""
    name = " ".join(name.split())
    if kind == "organisation" or not name:
        return (name,) if name else ()
    if has_han(name):
        return (name, *pinyin.spelled(folded(name)))
    parts = name.split()
    if pinyin.latin_key(name) and len(parts) == 2:
        return (name, f"{parts[1]} {parts[0]}")
    return (name,)


def _longest_inside(name: str, catalog: Catalog) -> str | None:
    """The organisation whose spelling covers most of a longer name ("Alibaba's Tongyi Lab" → the lab)."""
    plain = folded(name)
    best: tuple[int, int, str] | None = None
    for spelling, start, end in catalog.found_in(plain):
        if (
            spelling.entity.kind == "organisation"
            and bounded(plain, start, end)
            and spelling.shown not in spelling.entity.ambiguous
        ):
            candidate = (end - start, end, spelling.entity.id)
            best = max(best, candidate) if best else candidate
    if best and (best[0] * 2 >= len(plain) or has_han(plain) or best[1] == len(plain)):
        return best[2]
    return None


def _han(whole: str, text: Folded, taken: list[tuple[int, int]], catalog: Catalog) -> list[Name]:
    found = []
    covered = Covered(taken)
    people = han_names.people(text.text)
    known = frozenset(n.text for n in people)
    stretches = [(f, _behind(known, text.text, *f)) for f in han_organisations.organisations(text.text)]
    firms = [text.span(*own) for f, own in stretches if own == f or own[1] - own[0] > 2]
    short = _short_forms({whole[a:b] for a, b in firms})
    for a, b in firms:
        if not covered.within(a, b):
            shown = short.get(whole[a:b], whole[a:b])
            found.append(Name(whole[a:b], a, b, "organisation", shown, organisation_key(shown, catalog)))
    covered = Covered([*taken, *firms])
    written = {n.text: whole[slice(*text.span(n.start, n.end))] for n in people}
    for name in people:
        a, b = text.span(name.start, name.end)
        if not covered.within(a, b):
            full = written.get(name.full, whole[a:b])
            found.append(Name(whole[a:b], a, b, "person", full, person_key(full, catalog)))
    return found


def _behind(people: frozenset[str], text: str, start: int, end: int) -> tuple[int, int]:
    """A firm's stretch without somebody's name that runs into it: 核准沈若溪诺瓦银行…."""
    for length in (4, 3, 2):
        if end - start - length >= 3 and text[start : start + length] in people:
            given = POST_GIVEN.match(text, start + length, end)
            return given.end() if given else start + length, end
    return start, end


# 任命沈若溪为集团总裁: what stands between the name and the firm.
POST_GIVEN = re.compile(r"(?:出任|担任|任|为)?")


def _short_forms(firms: set[str]) -> dict[str, str]:
    """A firm's registered name under the one that the article calls it by."""
    found = {n.removeprefix("中国"): n for n in firms if n.startswith("中国")}
    for name in firms:
        if name.endswith(("有限公司", "有限责任公司")):
            inside = [f for f in firms if f != name and f in name and len(f) >= 4 and not f.endswith("有限公司")]
            if inside:
                found[name] = max(inside, key=len)
    return found


def _latin(article: Article, taken: list[tuple[int, int]], catalog: Catalog, lang: str) -> list[Name]:
    found = []
    for form in capitalised(article, taken, lang):
        found.append(Name(form.text, form.start, form.end, form.kind, form.text, _key_of(form, catalog)))
    return found


def _key_of(form: Form, catalog: Catalog) -> str:
    if form.kind in ("organisation", "weak", "initial"):
        return organisation_key(form.text, catalog)
    return person_key(form.text, catalog)


def _resolved(names: list[Name], catalog: Catalog) -> tuple[Name, ...]:
    """Short forms under their full name, and what one place says of a form told to its other places."""
    fulls = _full_names(names) | _with_courtesy(names)
    kinds = _settled(names)
    inner = {n.text for n in names if n.kind == "weak"}
    out = []
    for n in names:
        full = fulls.get(n.text)
        if n.kind == "initial" and full is None and kinds.get(n.text) is None:
            # A capital at the beginning of a sentence says nothing, unless the word has one elsewhere too.
            if n.text in inner:
                out.append(replace(n, kind="weak"))
        elif n.kind in ("weak", "name", "initial") and full is not None and full != n.text:
            out.append(replace(n, kind="person", full=full, key=person_key(full, catalog)))
        elif n.text in fulls and COURTESY.fullmatch(n.text):
            out.append(replace(n, full=fulls[n.text], key=person_key(fulls[n.text], catalog)))
        elif n.kind in ("weak", "name", "initial") and kinds.get(n.text) == "organisation":
            out.append(replace(n, kind="organisation", key=organisation_key(n.text, catalog)))
        elif n.kind in ("name", "initial") and kinds.get(n.text) == "person":
            out.append(replace(n, kind="person"))
        else:
            out.append(n)
    return tuple(out)


def _full_names(names: list[Name]) -> dict[str, str]:
    """Single words that are part of exactly one person's name in the article: "Yan" → "Yan Zhijie"."""
    owners: dict[str, set[str]] = {}
    for n in names:
        if n.kind in ("person", "name") and " " in n.text and not has_han(n.text):
            for part in n.text.split():
                if len(part) > 1 and part[0].isupper():
                    owners.setdefault(part.rstrip("."), set()).add(n.text)
    resolved = {}
    for part, fulls in owners.items():
        longest = max(fulls, key=len)
        if all(set(f.split()) <= set(longest.split()) for f in fulls):
            resolved[part] = longest
    for n in names:
        if n.kind == "name" and " " in n.text and n.text not in resolved:
            longer = [
                m.text for m in names if m.kind in ("person", "name") and n.text != m.text and _within(n.text, m.text)
            ]
            if longer:
                resolved[n.text] = max(longer, key=len)
    return resolved


def _with_courtesy(names: list[Name]) -> dict[str, str]:
    """陈先生 under the only full name of the article that begins with 陈."""
    people = {n.text for n in names if n.kind == "person" and has_han(n.text)}
    polite = {text: found.group(1) for text in people if (found := COURTESY.fullmatch(text))}
    whole = people - polite.keys()
    bearers = {text: [p for p in whole if p.startswith(surname)] for text, surname in polite.items()}
    return {text: found[0] for text, found in bearers.items() if len(found) == 1}


def _within(short: str, long: str) -> bool:
    return set(short.split()) < set(long.split())


def _settled(names: list[Name]) -> dict[str, NameKind]:
    votes: dict[str, Counter[NameKind]] = {}
    for n in names:
        if n.kind in ("person", "organisation"):
            votes.setdefault(n.text, Counter())[n.kind] += 1
    return {text: counter.most_common(1)[0][0] for text, counter in votes.items()}
