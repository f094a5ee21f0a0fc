"""What stands behind an alert's buttons: its questions, sources, figures, voices, and what the sources say comes next.

Each is drawn from the story alone (the figures from the ledger besides), as well sourced as the card, and leads back
to it.
"""

from collections.abc import Mapping, Sequence

from bot.locales.texts import Texts
from bot.pages.analysis import DAYS, Figure
from bot.pages.cards import LONGEST_NAME, LONGEST_TITLE, moves, shortened, source_count, sources
from bot.pages.rich import Button, Rich, Writer
from feeds.model import Article, Move, OfferedQuestion, Quote, Story
from feeds.reading.naming.catalog import Catalog
from feeds.reading.prose.headings import headline, status_label
from feeds.reading.prose.telling import spoken_date
from feeds.reading.stories.origins import credits_of, first_reporter

SOURCES_SHOWN = 15
VOICES_SHOWN = 6
AHEAD_SHOWN = 5
FEWEST_TOLD = 10  # chats; a smaller reach is not told as a figure
LISTED = 12  # moves of a figure; more would not fit into one message
LONGEST_QUOTE = 420
LANGUAGE_NAMES = {"id": "Indonesian", "en": "English", "zh": "Chinese"}


def back(story: Story, t: Texts) -> list[Button]:
    """The row that leads back to the card."""
    return [Button(t("« Back"), f"b:{story.id}")]


def source_list(story: Story, zone: str, t: Texts, copies: Sequence[tuple[Article, str]] = (), reach: int = 0) -> Rich:
    """Every article of the story, numbered, with outlet, language and time; the first reporter named.

    What copies another's text, or has its news from another, says from which. ``copies`` come with the number of the
    article they copy; ``reach`` is the number of chats that were told the story.
    """
    out = Writer()
    if story.retraction is not None:
        out.line(t("This story was retracted."), "bold")
    listed = _with_copies(sources(story), copies)
    out.add(t.n("{n} source", "{n} sources", source_count(story)), "bold")
    more = len(listed) > source_count(story)
    out.line(f" · {t.n('{n} article', '{n} articles', len(listed))}" if more else "")
    first = first_reporter(story.articles)
    if isinstance(first, str):
        out.line(t("First reported by {name}, say the sources.", name=first))
    origin = _origins(story, listed, {a.id: of for a, of in copies}, t)
    for number, article in enumerate(listed[:SOURCES_SHOWN], 1):
        out.add(f"[{number}] ")
        out.add(shortened(article.title or article.text, LONGEST_TITLE), url=article.url)
        out.line()
        at = article.published or story.first_at
        language = t(LANGUAGE_NAMES.get(article.lang or "", "")) or ""
        details = [p for p in (shortened(article.outlet, LONGEST_NAME), language, t.moment(at, zone)) if p]
        if not isinstance(first, str) and article.id == first.id:
            details.append(t("reported it first"))
        elif article.id in origin:
            details.append(origin[article.id])
        out.line("    " + " · ".join(details))
    if len(listed) > SOURCES_SHOWN:
        out.line(t.n("+{n} more", "+{n} more", len(listed) - SOURCES_SHOWN))
    out.line().line(_reached(reach, t), "italic")
    return out.done([back(story, t)])


def _with_copies(articles: Sequence[Article], copies: Sequence[tuple[Article, str]]) -> list[Article]:
    """The articles in their order, each followed by those that copy it; what copies none of them comes last."""
    followers: dict[str, list[Article]] = {}
    for article, of in copies:
        followers.setdefault(of, []).append(article)
    listed: dict[str, Article] = {}
    waiting = list(reversed([*articles, *(a for a, _ in copies)]))
    while waiting:
        at = waiting.pop()
        if at.id not in listed:
            listed[at.id] = at
            waiting += reversed(followers.get(at.id, []))
    return list(listed.values())


def _origins(story: Story, listed: Sequence[Article], copy_of: Mapping[str, str], t: Texts) -> dict[str, str]:
    """For each article that is not its own source, in words, whose it is."""
    numbers = {a.id: n for n, a in enumerate(listed, 1)}
    told = {}
    for article in listed:
        if article.id in copy_of:
            number = numbers.get(copy_of[article.id])
            told[article.id] = t("same text as [{n}]", n=number) if number else t("same text as another")
    for key, credit in credits_of(story.articles).items():
        number = numbers.get(credit.article.id) if credit.article else None
        told.setdefault(key, t("refers to [{n}]", n=number) if number else t("refers to {name}", name=credit.outlet))
    return told


