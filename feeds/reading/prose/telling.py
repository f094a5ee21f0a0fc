"""A move as a line and as a sentence, in Indonesian, English and Chinese, told from its slots.

The words are ours; only names, roles and numbers come from the article. Each sentence stands alone: it names who it
speaks of. A denial is told as a denial, a rumour as one.
"""

import re
from collections.abc import Iterator, Sequence

from feeds.model import Move, MoveKind
from feeds.reading.moving.headcount import VAGUE, is_share, written
from feeds.reading.moving.titles import plural, title_in
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.gazetteer import named
from feeds.reading.naming.names import person_key
from feeds.reading.prose.wordings import (
    ARRIVALS,
    AT,
    FILLED,
    FOLLOWS,
    FRAMES,
    INTERNATIONAL,
    LAY_OFF,
    MANY,
    NO_ROLE,
    ONE,
    PART,
    PATTERNS,
    PLACE,
    POSSESSIVE,
    SEVERAL,
    SLOT,
    SOMEBODY_CUTS,
    TAIL,
    TOGETHER,
    WHEN,
    WHEN_DAY,
    WITH_ARTICLE,
)
from feeds.reading.text import folded, has_han

NEW = re.compile(r"^new |\s+(?:yang )?baru$|^新任?的?|^[两二三四五\d]+[名位]", re.I)
SOMEBODY = {"en": "Unnamed executive", "id": "Pejabat tanpa nama", "zh": "未具名人士"}
UNNAMED_AT = {"en": "an executive of {org}", "id": "seorang petinggi {org}", "zh": "{org}一名高管"}
SEVERAL_AT = {"en": "several executives of {org}", "id": "sejumlah petinggi {org}", "zh": "{org}多名高管"}
POST = {"en": "the {role} of {org}", "id": "{role} {org}", "zh": "{org}{role}"}
MONTHS = {
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    "id": ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"],
}  # fmt: skip


def subject(move: Move, lang: str, catalog: Catalog) -> str:
    """Who moves: the name as readers of this language know it, or the post, or that nobody is named."""
    if move.person:
        return catalog.display(move.person_key, lang, move.person)
    role = move.role or move.from_role
    org = left_name(move, lang, catalog) or joined_name(move, lang, catalog)
    if role is None or move.lang != lang:
        form = SEVERAL_AT if _several(move) else UNNAMED_AT
        return form[lang].format(org=org) if org else SOMEBODY[lang]
    return POST[lang].format(role=role, org=org) if org else role


def _several(move: Move) -> bool:
    """Whether the post told stands for more than one person."""
    return not move.person and SEVERAL.search(move.role or move.from_role or "") is not None


def left_name(move: Move, lang: str, catalog: Catalog) -> str:
    """The organisation left, as shown in this language."""
    return catalog.display(move.from_key, lang, move.from_org) if move.from_org else ""


def joined_name(move: Move, lang: str, catalog: Catalog) -> str:
    """The organisation joined, as shown in this language."""
    return catalog.display(move.to_key, lang, move.to_org) if move.to_org else ""


def tell(moves: Move | Sequence[Move], lang: str, catalog: Catalog, source: str = "") -> str:
    """The move as one sentence that stands alone; several people of one move are told together.

    ``source`` is the article where it is in the reader's language: its own spellings of names and roles are borrowed,
    and of the verbs that fit the one that the evidence uses.
    """
    together = [moves] if isinstance(moves, Move) else list(moves)
    return next(iter(tellings(together, lang, catalog, source)))


def tellings(moves: Sequence[Move], lang: str, catalog: Catalog, source: str = "") -> Iterator[str]:
    """The sentences that can tell it, the fullest first; ``moves`` are of one kind, status and way."""
    move = moves[0]
    if move.kind is MoveKind.LAID_OFF and not move.person:
        yield _lay_off(move, lang, catalog, source)
        return
    if move.kind in ARRIVALS and not move.person and (move.role or move.to_org or move.from_org):
        yield _filled(move, lang, catalog, source)
        return
    who = _who(moves, lang, catalog, source)
    dates = [_when(move, lang, source), ""] if move.date else [""]
    for what in _deeds(moves, lang, catalog, source):
        for when in dict.fromkeys(dates):
            what = _at_a_time(what) if when and lang == "en" else what
            yield _written(FRAMES[lang][move.status].format(who=who, what=what, when=when), lang)


