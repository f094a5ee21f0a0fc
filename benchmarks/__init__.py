"""Timings of the whole way; `make bench` prints them, nothing asserts them."""
