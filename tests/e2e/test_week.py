"""A week of sixty papers: subscribers got what is right, once, and administrators one note a change.

The world is ``week.py``, the rules for notes are written once more in ``week_notes.py``, those for subscribers in
``promised.py``. A day of it is played in every run of the tests, the week in `make soak`.
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.e2e.differing import differences
from tests.e2e.week import Week, week
from tests.e2e.week_notes import faults
from tests.e2e.week_script import SHORT, WEEK
from tests.e2e.week_transcript import shown

SOON = timedelta(hours=4.5)  # two of the longest intervals (some stops of the clock show nothing new) and a restart
HALF_AN_HOUR = timedelta(minutes=30)


def wrong(played: Week) -> list[str]:
    """Whatever subscribers got that they should not have got, or got late, twice or not at all."""
    should, edits = played.promised()
    # A world in which little happens shows little.
    assert len(should) > len(played.town.subscribers) and edits
    # Of what is read at one moment, a card that has gone may be edited to tell it, or tell it already.
    sent = {(m.moment, m.chat, event) for m in played.came for event in m.events}
    edited = [e for e in played.edited if e in edits or (e.moment, e.chat, e.event) not in sent]
    return [*differences(played.came, should, edited, edits), *played.loose, *late(played)]


def late(played: Week) -> list[str]:
    """What papers without troubles published and the bot read late or never."""
    begin, end = (played.at(hours) for hours in played.script.network)
    found = []
    for paper in played.papers:
        for piece in paper.written if not paper.troubles and paper is not played.paused else ():
            read = paper.given.get(piece.id)
            until = piece.published + SOON + (end - begin if begin - SOON < piece.published < end else timedelta())
            if until < played.town.end and (read is None or read > until):
                found.append(f"{paper.title}: {piece.title!r} of {piece.published:%d %H:%M} is read {read}")
    return found


async def test_a_day_of_troubled_papers_brings_one_note_a_change_and_no_wrong_alert(tmp_path: Path) -> None:
    async with week(tmp_path, SHORT, outlets=18, chats=6, happenings=16, restarts=2, pace=HALF_AN_HOUR) as one:
        await one.play()
        assert wrong(one) == []
        assert faults(one) == []
        assert one.restarted
        _the_checker_sees_what_is_missing_twice_or_of_a_slip(one)


def _the_checker_sees_what_is_missing_twice_or_of_a_slip(one: Week) -> None:
    desk, slipped = list(one.desk), next(p for p in one.papers if p.troubles and p.troubles[0].kind == "garbled")
    notes = [line for line in desk if line.kind == "note"]
    for note in notes:
        one.desk = [line for line in desk if line is not note]
        assert any("told 0 times" in fault for fault in faults(one)), note.text
        one.desk = [*desk, note]
        assert any("told 2 times" in fault for fault in faults(one)), note.text
    one.desk = [*desk, replace(notes[0], text=f"{slipped.title} fails: it is damaged.\nSince 10:00. Next try: 11:00.")]
    assert any("nothing of the kind happened" in fault for fault in faults(one))
    one.desk = desk


@pytest.mark.slow
async def test_a_week_of_sixty_papers_of_which_a_dozen_have_troubles(tmp_path: Path) -> None:
    async with week(tmp_path, WEEK, restarts=4) as one:
        await one.play()
        print("\n".join(shown(one)))
        assert wrong(one) == []
        assert faults(one) == []
