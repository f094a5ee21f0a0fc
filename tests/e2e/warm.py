"""What a process that reads needs, imported and used once: those forked from here begin to read at once."""

from feeds.intake.page import extract
from feeds.intake.parse import parse_bytes

parse_bytes(b"<rss version='2.0'><channel><item><title>Kabar</title></item></channel></rss>", None, None)
extract(b"<html><body><article><h1>Kabar</h1><p>Rara has left Norvale.</p></article></body></html>", None)
