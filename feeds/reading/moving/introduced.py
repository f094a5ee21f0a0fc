"""Whether an article introduces a person as one of the people of the organisation that it is about."""

import re
from collections.abc import Sequence

from feeds.reading.moving.places import ROLE
from feeds.reading.moving.slots import Masked
from feeds.reading.naming.name import Name

# A person introduced by a post alone, or by one "of the company", holds it where the article's news is.
POST_BEFORE = {
    "en": re.compile(
        rf"(?:\b(?:the company['’]s|its|the firm['’]s|the group['’]s|current|company) (?:[\w-]+ ){{0,3}}?)(?:{ROLE['en'].pattern}|veteran|insider|lifer),? $",
        re.I,
    ),
    "id": re.compile(
        rf"(?:^|[,.] |\b(?:yang|sebelumnya|saat ini) )(?![Mm]antan|[Ee]ks|[Mm]enteri|[Gg]ubernur|Bupati|Wali Kota)(?:{ROLE['id'].pattern})(?: perusahaan| perseroan)?,? $"
    ),
    "zh": re.compile(rf"(?:^|[，。；、]|公司|集团|原|现任|时任|本行|该行)(?:{ROLE['zh'].pattern})$"),
}
POST_AFTER = {
    "en": re.compile(
        r"^,? (?:who (?:had been|has been|was|is|has served as|had served as|served as|joined)|(?:currently|previously|formerly)|had been|has been) (?:the company['’]s|the firm['’]s|its|the group['’]s|in charge of|responsible for)"
        r"|^, (?:the company['’]s|the firm['’]s|the group['’]s|the bank['’]s|its) (?:[\w-]+ ){0,4}?(?:chief|boss|head|president|director|executive|chairman|CEO|CFO|COO|CTO|founder|manager|officer)\b"
        r"|^,? (?:a|an) (?:[\w-]+ )?(?:veteran|insider|(?:long-?time|[\w-]+-year) (?:employee|executive|company))",
        re.I,
    ),
    "id": re.compile(
        r"^,? (?:yang )?(?:sebelumnya |saat ini |semula )?(?:menjabat|merupakan|adalah) (?:sebagai )?[^⟦.;]{0,60}(?:perusahaan|perseroan)\b"
    ),
    "zh": re.compile(
        r"^(?:先生|女士)?[^。⟦]{0,12}(?:此前|之前|曾|原|现|历任)[^。⟦]{0,8}(?:任|为|是)(?:本?公司|集团|我行|本行|该行|我司)"
    ),
}


# A short life that goes through posts "of the company": 沈若溪，本科学历，…历任本行科长.
LIFE = re.compile(r"出生|年生|学历|毕业|简历|籍贯|职称")
OWN_POST = re.compile(
    r"(?:现任|历任|曾任|起任|后任|[，、；。月年]任|就职于|任职于|在)(?:本?公司|本?集团|我行|本行|该行|该公司|我司)"
)


def _lives_here(masked: Masked, start: int) -> bool:
    life = masked.text[start : start + 400]
    return LIFE.search(life[:60]) is not None and OWN_POST.search(life) is not None


def holds_post(person: Name, sentences: Sequence[Masked], lang: str) -> bool:
    """Whether the article introduces a person by a post alone, or by one "of the company"."""
    for masked in sentences:
        for token in masked.tokens:
            if token.name.key == person.key and (
                POST_BEFORE[lang].search(masked.text[: token.start])
                or POST_AFTER[lang].match(masked.text[token.end : token.end + 90])
                or (lang == "zh" and _lives_here(masked, token.end))
            ):
                return True
    return False
