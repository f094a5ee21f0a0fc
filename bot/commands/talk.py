"""Plain messages and misspelt commands: what a person expects who writes to the bot as to somebody.

1. A greeting, thanks, or a word that means a command ("help", "berita", "设置") gets what it asks for.
2. A name alone gets its newest stories and a button that watches it; one that is nearly a name is asked about.
3. Everything else is a question for the stored articles.
"""

import re
from dataclasses import replace

from rapidfuzz import process

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.buttons import button
from bot.commands.latest import LOOKED_BACK, latest
from bot.commands.names import Resolved, fault, parted, resolve, visible, watched_name
from bot.commands.registry import ADMIN_COMMANDS, COMMANDS, HARMLESS, TYPED
from bot.commands.start import offered
from bot.commands.watch import LABEL, described
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.rich import Button, Writer
from bot.services import Services
from feeds.reading.answering.follow_up import depends
from feeds.reading.text import folded, has_han
from storage import awaited, questions, stories

ALIKE = 65  # of 100: how near a misspelt command must be
MOST_WORDS = 4  # of a name; in Han this many times two characters
MOST_NAMES = 3

GREETINGS = frozenset({
    "hi", "hello", "hey", "hallo", "helo", "halo", "hai", "hei", "good morning", "good afternoon", "good evening",
    "good day", "selamat pagi", "selamat siang", "selamat sore", "selamat malam", "pagi", "siang", "sore", "malam",
    "assalamualaikum", "assalamu alaikum", "permisi", "你好", "您好", "嗨", "哈喽", "早", "早上好", "早安", "上午好",
    "下午好", "晚上好", "在吗", "大家好",
})  # fmt: skip
THANKS = frozenset({
    "thanks", "thank you", "thx", "ty", "thanks a lot", "many thanks", "thank you very much", "cheers", "terima kasih",
    "terimakasih", "terima kasih banyak", "makasih", "trims", "thank you so much", "谢谢", "谢谢你", "谢谢您", "多谢",
    "感谢", "非常感谢", "谢了", "谢",
})  # fmt: skip
NODS = frozenset({
    "ok", "okay", "oke", "okey", "sip", "siap", "baik", "good", "great", "nice", "cool", "mantap", "got it", "noted",
    "bye", "goodbye", "good night", "dadah", "sampai jumpa", "yes", "ya", "no", "tidak", "好", "好的", "嗯", "收到",
    "明白", "知道了", "再见", "拜拜", "晚安",
})  # fmt: skip
# Words that mean a command, in the three languages; also what people type behind a slash.
WORDS = {
    "help": "help", "bantuan": "help", "tolong": "help", "cara pakai": "help", "menu": "help", "帮助": "help",
    "菜单": "help", "what can you do": "help", "你能做什么": "help", "bisa apa": "help", "命令": "help",
    "start": "start", "mulai": "start", "开始": "start", "settings": "settings", "pengaturan": "settings",
    "setelan": "settings", "设置": "settings", "news": "latest", "latest": "latest", "berita": "latest",
    "terbaru": "latest", "berita terbaru": "latest", "latest news": "latest", "新闻": "latest", "最新": "latest",
    "最新动态": "latest", "最新新闻": "latest", "watches": "watches", "list": "watches", "my list": "watches",
    "daftar": "watches", "pantauan": "watches", "我的关注": "watches", "关注列表": "watches", "列表": "watches",
    "watch": "watch", "pantau": "watch", "ikuti": "watch", "follow": "watch", "关注": "watch", "订阅": "watch",
    "unfollow": "unwatch", "取消关注": "unwatch", "stop": "stop", "berhenti": "stop", "停止": "stop",
    "unsubscribe": "stop", "退订": "stop", "language": "language", "bahasa": "language", "语言": "language",
    "time zone": "timezone", "timezone": "timezone", "zona waktu": "timezone", "zona": "timezone",
    "时区": "timezone", "digest": "digest", "rangkuman": "digest", "简报": "digest", "quiet hours": "quiet",
    "jam tenang": "quiet", "免打扰": "quiet", "privacy": "privacy", "privasi": "privacy", "隐私": "privacy",
    "hapus data": "forgetme", "export": "export", "ekspor": "export", "导出": "export",
}  # fmt: skip
# These mean a command behind a slash only: said alone they are questions ("Kenapa?").
BEHIND_A_SLASH = {
    "tanya": "ask", "提问": "ask", "siapa": "who", "谁": "who", "perpindahan": "moves", "变动": "moves",
    "kenapa": "why", "mengapa": "why", "为什么": "why",
}  # fmt: skip
# Said alone these start what changes nothing; the others are only named.
AT_A_WORD = frozenset({"help", "settings", "latest", "watches", "language", "timezone", "digest", "quiet", "privacy"})
ADDRESSED = re.compile(r"\b(?:bot|hengkang|kak|min|there|dear|sir|pak|bu|mas|mbak)\b|机器人|啊|呀$")


