"""The message and the file of ``/stats``: what was read, told, asked and watched in a period. Pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta

from bot.locales.texts import Texts
from bot.pages.cards import LONGEST_NAME, shortened
from bot.pages.health import lasting
from bot.pages.rich import Button, Rich, Writer
from feeds.model import LANGUAGES
from feeds.reading.naming.catalog import Catalog
from storage.figures import Delays, Figures, Judgement, Spread

PERIODS = (7, 30)  # days
OWN_NAMES = {"en": "English", "id": "Bahasa Indonesia", "zh": "中文"}


def stats_page(it: Figures, days: int, zone: str, catalog: Catalog, t: Texts) -> Rich:
    """Every figure in one message, with its growth against the period before."""
    out = Writer()
    out.line(t.n("The last {n} day", "The last {n} days", days), "bold")
    out.line(t("until {time}", time=t.moment(it.until, zone)), "italic").line()
    _read(out, it, t)
    _sent(out, it, t)
    _delay(out, it.delays, t)
    _precision(out, it.judged, sum(it.now.alerts.values()), t)
    _chats(out, it, t)
    _watches(out, it, catalog, t)
    asked = t.number(it.now.questions) + _growth(it.now.questions, it.before.questions, t)
    out.add(t("Questions"), "bold").add(t.colon).line(asked)
    if it.now.questions:
        out.line("    " + t("answered: {n}%", n=t.number(100 * it.now.answered / it.now.questions)))
    periods = [Button(("▸ " if n == days else "") + t.n("{n} day", "{n} days", n), f"tp:{n}") for n in PERIODS]
    return out.done([periods, [Button(t("As a file"), f"tj:{days}")]])


def _read(out: Writer, it: Figures, t: Texts) -> None:
    _line(out, t("Articles read"), it.now.items, it.before.items, t)
    _line(out, t("Of these talent news"), it.now.talent, it.before.talent, t)
    stories = t.number(it.now.stories) + _growth(it.now.stories, it.before.stories, t)
    out.add(t("Stories"), "bold").line(t.colon + stories)


def _sent(out: Writer, it: Figures, t: Texts) -> None:
    _line(out, t("Alerts"), it.now.alerts, it.before.alerts, t)
    _line(out, t("Edits"), it.now.edits, it.before.edits, t)
    _line(out, t("Digests"), it.now.digests, it.before.digests, t)


def _line(out: Writer, title: str, now: Mapping[str, int], before: Mapping[str, int], t: Texts) -> None:
    total = sum(now.values())
    out.add(title, "bold").line(f"{t.colon}{t.number(total)}{_growth(total, sum(before.values()), t)}")
    if total:
        out.line("    " + " · ".join(f"{_language(lang, t)} {t.number(n)}" for lang, n in _ordered(now)))


def _ordered(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _language(lang: str, t: Texts) -> str:
    return OWN_NAMES.get(lang) or t("others")


def _growth(now: int, before: int, t: Texts) -> str:
    """Against the period before; nothing where that has no figure to compare with."""
    if not before:
        return ""
    change = round(100 * (now - before) / before)
    return t.bracketed(f"{'+' if change > 0 else '−' if change < 0 else '±'}{t.number(abs(change))}%")


def _delay(out: Writer, delays: Mapping[str, Delays], t: Texts) -> None:
    every = delays.get("") or Delays(None, None, None)
    out.add(t("From publication to delivery"), "bold").line(f"{t.colon}{_spread(every.whole, t)}")
    if every.sent is not None:
        out.line("    " + t("until seen: {time}", time=_spread(every.seen, t)))
        out.line("    " + t("from seen to sent: {time}", time=_spread(every.sent, t)))
        by_lang = [
            f"{OWN_NAMES[lang]} {lasting(timedelta(seconds=one.whole.median), t)}"
            for lang in LANGUAGES
            if (one := delays.get(lang)) is not None and one.whole is not None
        ]
        if by_lang:
            out.line("    " + " · ".join(by_lang))
        out.line("    " + t.n("{n} alert looked at", "{n} alerts looked at", every.sent.count))


def _spread(one: Spread | None, t: Texts) -> str:
    if one is None:
        return t("no data yet")
    half, most = (lasting(timedelta(seconds=s), t) for s in (one.median, one.p90))
    return t("half within {half}, nine of ten within {most}", half=half, most=most)


def _precision(out: Writer, judged: Judgement, alerts: int, t: Texts) -> None:
    """Only readers' feedback that an administrator has looked at says anything."""
    decided = judged.right + judged.wrong
    if not alerts or not decided:
        out.add(t("Precision by feedback"), "bold").line(t.colon + t("no data yet"))
    else:
        share = 100 * max(0, alerts - judged.mistaken) / alerts
        out.add(t("Precision by feedback"), "bold").line(f"{t.colon}{t.number(share, 1)}%")
        out.line("    " + t("alerts about what was found wrong: {n} of {count}", n=t.number(judged.mistaken),
                            count=t.number(alerts)))  # fmt: skip
    if judged.chats:
        told = t.n("{n} chat has judged", "{n} chats have judged", judged.chats)
        found = t("found right {right}, without ground {wrong}, open {open}", right=t.number(judged.right),
                  wrong=t.number(judged.wrong), open=t.number(judged.reports - decided))  # fmt: skip
        out.line(f"    {told}{t.colon}{found}")


def _chats(out: Writer, it: Figures, t: Texts) -> None:
    states: dict[str, int] = {}
    active: dict[str, int] = {}
    for (lang, state), n in it.chats.items():
        states[state] = states.get(state, 0) + n
        if state == "active":
            active[lang] = active.get(lang, 0) + n
    out.add(t("Active chats"), "bold").line(f"{t.colon}{t.number(states.get('active', 0))}")
    if active:
        out.line("    " + " · ".join(f"{_language(lang, t)} {t.number(n)}" for lang, n in _ordered(active)))
    new = t.number(it.now.new_chats) + _growth(it.now.new_chats, it.before.new_chats, t)
    facts = [t("new: {n}", n=new), t("stopped: {n}", n=t.number(states.get("stopped", 0))),
             t("gone: {n}", n=t.number(states.get("blocked", 0)))]  # fmt: skip
    if states.get("barred"):
        facts.append(t("blocked by you: {n}", n=t.number(states["barred"])))
    out.line("    " + " · ".join(facts))


def _watches(out: Writer, it: Figures, catalog: Catalog, t: Texts) -> None:
    out.add(t("Watches"), "bold").line(f"{t.colon}{t.number(it.watches)}")
    if it.busiest:
        names = [
            f"{shortened(catalog.display(key, t.lang) if catalog.entity(key) else name, LONGEST_NAME)} {t.number(n)}"
            for key, name, n in it.busiest
        ]
        out.line("    " + " · ".join(names))


def as_json(it: Figures) -> bytes:
    """The same figures for a program."""
    values = asdict(it)
    values |= {"since": it.since.isoformat(), "until": it.until.isoformat()}
    values["chats"] = [{"lang": lang, "state": state, "chats": n} for (lang, state), n in sorted(it.chats.items())]
    values["busiest"] = [{"key": key, "name": name, "chats": n} for key, name, n in it.busiest]
    values["delays"] = {lang or "all": value for lang, value in values["delays"].items()}
    return json.dumps(values, ensure_ascii=False, indent=1).encode()
