"""What lasts as long as the bot is taken out of the garbage collector's rounds.

A full round looks at every object there is: with a hundred thousand spellings loaded that is a fifth of a second in
which nothing else runs, again and again, to find nothing. What is set apart is still freed once nothing refers to it.
"""

import gc
import logging

from feeds.analyser import Analyser

log = logging.getLogger(__name__)


async def set_apart(analyser: Analyser) -> None:
    """Load what the analyser reads with, and leave it and all that is there by then to the end of the process."""
    try:
        await analyser.prepare()
    except Exception:  # the store's trouble passes: it is loaded when the first article comes, then
        log.exception("what is watched could not be loaded yet")
    gc.freeze()