async def talk(request: Request, services: Services) -> Reaction:
    """Answer a plain message."""
    if (typed := await _typed(request, services)) is not None:
        return typed
    t = texts(request.lang)
    written = " ".join(visible(request.text).split())
    if written.startswith("/"):
        name, _, rest = written[1:].partition(" ")
        return unknown(replace(request, command=name, text=rest))
    said = _plain(written)
    if said in GREETINGS or WORDS.get(said) == "start":
        return _greeted(services, t)
    if said in THANKS:
        return _line(t("You are welcome."))
    if said in NODS:
        return _line(t("Ask me who moved where, or write a name. /latest shows the newest stories."))
    if (meant := WORDS.get(said)) is not None:
        if meant in AT_A_WORD and request.chat_type == "private":
            return await COMMANDS[meant](replace(request, command=meant, text=""), services)
        return _line(t("Did you mean {commands}?", commands=f"/{meant}"))
    if (
        request.replied is None
        and not depends(written)
        and (named := await _names(request, written, services, t)) is not None
    ):
        return named
    return await COMMANDS["ask"](request, services)


async def _typed(request: Request, services: Services) -> Reaction | None:
    """What an administrator was asked to type; None where nothing was."""
    if not request.is_admin_of_bot or request.chat_type != "private":
        return None
    async with services.db.read() as c:
        action = await awaited.action(c, request.chat_id, request.update_id, request.now)
    verb, _, value = (action or "").partition(":")
    return await TYPED[verb](request, services, value) if verb in TYPED else None


def _plain(written: str) -> str:
    """What was said, without marks, emoji and whom it was said to."""
    words = "".join(ch if ch.isalnum() or ch == "'" else " " for ch in folded(written))
    plain = " ".join(words.split())
    return " ".join(ADDRESSED.sub(" ", plain).split()) or plain


def _greeted(services: Services, t: Texts) -> Reaction:
    out = Writer()
    out.line(t("Hello, this is Hengkang."), "bold")
    out.line(t("I read the news feeds and tell you in 15 seconds who left where and joined whom."))
    out.line(t("Ask me who moved where, or write a name. /help shows everything."))
    return Reply().say(out.done(offered(services, t))).done()


async def _names(request: Request, written: str, services: Services, t: Texts) -> Reaction | None:
    """The newest stories of names that stand alone; None where the message is more than names."""
    names = parted(written.rstrip("?？!！.。 "))
    if not 1 <= len(names) <= MOST_NAMES or any(_long(name) or fault(name) for name in names):
        return None
    found = [resolve(name, services.catalog) for name in names]
    known = [bool(one.entity or one.choices) for one in found]
    if len(names) == 1 and not known[0]:
        if found[0].similar and not await _told_of(names[0], request, services):
            return _asked(request, found[0], services, t)
        known = [await _told_of(names[0], request, services)]
    if not all(known):
        return None
    reaction = await latest(replace(request, text=", ".join(names)), services)
    async with services.db.read() as c:
        turns = (await questions.conversation(c, request.chat_id, request.now)).turns
    # "Who left?" may follow.
    kept = Reply().write(lambda c: questions.keep(c, request.chat_id, None, (*turns, ", ".join(names)), request.now))
    return replace(reaction, writes=(*reaction.writes, *kept.writes))


def _long(name: str) -> bool:
    return len(name) > 2 * MOST_WORDS and " " not in name if has_han(name) else len(name.split()) > MOST_WORDS


async def _told_of(name: str, request: Request, services: Services) -> bool:
    """Whether a story tells of a name that the catalog does not know."""
    key = watched_name(name, services.catalog).id
    async with services.db.read() as c:
        return await stories.count(c, [key], request.now - LOOKED_BACK) > 0


def _asked(request: Request, found: Resolved, services: Services, t: Texts) -> Reaction:
    out = Writer().line(t("I do not know “{name}”. Did you mean one of these?", name=shortened(found.name, LABEL)))
    rows = [[Button(described(e, services, t), f"na:{e.id}")] for e in found.similar]
    return Reply().say(out.done(rows)).done()


def unknown(request: Request) -> Reaction:
    """A command that we do not know: what may have been meant, as a button where running it harms nothing."""
    t = texts(request.lang)
    name = shortened(request.command, 32)
    known = [*COMMANDS, *(ADMIN_COMMANDS if request.is_admin_of_bot else ())]
    close = process.extractOne(folded(name), known, score_cutoff=ALIKE)
    near = (WORDS | BEHIND_A_SLASH).get(folded(name)) or (close[0] if close else None)
    reply, out = Reply(), Writer()
    if near is None:
        return _line(t("I do not know /{name}. /help shows what I can do.", name=name))
    out.line(t("I do not know /{name}. Did you mean /{near}?", name=name, near=near))
    if near not in HARMLESS:
        return reply.say(out.done()).done()
    meant = " ".join((near, *visible(request.text).split()))[:200]
    return reply.say(out.done([[button(reply, request, shortened(f"/{meant}", LABEL), "c", meant)]])).done()


def unread(request: Request) -> Reaction:
    """A file from somebody who does not run the bot."""
    t = texts(request.lang)
    out = Writer().line(t("I cannot read files here."))
    return Reply().say(out.line(t("Ask me who moved where, or write a name. /help shows everything.")).done()).done()


def _line(text: str) -> Reaction:
    return Reply().say(Writer().line(text).done()).done()
