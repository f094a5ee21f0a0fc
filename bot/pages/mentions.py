"""The message of an article that is no talent news, to a chat that watches everything about a name in it.

1. the headline, linked;
2. the article's first sentences, as a quotation in its own language;
3. the dateline: place, outlet, moment in the subscriber's zone;
4. which watch, and its scope; a button sets it back to talent news.
"""

from collections.abc import Sequence

from bot.locales.texts import Texts, epoch
from bot.pages.cards import LONGEST_NAME, LONGEST_TITLE, shortened
from bot.pages.rich import Button, Rich, Writer
from feeds.model import Article
from feeds.reading.naming import gazetteer
from feeds.reading.text import folded, has_han, sentences
from storage.watches import Watch

QUOTED = 220  # characters of the first sentences, two lines of a phone; Han characters are twice as wide


def scope_label(scope: str, t: Texts) -> str:
    """What a watch takes, in words."""
    labels = {
        "departures": t("departures"),
        "arrivals": t("arrivals"),
        "appointments": t("appointments"),
        "layoffs": t("lay-offs"),
        "senior": t("senior people only"),
        "everything": t("everything"),
    }
    return labels.get(scope, t("all talent news"))


def mention(article: Article, about: Sequence[Watch], zone: str, t: Texts, *, preview: bool = True) -> Rich:
    """The message of one article; ``about`` are the chat's watches whose names it has in title or lead."""
    out = Writer()
    out.line(shortened(article.title or article.text, LONGEST_TITLE) or "…", url=article.url)
    if quoted := opening(article):
        out.line().line(f"“{quoted}”", "italic")
    out.line()
    place = gazetteer.dateline(article.text)
    parts = [gazetteer.named(place, t.lang) if place else "", article.outlet]
    out.add("".join(f"{shortened(p, LONGEST_NAME)} · " for p in parts if p))
    if article.published is not None:
        out.add(
            t.moment(article.published, zone), "date_time", unix_time=epoch(article.published), date_time_format="dT"
        )
    out.line()
    for one in about:
        name, scope = shortened(one.name, LONGEST_NAME), scope_label(one.scope, t)
        out.line(t("You watch {names}", names=name) + f" · {scope}", "italic")
    return out.done([[_change(one, t)] for one in about], preview=article.url if preview else None)


def opening(article: Article) -> str:
    """The first sentences of an article as far as two lines go; empty where it has no more than its title."""
    limit = QUOTED // 2 if has_han(article.text[:QUOTED]) else QUOTED
    told = ""
    for sentence in sentences(article.text[: QUOTED * 4]):
        if folded(sentence.text).strip(" .。") == folded(article.title).strip(" .。"):
            continue
        if told and len(told) + len(sentence.text) > limit:
            break
        told += sentence.text if has_han(sentence.text) or not told else f" {sentence.text}"
    return shortened(told, limit).strip('“”"')


def _change(one: Watch, t: Texts) -> Button:
    name = shortened(one.name, 30)
    if one.scope == "everything":
        return Button(t("Only talent news about {name}", name=name), f"sm:all:{one.id}")
    return Button(t("Everything about {name} again", name=name), f"sm:everything:{one.id}")
