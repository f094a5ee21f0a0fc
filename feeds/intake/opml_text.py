"""The text of a file of feeds: decoded as it says or looks, and mended where writers left "&" as it was; pure."""

import codecs
import re
from html.entities import html5

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
)  # fmt: skip
DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,20})["']""")
# Encodings of texts; Python knows others ("unicode_escape") that no reader writes.
ENCODING = re.compile(
    r"(?:us-)?ascii|utf-?8|iso-?8859-\d{1,2}|latin-?1|(?:windows-|cp)125\d|big5|shift_jis|euc-\w\w|koi8-."
)
CHINESE = re.compile(r"gbk?\d*")
HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
AMPERSAND = re.compile(r"&(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));|&")
OWN_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})


def decoded(data: bytes) -> str:
    """The file's text: as its first bytes say, as it declares, else by what it looks like."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    declared = DECLARED.match(data[:300])
    name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    if CHINESE.fullmatch(name):
        name = "gb18030"
    elif not ENCODING.fullmatch(name):
        name = "utf-8"
    for encoding in (name, "utf-8"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    # Neither: Chinese where the bytes above ASCII stand in pairs, else as old Western readers wrote.
    pairs = all(len(run) % 2 == 0 for run in HIGH_RUNS.findall(data))
    return data.decode("gb18030" if pairs else "cp1252", "replace")


def mended(text: str) -> str:
    """A text that XML's parser trips over, with every bare "&" as it should be written."""
    return AMPERSAND.sub(_entity, text)


def _entity(match: re.Match[str]) -> str:
    """A bare "&" as it should be written, and a letter that HTML names and XML does not."""
    number, name = match.groups()
    if number is not None or name in OWN_ENTITIES:
        return match.group()
    known = html5.get(f"{name};") if name else None
    return "".join(f"&#{ord(ch)};" for ch in known) if known else "&amp;" + match.group()[1:]
