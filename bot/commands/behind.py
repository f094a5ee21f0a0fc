"""The buttons of a card that open, in its place, what stands behind it: sources, figures, voices, what to pass on."""

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.latest import gone, shown_story
from bot.commands.shown import links
from bot.locales.texts import texts
from bot.pages.behind import ahead_list, analysis_page, figure_page, question_list, source_list, voice_list
from bot.pages.rich import Rich
from bot.pages.sharing import share_page
from bot.services import Services
from storage import deliveries, stories


def _in_place(request: Request, value: str, rich: Rich) -> Reaction:
    return Reply().say(rich, edit=request.pressed, story_id=value).done()


async def sources_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Every article of the story, also of one that was retracted."""
    story = await shown_story(services, value, retracted=True)
    if story is None:
        return await gone(request, services, value)
    async with services.db.read() as c:
        copies, reach = await stories.copies(c, int(value)), await deliveries.reach(c, int(value))
    return _in_place(request, value, source_list(story, request.timezone, texts(request.lang), copies, reach))


async def share_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The message that passes the story on."""
    t = texts(request.lang)
    story = await shown_story(services, value)
    if story is None:
        return await gone(request, services, value)
    page = share_page(story, services.catalog, services.bot_name, services.inline, t)
    reply = Reply().say(page, edit=request.pressed, story_id=value)
    return reply.done(t("Forward this message, or send it with the button."))


async def questions_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The questions that the story can answer."""
    t = texts(request.lang)
    story = await shown_story(services, value)
    offered = await services.renderer.summaries.offered(story, t.lang) if story else ()
    if story is None or not offered:
        return await gone(request, services, value)
    return _in_place(request, value, question_list(story, offered, services.catalog, t))


async def voices_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The quotations that the sources have."""
    story = await shown_story(services, value)
    if story is None or not story.quotes:
        return await gone(request, services, value)
    return _in_place(request, value, voice_list(story, services.catalog, texts(request.lang)))


async def ahead_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The sentences of the sources that look ahead."""
    story = await shown_story(services, value)
    if story is None or not story.ahead:
        return await gone(request, services, value)
    return _in_place(request, value, ahead_list(story, services.catalog, texts(request.lang)))


async def analysis_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The figures of the story, or the list behind one of them ("story:number")."""
    t = texts(request.lang)
    number, _, chosen = value.partition(":")
    story = await shown_story(services, number)
    if story is None:
        return await gone(request, services, number)
    async with services.db.read() as c:
        found = await services.renderer.figures(c, story)
        if not found:
            return Reaction(toast=t("The ledger has no more to say of this story."), alarm=True)
        if chosen.isdecimal() and len(chosen) < 4 and int(chosen) < len(found):
            figure = found[int(chosen)]
            rich = figure_page(story, figure, await links(c, figure.moves), services.catalog, t)
        else:
            rich = analysis_page(story, found, services.catalog, t)
    return _in_place(request, number, rich)
