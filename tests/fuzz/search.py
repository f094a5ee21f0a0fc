"""One target searched with coverage as its guide (Atheris, libFuzzer), until the time is up or something is found.

    python -m tests.fuzz.search TARGET SECONDS CORPUS FOUND

``CORPUS`` is a folder that grows with inputs that reach new code; an input that breaks the target is written to the
folder ``FOUND``. An input that takes longer than ten seconds, or more than 2 GiB, is one, too.
"""

import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import atheris

SLOW = 10  # seconds: the deadline of a document in the bot (feeds/intake/worker.py)
MOST_MIB = 2048
LONGEST = 4096  # bytes of an input

# What is under test is instrumented as it is imported: these imports must stand here.
with atheris.instrument_imports(include=["feeds", "feedparser"]):
    from tests.fuzz.seeds import SEEDS, TOKENS
    from tests.fuzz.targets import TARGETS


def search(name: str, target: Callable[[bytes], None], seconds: str, corpus: Path, found: Path) -> None:
    """Fill the corpus with the seeds and search."""
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for seed in SEEDS[name]:
        (corpus / sha256(seed).hexdigest()[:16]).write_bytes(seed)
    words = corpus.with_suffix(".dict")
    quoted = ("".join(f"\\x{byte:02x}" for byte in token.encode()) for token in TOKENS)
    words.write_text("".join(f'"{word}"\n' for word in quoted), encoding="ascii")
    arguments = [
        sys.argv[0], str(corpus), f"-max_total_time={seconds}", f"-timeout={SLOW}", f"-rss_limit_mb={MOST_MIB}",
        f"-max_len={LONGEST}", f"-dict={words}", f"-artifact_prefix={found}/", "-print_final_stats=1",
    ]  # fmt: skip
    atheris.Setup(arguments, target)
    atheris.Fuzz()


def main() -> None:
    """The command line."""
    name, seconds, corpus, found = sys.argv[1:]
    if name in TARGETS:
        search(name, TARGETS[name], seconds, Path(corpus), Path(found))
    else:
        with atheris.instrument_imports(include=["bot.commands", "bot.pages"]):
            from tests.fuzz.chat import chat  # only here: a bot's parts take a minute to be instrumented
        with chat() as targets:
            search(name, targets[name], seconds, Path(corpus), Path(found))


if __name__ == "__main__":
    main()
