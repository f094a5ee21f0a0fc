"""What ``/entities`` shows: a name and what is known of it, a change before and after it is made, the log. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.locales.texts import Texts
from bot.pages.cards import shortened
from bot.pages.rich import Rich, Writer
from feeds.model import CatalogChange
from feeds.reading.naming.catalog import Catalog, Entity
from feeds.reading.naming.changes import Refusal
from feeds.reading.text import has_han
from storage.entities import Effect, Logged, Unknown

LONGEST_SHOWN = 80
SPELLINGS_SHOWN = 40
Label = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Danger:
    """What speaks against a spelling: others have it, it is one character, it is a word; how often it stands."""

    others: tuple[Entity, ...] = ()
    single: bool = False
    word: bool = False
    articles: int = 0

    def __bool__(self) -> bool:
        return bool(self.others) or self.single or self.word


def named(id: str, catalog: Catalog, lang: str = "en") -> str:
    """An entity by its name, one that is gone by its id."""
    return shortened(catalog.display(id, lang) if catalog.entity(id) else id, LONGEST_SHOWN)


def in_short(change: CatalogChange, catalog: Catalog, t: Texts) -> str:
    """A change as it would be typed; catalog: that of the files, where what was given up still has its name."""
    names = [shortened(n, LONGEST_SHOWN) for n in change.names]
    entity, other = named(change.entity, catalog, t.lang), named(change.other, catalog, t.lang)
    match change.action:
        case "entity":
            return t("new: {names}", names=t.many(names))
        case "alias":
            return f"{entity} + {t.many(names)}"
        case "merge":
            return f"{entity} = {other}"
        case "split":
            out = f"{entity} - {t.many(names)}"
            return out if change.kind or not change.other else f"{out} = {other}"
        case "owner":
            return f"{entity} < {other if change.other else '-'}"


def in_words(change: CatalogChange, catalog: Catalog, t: Texts) -> str:
    """What a change will do, as a sentence."""
    name = shortened(", ".join(change.names), LONGEST_SHOWN)
    entity, other = named(change.entity, catalog, t.lang), named(change.other, catalog, t.lang)
    match change.action:
        case "entity" if change.kind == "person":
            return t("“{name}” becomes known, as a person.", name=name)
        case "entity":
            return t("“{name}” becomes known, as an organisation.", name=name)
        case "alias":
            return t("“{name}” becomes a spelling of {entity}.", name=name, entity=entity)
        case "merge":
            return t("{entity} and {other} become one, which is called {other}.", entity=entity, other=other)
        case "split" if change.kind:
            return t("“{name}” is taken out of {entity} and becomes known by itself.", name=name, entity=entity)
        case "split" if change.other:
            return t("“{name}” is taken out of {entity} and becomes a spelling of {other}.",
                     name=name, entity=entity, other=other)  # fmt: skip
        case "split":
            return t("“{name}” is taken out of {entity}.", name=name, entity=entity)
        case "owner" if change.other:
            return t("{entity} will belong to {other}.", entity=entity, other=other)
        case "owner":
            return t("{entity} will belong to nobody.", entity=entity)


def touched(effect: Effect, t: Texts) -> str:
    """How much a change touches: "3 watches, 12 moves, and 4 stories"."""
    told = [
        t.n("{n} watch", "{n} watches", effect.watches) if effect.watches else "",
        t.n("{n} move", "{n} moves", effect.moves) if effect.moves else "",
        t.n("{n} story", "{n} stories", effect.stories) if effect.stories else "",
    ]
    return t.many([one for one in told if one])


def effect_line(effect: Effect, t: Texts) -> str:
    """The same as a sentence."""
    what = touched(effect, t)
    return t("It touches {what}.", what=what) if what else t("It touches nothing that is stored.")


def preview(out: Writer, change: CatalogChange, effect: Effect, danger: Danger, catalog: Catalog, t: Texts) -> None:
    """A change before it is made."""
    out.line(in_words(change, catalog, t), "bold").line(effect_line(effect, t))
    if change.exact:
        out.line(t("It counts only in this very case."))
    if danger.articles:
        out.line(t.n("{n} article of the last 30 days has it.", "{n} articles of the last 30 days have it.",
                     danger.articles))  # fmt: skip
    if danger.others:
        others = t.many([named(e.id, catalog, t.lang) for e in danger.others[:5]])
        out.line("⚠ " + t("It is also a name of {names}: an article that says it could mean either.", names=others))
    if danger.single:
        out.line("⚠ " + t("One character alone stands in many words."))
    if danger.word:
        out.line("⚠ " + t("It is also a word of the language."))


def refusal(reason: Refusal, t: Texts) -> str:
    """Why a change cannot be made."""
    reasons: Mapping[Refusal, str] = {
        "unknown": t("The catalog no longer has that entity."),
        "taken": t("The catalog has an entity of that id already."),
        "known": t("It is so already."),
        "lacks": t("It has no such spelling. Pinyin and the other order follow from the Chinese name."),
        "chief": t("It is called by that name, so the name cannot be taken out."),
        "kinds": t("That is possible between organisations, or between people, and a person owns nothing."),
        "circle": t("Then each would belong to the other."),
    }
    return reasons[reason]


def entity_page(out: Writer, entity: Entity, effect: Effect, origin: str, catalog: Catalog, t: Texts) -> None:
    """What the catalog knows of an entity, and what the store has of it."""
    kind = t("person") if entity.kind == "person" else t("organisation")
    country = t.country(entity.country) if entity.country else ""
    out.line(catalog.display(entity.id, t.lang), "bold")
    out.line(" · ".join(one for one in (entity.id, kind, country, origin) if one))
    if entity.zh and entity.zh != entity.name:
        both = {"latin": shortened(entity.name, LONGEST_SHOWN), "han": shortened(entity.zh, LONGEST_SHOWN)}
        out.line(t("{latin} in Indonesian and English, {han} in Chinese", **both))
    shown = [_marked(s, entity) for s in entity.given[:SPELLINGS_SHOWN]]
    more = len(entity.given) - len(shown)
    names = ("、" if t.lang == "zh" else ", ").join(shown)
    out.line(t("Spellings: {names}", names=names) + (f" +{more}" if more > 0 else ""))
    if any(s in entity.ambiguous for s in entity.given):
        out.line(t("* counts only beside words of firms, or of its own"), "italic")
    if entity.owner:
        out.line(t("Belongs to {entity}", entity=named(entity.owner, catalog, t.lang)))
    units = catalog.units(entity.id)
    if units:
        out.line(t("Labs and units: {names}", names=t.many([named(u, catalog, t.lang) for u in units[:12]])))
    figures = (
        t.n("{n} chat watches it", "{n} chats watch it", effect.watches),
        t.n("{n} move", "{n} moves", effect.moves),
        t.n("{n} story", "{n} stories", effect.stories),
    )
    out.line(" · ".join(figures))


def _marked(spelling: str, entity: Entity) -> str:
    return shortened(spelling, LONGEST_SHOWN) + ("*" if spelling in entity.ambiguous else "")


def forms(out: Writer, name: str, t: Texts) -> None:
    """How changes are written, with a name put in."""
    name = shortened(name, 40)
    out.line()
    out.line(f"/entities {name} + …  " + t("a further spelling"))
    out.line(f"/entities {name} - …  " + t("a spelling taken out"))
    out.line(f"/entities {name} = …  " + t("one and the same"))
    out.line(f"/entities {name} < …  " + t("what it belongs to"))


def log_line(out: Writer, one: Logged, catalog: Catalog, zone: str, t: Texts) -> None:
    """A change of the log."""
    facts = [touched(one.effect, t), t.moment(one.at, zone)]
    if one.undone_at is not None:
        facts.append(t("undone {time}", time=t.moment(one.undone_at, zone)))
    out.add(f"{one.change.number}. ").line(in_short(one.change, catalog, t), "bold")
    out.line("    " + " · ".join(f for f in facts if f))


def unknown_line(out: Writer, one: Unknown, t: Texts) -> None:
    """A name that the catalog does not know."""
    facts = (
        t.n("{n} story", "{n} stories", one.stories) if one.stories else "",
        t.n("{n} chat watches it", "{n} chats watch it", one.chats) if one.chats else "",
    )
    out.line(f"• {shortened(one.name, LONGEST_SHOWN)}" + t.bracketed(" · ".join(f for f in facts if f)))


def sorted_for_buttons(names: Sequence[str]) -> list[str]:
    """Latin names, then Chinese ones."""
    return sorted(names, key=lambda n: (has_han(n), n.casefold()))


def line(text: str) -> Rich:
    """A message of one line."""
    return Writer().line(text).done()
