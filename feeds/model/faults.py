"""What the loops must know of a store's faults, whatever the store is."""


class UnstoredError(Exception):
    """The store can be neither written nor read at the moment; nothing was changed, and the same will do later."""
