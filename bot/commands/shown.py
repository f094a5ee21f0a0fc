"""Stories in few lines, as previews and lists show them."""

from collections.abc import Sequence

from bot.locales.texts import Texts
from bot.pages.cards import LONGEST_NAME, LONGEST_TITLE, labels, leading, shortened
from bot.pages.rich import Button, Writer
from feeds.model import Move, Story
from feeds.reading.naming.catalog import Catalog
from feeds.reading.prose.headings import headline
from storage import archive
from storage.database import Connection


def story_lines(out: Writer, number: int, story: Story, zone: str, catalog: Catalog, t: Texts) -> None:
    """Two lines of a story: its first move, its linked headline with outlet and day."""
    told = [m for m in story.moves if not m.past] or list(story.moves)
    out.add(f"{number}. ")
    if told:
        out.add(headline(told[0], t.lang, catalog), "bold")
        out.add(f" · {labels(told[0], story.status, t)}")
        if len(told) > 1:
            out.add(" · " + t.n("+{n} more", "+{n} more", len(told) - 1))
        out.line()
        out.add("    ")
    lead = leading(story, t.lang)
    out.add(shortened(lead.title or lead.text, LONGEST_TITLE), url=lead.url)
    details = [d for d in (shortened(lead.outlet, LONGEST_NAME), t.moment(lead.published or story.first_at, zone)) if d]
    out.line(t.bracketed(" · ".join(details)))


def page_number(value: str) -> int:
    """The page that a button asks for, from 0; 0 for anything else. Buttons of other versions press as well."""
    return int(value) if value.isdecimal() and len(value) < 6 else 0


def open_buttons(listed: Sequence[Story]) -> list[Button]:
    """A numbered button a story, which opens its card."""
    return [Button(str(n), f"o:{story.id}") for n, story in enumerate(listed, 1)]


async def links(c: Connection, told: Sequence[Move]) -> dict[str, str]:
    """The addresses of the articles that moves were read from, by the article's number."""
    return await archive.addresses(c, {m.article_id for m in told})


def to_settings(t: Texts) -> list[Button]:
    """The row that leads to all settings."""
    return [Button(t("« Settings"), "se:home")]
