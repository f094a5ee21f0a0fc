"""``/review``, for the bot's administrators: what chats have reported and what was read unsurely, a story a page.

A story is right (its reports are closed), put right (``fix.py``), retracted (``retract.py``) or kept for later.
"""

from dataclasses import replace
from functools import partial

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.administration.retract import reached
from bot.commands.shown import page_number
from bot.locales.texts import texts
from bot.pages.reporting import ReviewView, review_page
from bot.pages.rich import Writer
from bot.services import Services
from storage import decisions, reports, stories
from storage.reports import Review, Settled

LISTED = 200  # stories; nobody turns more pages


async def review(request: Request, services: Services) -> Reaction:
    """The first story that waits."""
    return await _page(Reply(), request, services, 0)


async def page_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Turn to another story, in place."""
    return await _page(Reply(), request, services, page_number(value))


async def approve_pressed(request: Request, services: Services, value: str) -> Reaction:
    """A story is right ("story:page"): its reports are without ground; the next story takes its place."""
    return await _settled(request, services, value, "dismissed")


async def later_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Keep a story for later ("story:page"): it goes to the end of the queue."""
    return await _settled(request, services, value, "later")


async def _settled(request: Request, services: Services, value: str, state: Settled) -> Reaction:
    number, _, page = value.partition(":")
    reply = Reply()
    if number.isdecimal() and len(number) < 18:
        if state == "dismissed":
            reply.write(lambda c: decisions.approve(c, int(number), request.user_id, request.now))
        else:
            reply.write(partial(reports.settle, story_id=int(number), state=state))
        return await _page(reply, request, services, page_number(page), (int(number), state))
    return await _page(reply, request, services, page_number(page))


async def _page(
    reply: Reply, request: Request, services: Services, at: int, settled: tuple[int, Settled] | None = None
) -> Reaction:
    t = texts(request.lang)
    async with services.db.read() as c:
        waiting = _after(await reports.queue(c, LISTED), settled)
        at = min(at, max(0, len(waiting) - 1))
        story = await stories.one(c, waiting[at].story_id) if waiting else None
    if story is None or not story.articles:
        out = Writer().line(t("Nothing to review."))
        out.line(t("What readers report and what I read unsurely comes here."), "italic")
        return reply.say(out.done(), edit=request.pressed).done()
    one = waiting[at]
    when = t.moment(one.first_at, request.timezone)
    spread = await reached(services, story)
    view = ReviewView(story, one.kinds, one.doubts, one.score, when, one.later, spread, (at, len(waiting)))
    return reply.say(review_page(view, services.catalog, t), edit=request.pressed).done()


def _after(waiting: list[Review], settled: tuple[int, Settled] | None) -> list[Review]:
    """The queue as it will be once this press is stored."""
    if settled is None:
        return waiting
    others = [r for r in waiting if r.story_id != settled[0]]
    kept = [replace(r, later=True) for r in waiting if r.story_id == settled[0] and settled[1] == "later"]
    return [*others, *kept]
