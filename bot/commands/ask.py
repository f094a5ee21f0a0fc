"""``/ask QUESTION``: answers with numbered sources, about the story in view or else everything stored."""

from bot.asking import Found
from bot.asking import ask as find_answer
from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.latest import gone
from bot.commands.names import visible
from bot.commands.quotas import questions_spent
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.retracting import retracted_line
from bot.pages.rich import Rich, Writer
from bot.services import Services
from feeds.model import Answer, Evidence, Retraction
from storage import deliveries, questions, stories

LONGEST_QUESTION = 300
LONGEST_SENTENCE = 420
LONGEST_ANSWER = 600
LONGEST_OF_MANY = 160  # where many sentences are shown: a dozen must fit into one message


async def ask(request: Request, services: Services) -> Reaction:
    """Answer the question of a command, of a reply to an alert, or of a plain message."""
    t = texts(request.lang)
    question = " ".join(visible(request.text).split())
    if not any(ch.isalnum() for ch in question):
        return Reply().say(usage(t)).done()
    if len(question) > LONGEST_QUESTION:
        text = t("That is a long question; please ask it in {n} characters or fewer.", n=LONGEST_QUESTION)
        return Reply().say(Writer().line(text).done()).done()
    if (full := await questions_spent(request, services)) is not None:
        return full
    async with services.db.read() as c:
        talk = await questions.conversation(c, request.chat_id, request.now)
        number = await deliveries.story_of(c, request.chat_id, request.replied) if request.replied else None
        story = await stories.one(c, number or talk.story_id or 0)
    if story is not None and story.retraction is not None:
        if number is not None:
            return _retracted(request, story.retraction, t)
        story = None
    turns = talk.turns[-4:]
    found = await find_answer(
        services.db,
        question,
        services.catalog,
        request.now,
        turns,
        story,
        replied=number is not None,
        encoder=services.encoder,
    )
    return _answered(request, question, found, number or talk.story_id, talk.turns, t)


async def answer_pressed(request: Request, services: Services, value: str) -> Reaction:
    """A question offered under a card: "story:number"."""
    t = texts(request.lang)
    story_id, _, number = value.partition(":")
    async with services.db.read() as c:
        story = await stories.one(c, int(story_id)) if story_id.isdecimal() and len(story_id) < 18 else None
        talk = await questions.conversation(c, request.chat_id, request.now)
    offered = await services.renderer.summaries.offered(story, t.lang) if story and story.articles else ()
    if story is not None and story.retraction is not None:
        return await gone(request, services, story.id)
    if story is None or not number.isdecimal() or int(number) >= len(offered):
        return Reaction(toast=t("This story is no longer stored."), alarm=True)
    if (full := await questions_spent(request, services)) is not None:
        return full
    chosen = offered[int(number)]
    found = Found(chosen.answer, story.articles, story.id)
    return _answered(request, chosen.question, found, int(story.id), talk.turns, t, asked=True)


def _retracted(request: Request, retraction: Retraction, t: Texts) -> Reaction:
    """A question about a story that was retracted."""
    text = retracted_line(retraction, request.timezone, t)
    return Reply().say(Writer().line(text).done(), reply_to=request.message_id).done()


def _answered(
    request: Request,
    question: str,
    found: Found,
    story: int | None,
    turns: tuple[str, ...],
    t: Texts,
    asked: bool = False,
) -> Reaction:
    reply = Reply()
    in_view = int(found.story_id) if found.story_id else story
    question = found.meant or question
    out = Writer()
    if asked or found.meant:
        out.line(shortened(question, LONGEST_QUESTION), "italic")
    rich = answered(out, found, t) if found.answer.answered else refused(out, t)
    reply.say(rich, reply_to=request.message_id, story_id=str(in_view) if in_view else None)
    said = (*turns, question, *((found.answer.text,) if found.answer.answered else ()))
    reply.write(lambda c: questions.keep(c, request.chat_id, in_view, said, request.now))
    reply.write(lambda c: questions.record(c, request.chat_id, question, found.answer, in_view, request.now))
    return reply.done()


def answered(out: Writer, found: Found, t: Texts) -> Rich:
    """The short answer, then each sentence that it rests on, with its numbered source."""
    given: Answer = found.answer
    out.line(shortened(given.text, LONGEST_ANSWER), "bold")
    listed = _numbered(given.evidence)
    longest = LONGEST_SENTENCE if len(listed) <= 4 else LONGEST_OF_MANY
    for number, evidence in listed:
        out.line()
        out.add(f"[{number}] ")
        out.add(f"“{shortened(evidence.sentence, longest)}”", "italic")
        source = next((a for a in found.articles if a.id == evidence.article_id), None)
        if source is not None:
            out.add(" — ")
            out.add(source.outlet or t("source"), url=source.url)
    return out.done()


def _numbered(evidence: tuple[Evidence, ...]) -> list[tuple[int, Evidence]]:
    """Sentences numbered by their article."""
    numbers: dict[str, int] = {}
    return [(numbers.setdefault(e.article_id, len(numbers) + 1), e) for e in evidence]


def refused(out: Writer, t: Texts) -> Rich:
    """The articles do not say."""
    out.line(t("The stored articles do not say."))
    out.line(t("Ask in other words, or name the person or company."), "italic")
    return out.done()


def usage(t: Texts) -> Rich:
    """How the command is used."""
    out = Writer()
    out.line(t("What would you like to know? Write the question after the command, or reply to an alert with it:"))
    out.line(t("/ask Who left Alibaba?"))
    return out.done()
