"""What holds for all tests: generated examples may take as long as they need, since timings are never asserted."""

import gc

from hypothesis import HealthCheck, settings

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# What is imported and collected stays to the end: a million things, in which to look for garbage costs seconds.
gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage in what the tests make, and in nothing that was there before."""
    gc.freeze()
    gc.enable()