def _reached(count: int, t: Texts) -> str:
    """The reach in words, rounded so that nobody is told of: below ten no figure, above it two digits."""
    if count < FEWEST_TOLD:
        return t("It has reached fewer than {n} subscribers.", n=FEWEST_TOLD)
    step = 10 ** (len(str(count)) - (1 if count < 100 else 2))
    return t("It has reached about {n} subscribers.", n=t.number(count // step * step))


def question_list(story: Story, offered: Sequence[OfferedQuestion], catalog: Catalog, t: Texts) -> Rich:
    """The questions that the story can answer, a button each."""
    out = Writer()
    out.line(t("What would you like to know?"), "bold")
    moves(out, story, catalog, t)
    rows = [[Button(shortened(o.question, 60) or "…", f"a:{story.id}:{i}")] for i, o in enumerate(offered)]
    return out.done([*rows, back(story, t)])


def voices(story: Story) -> list[Quote]:
    """The quotations of a story, each once, as the sources have them, several speakers before one speaker's second."""
    unique: dict[str, Quote] = {}
    for quote in story.quotes:
        unique.setdefault(" ".join(quote.text.casefold().split()), quote)
    nth: dict[str, int] = {}
    ranked = []
    for place, quote in enumerate(unique.values()):
        nth[quote.speaker] = nth.get(quote.speaker, 0) + 1
        ranked.append((nth[quote.speaker], place, quote))
    return [quote for _, _, quote in sorted(ranked, key=lambda r: r[:2])][:VOICES_SHOWN]


def voice_list(story: Story, catalog: Catalog, t: Texts) -> Rich:
    """Who says what of it, with the source of each quotation."""
    out = Writer()
    out.line(t("Voices"), "bold")
    moves(out, story, catalog, t)
    by_id = {a.id: a for a in story.articles}
    for quote in voices(story):
        out.line()
        out.add(shortened(quote.speaker, LONGEST_NAME) + t.colon, "bold")
        out.add(f"“{shortened(quote.text, LONGEST_QUOTE)}”", "italic")
        _source(out, by_id.get(quote.article_id))
    return out.done([back(story, t)])


def ahead_list(story: Story, catalog: Catalog, t: Texts) -> Rich:
    """The sentences of the sources that look ahead, as they stand."""
    out = Writer()
    out.line(t("What's next"), "bold")
    moves(out, story, catalog, t)
    by_id = {a.id: a for a in story.articles}
    for one in list({e.sentence: e for e in story.ahead}.values())[:AHEAD_SHOWN]:
        out.line()
        out.add("• ").add(f"“{shortened(one.sentence, LONGEST_QUOTE)}”", "italic")
        _source(out, by_id.get(one.article_id))
    return out.done([back(story, t)])


def _source(out: Writer, article: Article | None) -> None:
    if article is not None and article.outlet:
        out.add(" — ").add(shortened(article.outlet, LONGEST_NAME), url=article.url)
    out.line()


def analysis_page(story: Story, figures: Sequence[Figure], catalog: Catalog, t: Texts) -> Rich:
    """The figures, each with a button that opens its list."""
    out = Writer()
    out.line(t("Analysis"), "bold")
    moves(out, story, catalog, t)
    out.line()
    rows = []
    for number, figure in enumerate(figures):
        told = figure_line(figure, catalog, t)
        out.line(f"• {told}")
        rows.append([Button(shortened(told, 60), f"n:{story.id}:{number}")])
    out.line()
    out.line(t("Counted from the moves that I have stored; denied ones are left out."), "italic")
    return out.done([*rows, back(story, t)])


def figure_line(figure: Figure, catalog: Catalog, t: Texts) -> str:
    """One figure as a sentence."""
    shown = shortened(catalog.display(figure.key, t.lang, figure.names[0]), LONGEST_NAME)
    if figure.kind == "left":
        return t("{n} people have left {name} in {days} days", n=figure.count, name=shown, days=DAYS)
    if figure.kind == "joined":
        return t("{n} people have come to {name} in {days} days", n=figure.count, name=shown, days=DAYS)
    other = shortened(catalog.display(figure.other, t.lang, figure.names[1]), LONGEST_NAME)
    values = {"n": figure.count, "name": shown, "other": other, "year": figure.year}
    return t("{n} people have gone from {other} to {name} in {year}", **values)


def figure_page(story: Story, figure: Figure, links: Mapping[str, str], catalog: Catalog, t: Texts) -> Rich:
    """The moves that a figure counts, each with status and source."""
    out = Writer()
    out.line(figure_line(figure, catalog, t), "bold")
    for move in figure.moves[:LISTED]:
        move_line(out, move, links, catalog, t)
    if figure.count > LISTED:
        out.line(t.n("+{n} more", "+{n} more", figure.count - LISTED))
    return out.done([[Button(t("« Back"), f"n:{story.id}")]])


def move_line(
    out: Writer, move: Move, links: Mapping[str, str], catalog: Catalog, t: Texts, mark: str = "• ", under: str = ""
) -> None:
    """A line of a move: what, how sure, when (unless its heading tells that day: ``under``), the link to its source."""
    out.add(mark).add(headline(move, t.lang, catalog))
    out.add(f" · {status_label(move.status, t.lang)}")
    if move.date and move.date != under:
        out.add(f" · {spoken_date(move.date, t.lang)}")
    if move.article_id in links:
        out.add(" · ").add(t("source"), url=links[move.article_id])
    out.line()
