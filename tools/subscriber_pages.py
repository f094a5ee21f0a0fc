"""Writes docs/subscribers.<language>.md from the texts of /help: python -m tools.subscriber_pages"""

from pathlib import Path

from bot.commands.help import ABOUT, closing, examples, told
from bot.commands.manual import GROUPS
from bot.locales.texts import Texts, texts
from feeds.model import LANGUAGES

DOCS = Path(__file__).parents[1] / "docs"


def page(t: Texts) -> str:
    """The page of one language, as Markdown."""
    lines = [
        "# Hengkang",
        "",
        t("I read the news feeds and tell you in 15 seconds who left where and joined whom."),
        "",
    ]
    for title, names in GROUPS:
        lines += [f"## {t(title)}", ""]
        for name in names:
            lines += [f"### /{name} – {t(ABOUT[name])}", ""]
            lines += [*told(name, t), ""]
            lines += [f"    {example}" for example in examples(name, t)] + [""]
    return "\n".join([*lines, t("Reply to an alert with a question and I answer from its articles."), closing(t), ""])


def path_of(lang: str) -> Path:
    """Where the page of a language stands."""
    return DOCS / f"subscribers.{lang}.md"


def main() -> None:
    """Write the pages of all languages."""
    for lang in LANGUAGES:
        path_of(lang).write_text(page(texts(lang)), encoding="utf-8")


if __name__ == "__main__":
    main()