def _filled(move: Move, lang: str, catalog: Catalog, source: str) -> str:
    """A post that somebody unnamed takes, as what the organisation did."""
    org = _shown(move.to_key, move.to_org, lang, catalog, source)
    org = org or _shown(move.from_key, move.from_org, lang, catalog, source)
    role = sound_role(move.role, move, lang)
    role = NEW.sub("", _bare_of(role, org, lang)) if role else None
    does, hires, post, happens = FILLED[lang]
    if org:
        who, what = _the(org, lang), does.format(role=role) if role else hires
    else:
        who, what = (post.format(role=role) if role else SOMEBODY[lang]), happens
    return _written(FRAMES[lang][move.status].format(who=who, what=what, when=""), lang)


def _at_a_time(deed: str) -> str:
    """The deed in the tense that English wants beside a date: "left in May", never "has left in May"."""
    deed = re.sub(r"\b(?:has|have) become\b", "became", deed)
    deed = re.sub(r"\bhas been\b", "was", re.sub(r"\bhave been\b", "were", deed))
    return re.sub(r"\b(?:has|have) (?=\w)", "", deed)


def _lay_off(move: Move, lang: str, catalog: Catalog, source: str) -> str:
    form, count = lay_off_form(move, lang)
    org = _the(_shown(move.from_key, move.from_org, lang, catalog, source), lang) or SOMEBODY_CUTS[lang]
    place = PLACE[lang].format(place=named(move.place, lang)) if move.place else ""
    part = PART[lang].format(part=move.part) if move.part and move.lang == lang else ""
    what = LAY_OFF[lang][form].format(n=count, place=part + place if lang != "zh" else place + part)
    return _written(FRAMES[lang][move.status].format(who=org, what=what, when=""), lang)


def lay_off_form(move: Move, lang: str) -> tuple[int, str]:
    """Which of three forms tells a lay-off (a number, a share, none), and the count as the language writes it."""
    told = (move.head_count or "").strip()
    count = written(told, move.lang, lang) if told else ""
    if lang == "en" and count in (row["en"] for row in VAGUE):
        count += " of"
    return (1 if is_share(told) else 0, count) if count else (2, "")


def _who(moves: Sequence[Move], lang: str, catalog: Catalog, source: str) -> str:
    """The people by name; of more than three two, and how many others."""
    names = [
        _shown(m.person_key, m.person, lang, catalog, source) if m.person else subject(m, lang, catalog) for m in moves
    ]
    names = list(dict.fromkeys(names))
    if len(names) == 1:
        return names[0]
    comma, final, others = TOGETHER[lang]
    if len(names) > 3:
        return others.format(names=comma.join(names[:2]), n=len(names) - 2, all=len(names))
    return comma.join(names[:-1]) + final + names[-1]


def _deeds(moves: Sequence[Move], lang: str, catalog: Catalog, source: str) -> list[str]:
    """What was done, in the patterns of the kind that the record fills; the best first."""
    move = moves[0]
    known = _slots(move, lang, catalog, source)
    kind = move.kind.value
    if (
        known.get("f")
        and known.get("f") == known.get("t")
        and kind in ("joins", "appointed", "leaves", "poached", "returns")
    ):
        kind = "appointed" if kind != "leaves" or "r" in known else kind
        del known["f" if kind == "appointed" else "t"]
    if kind in ("steps_down", "retires") and known.get("f") == known.get("t"):
        known.pop("t", None)
    if kind in ("board_joins", "appointed", "promoted") and "t" not in known and "f" in known:
        known["t"] = known.pop("f")
    many = len(moves) > 1 or _several(move)
    if many and lang == "en":
        known.update({slot: plural(known[slot]) for slot in ("q", "r") if slot in known})
    usable = [(p, SLOT.findall(p)) for p in PATTERNS.get(lang, PATTERNS["en"]).get(kind) or PATTERNS[lang]["leaves"]]
    usable = [(p, slots) for p, slots in usable if all(s in known for s in slots)]
    said = folded(move.evidence) if source else ""
    usable.sort(key=lambda u: (-len(u[1]), not _says(u[0], said, many)))
    return [p.format(**known, **(MANY if many else ONE)) for p, _ in usable] or [
        PATTERNS[lang][kind][-1].format(**known, **ONE)
    ]


def _says(pattern: str, evidence: str, many: bool) -> bool:
    """Whether the evidence uses the pattern's own words."""
    words = SLOT.sub(" ", pattern).format(**(MANY if many else ONE))
    parts = [w for w in re.split(r"[\s，]+", words) if len(w) > 1 and w not in ("has", "have")]
    return bool(parts) and all(re.search(rf"(?<![a-z]){re.escape(w)}(?![a-z])", evidence) for w in parts)


