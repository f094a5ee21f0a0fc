"""What stands behind a cue, and by which words: people, the firms left and joined, the post."""

import re
from collections.abc import Sequence

from feeds.model import MoveKind
from feeds.reading.moving.affiliation import plain_role
from feeds.reading.moving.places import BOUNDARY, FROM_BEFORE, REACH_RIGHT, ROLE, TO_BEFORE, Place
from feeds.reading.moving.slots import Token, clause_end
from feeds.reading.moving.subjects import joined
from feeds.reading.naming.lexicon import ROLE_ZH
from feeds.reading.naming.name import Name

# A league, a cup, a tournament employs nobody.
CONTEST = re.compile(
    r"\b(?:League|Liga|Cup|Piala|Championship|Kejuaraan|Olimpiade|Games|Grand Prix|Copa|Serie A|Bundesliga)\b"
)

# Where it was said: "lewat akun LinkedIn".
CHANNEL = re.compile(
    r"\b(?:lewat|melalui|via|mengutip|dikutip dari|dilansir(?: dari)?)(?: (?:akun|unggahan|laman|postingan|situs|platform|media sosial))*\s+$",
    re.I,
)


def objects(place: Place, letters: str) -> list[tuple[Token, str]]:
    """The names after a cue within its clause, each with the words before it (up to the name or cue before)."""
    text = place.masked.text
    end = min(clause_end(text, place.end), place.end + REACH_RIGHT, place.limit)
    boundary = BOUNDARY[place.lang].search(text, place.end, end)
    if boundary:
        end = boundary.start()
    if text.rfind("《", 0, place.start) > text.rfind("》", 0, place.start):
        end = min(end, max(text.find("》", place.end), place.end))  # the title of a resolution ends there
    found: list[tuple[Token, str]] = []
    last = place.end
    for token in place.masked.tokens:
        if token.start >= place.end and token.end <= end:
            if place.lang == "id" and (
                CONTEST.search(token.name.text) or CHANNEL.search(text[max(0, token.start - 30) : token.start])
            ):
                continue
            if token.letter in letters:
                found.append((token, text[last : token.start]))
            last = token.end
    return found


# "hired outside lawyers to review Tara Qvist": she is not who is hired.
FOR_A_PURPOSE = re.compile(r"\b(?:a|an|the|another|outside) [^⟦]{3,60} to (?!succeed|replace)[a-z]+ ")


def people_after(place: Place, reach: int = 90) -> list[Name]:
    """The people right after a cue, with those joined to them."""
    found = [(t, pre) for t, pre in objects(place, "PN") if t.start - place.end <= reach]
    if not found:
        return []
    first = found[0][0]
    if place.lang == "en" and FOR_A_PURPOSE.search(found[0][1]):
        return []
    names = [first]
    for token, _ in found[1:]:
        if joined(place.masked.text[names[-1].end : token.start], place.lang):
            names.append(token)
        else:
            break
    return [t.name for t in names]


def sides(place: Place, skip: Sequence[Name] = ()) -> tuple[Name | None, Name | None]:
    """The organisations left and joined that stand after a cue, by the words before each."""
    left: Name | None = None
    joined: Name | None = None
    for token, before in objects(place, "ONW"):
        if token.name in skip or (token.letter == "N" and token.name.kind == "person"):
            continue
        if joined is None and TO_BEFORE[place.lang].search(before):
            joined = token.name
        elif left is None and FROM_BEFORE[place.lang].search(before) and token.letter != "W":
            left = token.name
    return left, joined


def left_post(place: Place) -> Name | None:
    """The organisation of the post given up: "resigned as chief executive of ⟦O⟧", "mundur sebagai direktur utama ⟦O⟧"."""
    if place.kind is not MoveKind.STEPS_DOWN:
        return None
    token, before = next(iter(objects(place, "ON")), (None, ""))
    return token.name if token is not None and re.match(r" (?:as|sebagai) ", before) else None


# What begins here speaks of somebody else, or of another time.
OTHER_CLAUSE = re.compile(r",? (?:and|but) (?:that|who|which|he|she|they)\b|, (?:who|which|whose|where|after)\b|[.;] ")


def role_after(place: Place) -> str | None:
    """The role named after a cue: "as chief scientist of …", "sebagai direktur", 担任首席科学家."""
    text = place.masked.text[place.end : place.end + 140]
    text = BOUNDARY[place.lang].split(text)[0]
    if place.lang == "en":
        text = OTHER_CLAUSE.split(text)[0]
    if place.lang == "zh":
        found = re.match(r"[为了：:“\s]*(?:⟦O\d+⟧)?(?:公司|集团|的)?([^，。；⟦、]{2,26})", text)
        match = ROLE_ZH.search(found.group(1)) if found else None
        if match is None or (found and re.match("委员会|小组|办公室|联合会", found.group(1)[match.end() :])):
            return None
        return plain_role(match.group().lstrip("为了的：“"))
    lead = (
        r"(?:as|to be|to become|sebagai|menjadi|jadi|untuk posisi)"
        if place.frame not in ("named", "namedby", "bare")
        else r"(?:as|sebagai|menjadi|jadi|its|the|a|an|kursi|posisi|jabatan)?"
    )
    found = re.search(
        rf"{lead}\s*(?:the |its |a |an |new |their |⟦O\d+⟧['’]s )*({ROLE[place.lang].pattern})",
        text,
        re.I if place.lang == "en" else 0,
    )
    return re.sub(r" (?:and|or)$", "", " ".join(found.group(1).split())) if found else None


def org_of_role(place: Place, skip: Name | None = None) -> Name | None:
    """The organisation in which the role after a cue lies: "named CEO of ⟦O⟧", "ditunjuk jadi direktur ⟦O⟧", 出任⟦O⟧总裁."""
    for token, before in objects(place, "ONW"):
        if token.name == skip:
            continue
        if token.letter == "W" and not re.search(r"\b(?:of|at|for|di)\s+(?:the )?$", before):
            continue
        if token.letter == "N" and token.name.kind == "person":
            continue
        if FROM_BEFORE[place.lang].search(before) and not re.search(
            r"\b(?:of|at|di|dari)\s+(?:[\w'-]+ ){0,3}$", before
        ):
            continue
        return token.name
    return None
