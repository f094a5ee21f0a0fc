"""What this run counts, as Prometheus metrics in a registry of its own. Names and meanings: docs/running.md.

Labels come from closed lists of our own (kinds, outcomes, methods): never a chat, a name, an address or a token.
"""

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

MINUTE, HOUR = 60.0, 3600.0
SHORT = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
LONG = (MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 24 * HOUR)
LAG = (0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0)
TICKS = (0.01, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0)

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second figure beside each that nobody reads


class Meters:
    """The counters of one run."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        GCCollector(registry=registry)

        def counter(name: str, about: str, *labels: str) -> Counter:
            return Counter(f"hengkang_{name}", about, labels, registry=registry)

        def histogram(name: str, about: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
            return Histogram(f"hengkang_{name}", about, labels, buckets=buckets, registry=registry)

        self.polls = counter("feed_polls", "Feeds asked, by what came of it", "outcome")
        self.items_stored = counter("items_stored", "New items stored")
        self.items_read = counter("items_read", "Items read, by what they were to their story", "relation")
        self.items_failed = counter("items_failed", "Readings that failed")
        self.updates = counter("updates", "Updates from Telegram, by what came of them", "outcome")
        self.webhook = counter("webhook_requests", "Requests to the webhook, by what came of them", "outcome")
        self.sends = counter("sends", "Messages on their way, by kind and by what came of the try", "kind", "outcome")
        self.calls = counter("telegram_calls", "Calls of the Bot API, by method and status", "method", "status")
        self.too_many = counter("telegram_too_many_requests", "Answers 429 of the Bot API")
        self.published_to_sent = histogram(
            "published_to_sent_seconds", "From an article's publication to its alert's arrival", LONG
        )
        self.found_to_sent = histogram(
            "found_to_sent_seconds", "From the message's place in the queue to its arrival", SHORT + LONG[1:], "kind"
        )
        self.claimed_to_sent = histogram("claimed_to_sent_seconds", "From claim to arrival", SHORT, "kind")
        self.ticks = histogram("tick_seconds", "How long ticks take", TICKS, "tick")
        self.loop_lag = histogram("loop_lag_seconds", "How late the event loop's beats come", LAG)
