"""Entities that a feed declares for itself, put into its text by us.

Old feeds name their own letters and addresses (``<!ENTITY eacute "&#233;">``), and a parser that follows declarations
can be made to fill a machine with 500 bytes of them. So only plain texts are put in: short ones, without names of
further entities or markup, nothing from outside the document, and never more of them than a fixed amount in all.
"""

import re

BEGINNING = 200_000  # bytes within which a document type ends
DOCTYPE = re.compile(rb"<!DOCTYPE[^\[<>]{0,500}\[", re.I)
END = re.compile(rb"\]\s{0,100}>")
DECLARED = re.compile(rb"<!ENTITY\s+([A-Za-z][\w.-]{0,63})\s+(?:\"([^\"]*)\"|'([^']*)')\s*>")
COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.S)
PARTS = re.compile(rb"(<!\[CDATA\[.*?\]\]>)", re.S)
NAMED = re.compile(rb"&([A-Za-z][\w.-]{0,63});")
PLAIN = re.compile(rb"(?:[^<&%]|&#\d{1,7};|&#x[0-9A-Fa-f]{1,6};)*")
LONGEST = 200  # bytes of one text
MOST_DECLARED = 300  # HTML 4 has 252
MOST_PUT_IN = 1_000_000  # bytes of all that is put in


def put_in(data: bytes) -> bytes | None:
    """The document without its declarations, their texts in place; None where it declares anything but plain texts."""
    beginning = data[:BEGINNING]
    bare = COMMENT.sub(lambda m: b" " * len(m.group()), beginning)
    found = DOCTYPE.search(bare)
    end = END.search(bare, found.end()) if found else None
    if found is None or end is None:
        return None
    declared = _declared(bare[found.end() : end.start()])
    if declared is None:
        return None
    left = MOST_PUT_IN

    def text(match: re.Match[bytes]) -> bytes:
        nonlocal left
        value = declared.get(match.group(1))
        if value is None:
            return match.group()
        left -= len(value)
        return value if left >= 0 else b""

    parts = PARTS.split(data[: found.start()] + data[end.end() :])
    whole = b"".join(part if part.startswith(b"<![CDATA[") else NAMED.sub(text, part) for part in parts)
    return whole if left >= 0 else None


def _declared(subset: bytes) -> dict[bytes, bytes] | None:
    """The texts by name, or None where the subset of the document type declares anything else."""
    found = {m.group(1): m.group(2) or m.group(3) or b"" for m in reversed(list(DECLARED.finditer(subset)))}
    plain = len(found) <= MOST_DECLARED and all(len(v) <= LONGEST and PLAIN.fullmatch(v) for v in found.values())
    return found if plain and not DECLARED.sub(b"", subset).strip() else None