def _slots(move: Move, lang: str, catalog: Catalog, source: str) -> dict[str, str]:
    """The slots that the record fills: organisations by name, roles where their words can stand in this language."""
    left = _shown(move.from_key, move.from_org, lang, catalog, source)
    joined = _shown(move.to_key, move.to_org, lang, catalog, source)
    known = {"f": _the(left, lang), "t": _the(joined, lang)}
    if not move.person:  # the post already names the organisation
        return {"t": known["t"]} if left and joined and left != joined else {}
    arrives = bool(move.to_org) or move.kind in ARRIVALS
    went = sound_role(move.role, move, lang) if arrives and move.role != move.from_role else None
    was = sound_role(move.from_role or (None if arrives else move.role), move, lang)
    if went:
        known["r"] = _bare_of(went, joined, lang)
    if was:
        known["q"] = _bare_of(was, left, lang)
    return {slot: text for slot, text in known.items() if text}


def _bare_of(role: str, org: str, lang: str) -> str:
    """The role without the organisation that the sentence names anyway."""
    if not org or folded(org) not in folded(role):
        return role
    at = folded(role).find(folded(org))
    bare = TAIL[lang].sub("", (role[:at] + " " + role[at + len(org) :]).replace("  ", " ").strip(" ,'’"))
    return bare or role


def sound_role(role: str | None, move: Move, lang: str) -> str | None:
    """The role where its words can stand in a sentence of this language, without what hangs on it; else None."""
    if not role or len(role) > 60:
        return None
    if move.lang and move.lang != lang:
        bare = sound_role(role, move, move.lang)
        told = title_in(bare, move.lang, lang) if bare else None
        return told or (role if move.lang != "zh" and lang != "zh" and INTERNATIONAL.fullmatch(role) else None)
    if has_han(role) and lang != "zh":
        return None
    role = TAIL[lang].sub("", role.strip(" ,，、'\"“”"))
    if lang == "zh":
        role = re.sub(
            r"^(?:[去任为兼其了]|[两二三四五\d]+[名位]|(?:本|该|贵)?(?:公司|行|集团)的?)+(?=[\u4e00-\u9fff]{2})",
            "",
            role,
        )
    if POSSESSIVE.search(role) or role.lower() in NO_ROLE:
        return None
    return role or None


def _shown(key: str | None, name: str | None, lang: str, catalog: Catalog, source: str) -> str:
    """The article's own spelling where it is in the reader's language, else the catalog's for that language."""
    if not name:
        return ""
    return name if source and name in source else catalog.display(key, lang, name)


def _the(org: str, lang: str) -> str:
    """An organisation's name as it stands in a sentence: English says "the United Nations"."""
    return f"the {org}" if lang == "en" and WITH_ARTICLE.search(org) else org


def follows(move: Move, lang: str, catalog: Catalog, source: str = "") -> str | None:
    """Who takes over from whom, where the move says so."""
    if not move.person or not move.replaces:
        return None
    org = _shown(move.to_key, move.to_org, lang, catalog, source)
    where = AT[lang].format(org=_the(org, lang)) if org else ("的职位" if lang == "zh" else "")
    who = _shown(move.person_key, move.person, lang, catalog, source)
    whom = _shown(person_key(move.replaces, catalog), move.replaces, lang, catalog, source)
    return _written(FOLLOWS[lang].format(who=who, whom=whom, org=where, take="takes"), lang)


def _written(text: str, lang: str) -> str:
    """The sentence as the language writes it: a capital first ("xAI" keeps its own), Han and Latin words apart."""
    if lang == "zh":
        text = re.sub(
            r"(?<=[\u4e00-\u9fff])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u4e00-\u9fff])|(?<=[A-Za-z]\.)(?=[\u4e00-\u9fff])",
            " ",
            text,
        )
        return text.replace("  ", " ")
    text = text.replace("..", ".")
    return text if text[1:2].isupper() else text[0].upper() + text[1:]


def role_in(move: Move, lang: str) -> str | None:
    """The role gone to, where its words can stand in a sentence of this language."""
    return sound_role(move.role, move, lang) if move.person else None


def _when(move: Move, lang: str, source: str) -> str:
    """The date as part of a sentence; empty where the article, in the reader's own words, does not say its numbers."""
    if not move.date:
        return ""
    spoken = spoken_date(move.date, lang)
    if source and not all(n in source for n in re.findall(r"\d+", spoken)):
        return ""
    form = WHEN_DAY[lang] if move.date.count("-") == 2 else WHEN[lang]
    return form.format(date=spoken)


def spoken_date(date: str, lang: str) -> str:
    """An ISO date of any precision as the language writes it: February 2025, 3 Februari 2025, 2025年2月."""
    parts = [int(p) for p in date.split("-")]
    if lang == "zh":
        return "".join(f"{p}{mark}" for p, mark in zip(parts, "年月日", strict=False))
    if len(parts) == 1:
        return str(parts[0])
    month = f"{MONTHS[lang][parts[1] - 1]} {parts[0]}"
    return month if len(parts) == 2 else f"{parts[2]} {month}"
