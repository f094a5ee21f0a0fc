"""Who gives up a post and stays in the house: "steps down as chief executive and will remain chairman".

Such a person does not leave the organisation: both sides of the move are the same, and the role is the one kept or taken.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from feeds.model import Move, MoveKind
from feeds.reading.moving.places import PRONOUN, ROLE, Draft
from feeds.reading.moving.slots import Masked
from feeds.reading.naming.name import Name
from feeds.reading.sieve import sieved

STAYS = {
    "en": re.compile(
        r"(?:will |would |is to |to |and |but )?(?:remains?|stays?(?: on)?|staying(?: on)?|continues?|transitions? to|moves? (?:over )?(?:from [^⟦,.;]{2,40} )?to"
        r"|retains? (?:his|her|the|a)|keeps? (?:his|her|the)|assumed? the role of|(?:and|will|to) becomes?)"
        r"(?: (?:(?:on|with|at) )?(?:the|its|his|her) (?:company|firm|bank|group|start-?up|board)['’]?s?)?"
        r"(?: (?:on|serving|to serve|as|in (?:the|a) role (?:of|as)|the|a|an|its|become|being|new|full-time|part-time|company['’]s|firm['’]s)){0,5}\s+$",
        re.I,
    ),
    "id": re.compile(
        r"(?:tetap|masih akan|akan tetap) (?:menjadi|menjabat(?: sebagai)?|menduduki (?:kursi|posisi))\s+$"
    ),
    "zh": re.compile(r"(?:仍|继续|将继续|仍将|留任|转任|改任)(?:担任|任|出任|为)?(?:公司|本公司|集团)?$"),
}
ELSEWHERE = re.compile(r"^(?:(?! and |,)[^⟦.;]){0,40}\b(?:of|at|for|with|di|pada) (?:[\w-]+ ){0,3}?⟦[ONW]")
NEAR = 2  # sentences behind the departure in which "he" is who departs
FAR = 14  # and in which the name says it


def staying(drafts: Sequence[Draft], sentences: Sequence[Masked], lang: str) -> dict[str, str]:
    """By the key of who gives up a post, the role in which they stay where they are."""
    found: dict[str, str] = {}
    for draft in drafts:
        if draft.person is None or draft.kind is not MoveKind.STEPS_DOWN or draft.person.key in found:
            continue
        for masked in sentences[draft.masked.number : draft.masked.number + FAR + 1]:
            begin = draft.at + len(draft.cue) if masked.number == draft.masked.number else 0
            near = masked.number - draft.masked.number <= NEAR
            role = _role_kept(draft.person, masked, begin, lang, near)
            if role is not None:
                found[draft.person.key] = role
                break
    return found


def _role_kept(person: Name, masked: Masked, begin: int, lang: str, near: bool) -> str | None:
    """The role in which a sentence says that a person stays; None where it speaks of another, or of another house."""
    for match in sieved(ROLE[lang]).finditer(masked.text, begin):
        if not STAYS[lang].search(masked.text[max(0, match.start() - 90) : match.start()]):
            continue
        before = [t for t in masked.tokens if t.end <= match.start() and t.letter in "PN"]
        last = before[-1].name.key if before else None
        own = last == person.key or (near and last is None and PRONOUN[lang].search(masked.text[: match.start()]))
        followed = (
            near and last is not None and not own and re.search(r"\bbut (?:he|she)?\s?(?:will|would|is) ", masked.text)
        )
        if (own or followed) and not ELSEWHERE.match(masked.text[match.end() :]):
            return " ".join(match.group().split())
    return None


def stayed(move: Move, kept: Mapping[str, str]) -> Move:
    """The move with both sides the same where its person stays."""
    role = kept.get(move.person_key or "")
    if role is None or move.kind is not MoveKind.STEPS_DOWN or move.from_key is None or move.to_key is not None:
        return move
    return replace(
        move,
        to_org=move.from_org,
        to_id=move.from_id,
        to_key=move.from_key,
        from_role=move.from_role or move.role,
        role=role,
        explain=(*move.explain, f"stays as {role}"),
    )
