"""The questions that a story can answer, in the reader's language. None is offered without a supported answer."""

from collections.abc import Sequence

from feeds.model import Article, Move, OfferedQuestion
from feeds.reading.answering.answer import answer_from, candidates
from feeds.reading.naming.catalog import Catalog
from feeds.reading.prose.telling import left_name, subject

MOST = 5
TEMPLATES = {
    "en": {
        "who": "Who is {p} and what did {p} do at {f}?", "to": "Where did {p} go?", "from": "Where does {p} come from?",
        "after": "Who replaces {p} at {f}?", "why": "Why did {p} leave {f}?", "when": "When did {p} leave {f}?",
    },
    "id": {
        "who": "Siapa {p} dan apa perannya di {f}?", "to": "Ke mana {p} pindah?", "from": "Dari mana {p} datang?",
        "after": "Siapa yang menggantikan {p} di {f}?", "why": "Mengapa {p} meninggalkan {f}?", "when": "Kapan {p} meninggalkan {f}?",
    },
    "zh": {
        "who": "{p}是谁，在{f}负责什么？", "to": "{p}去了哪里？", "from": "{p}来自哪里？",
        "after": "谁接替{p}在{f}的职位？", "why": "{p}为什么离开{f}？", "when": "{p}什么时候离开{f}？",
    },
}  # fmt: skip


def offered(
    articles: Sequence[Article], moves: Sequence[Move], lang: str, catalog: Catalog
) -> tuple[OfferedQuestion, ...]:
    """Up to five questions about the first moves, each with its answer from these articles.

    The articles in the reader's language are asked first, and all of them where those do not say.
    """
    found: list[OfferedQuestion] = []
    own_language = [a for a in articles if a.lang == lang]
    asked = [candidates(some, catalog) for some in (own_language, articles) if some]
    for move in [m for m in moves if m.person and not m.past][:2]:
        who = subject(move, lang, catalog)
        left = left_name(move, lang, catalog)
        for kind in ("who", "to", "after", "why", "when", "from"):
            if len(found) == MOST or not _applies(kind, move, left):
                continue
            text = TEMPLATES[lang][kind].format(p=who, f=left)
            # Asked under the article's own words too, since a name shown to the reader may stand in no article.
            own = TEMPLATES[lang][kind].format(p=move.person, f=move.from_org or left)
            wordings = (text,) if lang == "zh" or own == text else (text, own)
            tries = (answer_from(among, words, catalog, moves) for among in asked for words in wordings)
            given = next((one for one in tries if one.answered), None)
            if given is not None and (given.evidence, given.text) not in {
                (o.answer.evidence, o.answer.text) for o in found
            }:
                found.append(OfferedQuestion(text, given))
    return tuple(found)


def _applies(kind: str, move: Move, left: str) -> bool:
    if kind == "to":
        return move.to_org is not None
    if kind == "from":
        return move.from_org is not None and move.to_org is not None
    return bool(left)
