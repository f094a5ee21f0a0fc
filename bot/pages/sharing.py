"""The message with which a story is passed on: its moves, its headline, and links that begin a watch on whom it names.

It is drawn from the story alone: nothing in it depends on who shares it or on what they watch.
"""

from collections.abc import Sequence
from urllib.parse import urlencode

from bot.chat.links import ROOT, link
from bot.locales.texts import Texts
from bot.pages.behind import back
from bot.pages.cards import LONGEST_NAME, LONGEST_TITLE, leading, moves, shortened
from bot.pages.rich import Button, Rich, Writer
from feeds.model import Story
from feeds.reading.naming.catalog import Catalog

NAMES = 4  # that a shared story offers to follow
Named = tuple[str, str]  # a name as it is shown, and the address that begins a watch on it


def share_page(story: Story, catalog: Catalog, bot_name: str, inline: bool, t: Texts) -> Rich:
    """The message, ready to be forwarded as it stands, with buttons to send it and to go back.

    Without inline mode (``inline``), Telegram's own page for sharing an address takes the place of the query.
    """
    address = first_link(story, catalog, bot_name, t.lang)
    send = Button(t("Send to a chat"), inline=f"#{story.id}")
    if not inline:
        text = shortened(leading(story, t.lang).title, LONGEST_NAME)
        send = Button(t("Send to a chat"), url=f"{ROOT}/share/url?{urlencode({'url': address, 'text': text})}")
    return shared(story, catalog, bot_name, t, [[send, Button(t("Copy the link"), copied=address)], back(story, t)])


def shared(story: Story, catalog: Catalog, bot_name: str, t: Texts, buttons: Sequence[Sequence[Button]] = ()) -> Rich:
    """The message itself."""
    lead = leading(story, t.lang)
    out = Writer()
    moves(out, story, catalog, t)
    out.line()
    out.add(shortened(lead.title or lead.text, LONGEST_TITLE) or "…", url=lead.url)
    out.line(f" — {shortened(lead.outlet, LONGEST_NAME)}" if lead.outlet else "")
    names = followed(story, catalog, bot_name, t.lang)
    if names:
        out.line()
        out.add(t("Follow here:") + ("" if t.lang == "zh" else " "))
        for number, (name, address) in enumerate(names):
            out.add(" · " if number else "").add(name, url=address)
    return out.done(buttons, preview=lead.url)


def first_link(story: Story, catalog: Catalog, bot_name: str, lang: str) -> str:
    """The link that a story's sharing is about: the first watch it offers, else the story itself."""
    names = followed(story, catalog, bot_name, lang)
    return names[0][1] if names else link(bot_name, "story", story.id) or f"{ROOT}/{bot_name}"


def followed(story: Story, catalog: Catalog, bot_name: str, lang: str) -> list[Named]:
    """Whom a story lets its readers follow: the firms on the sides of its moves, the houses of its labs, its people."""
    told = [m for m in story.moves if not m.past] or list(story.moves)
    sides = [side for m in told for side in ((m.from_key, m.from_org), (m.to_key, m.to_org))]
    houses = [(owner, None) for key, _ in sides if key for owner in catalog.owners(key)]
    people = [(m.person_key, m.person) for m in told]
    found: dict[str, Named] = {}
    for key, name in (*sides, *houses, *people):
        if key and key not in found:
            shown = shortened(catalog.display(key, lang, name or ""), LONGEST_NAME)
            known = catalog.entity(key) is not None
            plain = shortened(name or "", LONGEST_NAME)
            address = link(bot_name, "watch", key) if known else link(bot_name, "name", plain) if plain else None
            if address and shown:
                found[key] = (shown, address)
    return list(found.values())[:NAMES]
