"""What came beside what should have come: each difference as a line."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from tests.e2e.chosen import Edit, Message
from tests.e2e.dispatches import FIRMS


def differences(
    came: Sequence[Message], should: Sequence[Message], edited: Sequence[Edit], edits: Sequence[Edit]
) -> list[str]:
    """Where what came is not what should, a line each."""
    found: list[str] = []
    for chat in sorted({m.chat for m in (*came, *should)}):
        real, meant = (_by_event([m for m in every if m.chat == chat]) for every in (came, should))
        for event in sorted(real.keys() | meant.keys()):
            found += _compared(chat, event, real[event], meant[event])
    real_edits, meant_edits = Counter({*edited}), Counter({*edits})
    found += [f"{_at(e.moment)} chat {e.chat}: the card of {e.event} is not edited" for e in meant_edits - real_edits]
    found += [f"{_at(e.moment)} chat {e.chat}: the card of {e.event} is edited" for e in real_edits - meant_edits]
    return found


def _by_event(messages: Sequence[Message]) -> defaultdict[int, list[Message]]:
    found: defaultdict[int, list[Message]] = defaultdict(list)
    for message in sorted(messages, key=lambda m: m.moment):
        for event in message.events:
            found[event].append(message)
    return found


def _compared(chat: int, event: int, real: list[Message], meant: list[Message]) -> Iterator[str]:
    name = (
        f"event {event}" if event > 0 else f"the wave of {FIRMS[-1 - event]}" if event else "the line of a quiet week"
    )
    for message in real[len(meant) :] if len(real) > len(meant) else ():
        fault = "comes again" if meant else "was not promised"
        yield f"{_at(message.moment)} chat {chat}: {name} {fault}"
    for message in meant[len(real) :] if len(meant) > len(real) else ():
        yield f"{_at(message.moment)} chat {chat}: {name} is missing"
    for is_, should in zip(real, meant, strict=False):
        where = f"{_at(is_.moment)} chat {chat}: {name}"
        if is_.moment != should.moment:
            yield f"{where} comes too {'early' if is_.moment < should.moment else 'late'}, not {_at(should.moment)}"
            continue
        if is_.events != should.events:
            yield f"{where} comes with {sorted(is_.events - {event})}, not with {sorted(should.events - {event})}"
        if is_.silent != should.silent:
            yield f"{where} comes {'without' if is_.silent else 'with'} a sound"
        if is_.thread != should.thread:
            yield f"{where} comes in topic {is_.thread}, not {should.thread}"


def _at(moment: datetime) -> str:
    return moment.strftime("%d %H:%M:%S")
