"""The pages on which an administrator puts a move right: which move, what of it, the value, what will change. Pure."""

from collections.abc import Sequence

from bot.locales.texts import Texts
from bot.pages.cards import LONGEST_NAME, LONGEST_TITLE, labels, shortened
from bot.pages.rich import Button, Rich, Writer
from feeds.model import Move, MoveKind, MoveStatus, Story
from feeds.reading.naming.catalog import Catalog
from feeds.reading.prose.headings import KINDS, STATUSES, headline

LISTED = 12  # moves to choose from
LABEL = 60  # code points of a button
CANDIDATES = 6


def slot_label(slot: str, t: Texts) -> str:
    """What a slot is called."""
    return {
        "person": t("Person"), "from": t("From"), "to": t("To"), "role": t("Role"), "kind": t("Kind"),
        "status": t("Status"),
    }[slot]  # fmt: skip


def shown_value(move: Move, slot: str, catalog: Catalog, t: Texts) -> str:
    """What stands in a slot."""
    if slot == "kind":
        return KINDS[t.lang][move.kind.value]
    if slot == "status":
        return STATUSES[t.lang][move.status.value]
    words = {"person": move.person, "from": move.from_org, "to": move.to_org, "role": move.role}[slot]
    key = {"person": move.person_key, "from": move.from_key, "to": move.to_key, "role": None}[slot]
    return shortened(catalog.display(key, t.lang, words or "") if words else "", LONGEST_NAME) or "–"


def choose_move(story: Story, back: Sequence[Button], catalog: Catalog, t: Texts) -> Rich:
    """The moves of a story, a button each."""
    out = Writer().line(t("Which move is wrong?"), "bold")
    rows = []
    for number, move in enumerate(story.moves[:LISTED]):
        line = shortened(headline(move, t.lang, catalog), LONGEST_TITLE)
        out.add(f"{number + 1}. {line}").line(f" · {labels(move, story.status, t)}")
        rows.append([Button(shortened(f"{number + 1}. {line}", LABEL), f"rm:{story.id}:{number}")])
    return out.done([*rows, back])


def choose_slot(story: Story, position: int, back: Sequence[Button], catalog: Catalog, t: Texts) -> Rich:
    """What of a move is wrong; the whole move can be taken out where it is not the only one."""
    move = story.moves[position]
    out = Writer().line(t("What is wrong with this move?"), "bold")
    out.line(shortened(headline(move, t.lang, catalog), LONGEST_TITLE))
    out.line(f"“{shortened(move.evidence, 300)}”", "italic").line()
    buttons = []
    for slot in ("person", "from", "to", "role", "kind", "status"):
        out.line(f"{slot_label(slot, t)}{'：' if t.lang == 'zh' else ': '}{shown_value(move, slot, catalog, t)}")
        buttons.append(Button(slot_label(slot, t), f"rt:{story.id}:{position}:{slot}"))
    rows = [buttons[:3], buttons[3:]]
    if len(story.moves) > 1:
        rows.append([Button(t("It is no move: take it out"), f"rw:{story.id}:{position}:gone")])
    else:
        out.line().line(t("It is the story's only move. If there is none, retract the story."), "italic")
    return out.done([*rows, list(back)])


def choose_value(story: Story, position: int, slot: str, t: Texts) -> Rich:
    """The kinds or states to choose from; of anything else, the request to type it."""
    cancel = [Button(t("Cancel"), f"rm:{story.id}:{position}")]
    here = f"rw:{story.id}:{position}:{slot}"
    if slot in ("kind", "status"):
        words = KINDS[t.lang] if slot == "kind" else STATUSES[t.lang]
        values = [k.value for k in (MoveKind if slot == "kind" else MoveStatus)]
        buttons = [Button(words[value], f"{here}:{value}") for value in values]
        rows = [buttons[i : i + 3] for i in range(0, len(buttons), 3)]
        return Writer().line(slot_label(slot, t), "bold").done([*rows, cancel])
    out = Writer().line(t("Write what is right: {slot}", slot=slot_label(slot, t)), "bold")
    return out.done([[Button(t("Nothing is known of it"), f"{here}:")], cancel])


def choose_meant(typed: str, candidates: Sequence[Button], cancel: Button, t: Texts) -> Rich:
    """Who is meant by what was typed."""
    out = Writer().line(t("Who is meant by “{name}”?", name=shortened(typed, LONGEST_NAME)), "bold")
    return out.done([*([one] for one in candidates), [cancel]])


def confirm_fix(
    before: Move, after: Move | None, spread: str, yes: Button, cancel: Button, catalog: Catalog, t: Texts
) -> Rich:
    """The move as it is told and as it will be."""
    out = Writer().line(t("Put this right?"), "bold")
    _move(out, before, catalog, t, "strikethrough")
    if after is None:
        out.line(t("It is taken out of the story and of the ledger."))
    else:
        _move(out, after, catalog, t, "bold")
    out.line().line(spread)
    out.line(t("Every copy is edited and says what is corrected; further sources do not undo it."), "italic")
    return out.done([[yes], [cancel]])


def _move(out: Writer, move: Move, catalog: Catalog, t: Texts, kind: str) -> None:
    role = f" · {shortened(move.role, LONGEST_NAME)}" if move.role else ""
    out.add(shortened(headline(move, t.lang, catalog), LONGEST_TITLE), kind)
    out.line(f" · {KINDS[t.lang][move.kind.value]} · {STATUSES[t.lang][move.status.value]}{role}")


def fixed_page(story: Story, spread: str, catalog: Catalog, t: Texts) -> Rich:
    """A story that was put right: what it tells now, and the ways on."""
    out = Writer().line(t("Put right; the copies are being edited."), "bold")
    for move in story.moves[:LISTED]:
        out.line(shortened(headline(move, t.lang, catalog), LONGEST_TITLE))
    out.line().line(spread)
    return out.done([[Button(t("Put something else right"), f"rf:{story.id}"), Button(t("Review"), "rv:0")]])
