"""Words cut down to what their forms share, so that a question finds a sentence that inflects them otherwise.

A light stemmer for English and Indonesian, written for matching and not for reading: two forms of one word should meet,
and a stem need be no word. Han characters are left as they are.
"""

from functools import lru_cache

from feeds.reading.text import HAN

# The commonest irregular verbs of news, each form under its infinitive, and nouns that go another way than their verb.
IRREGULAR = {
    form: base
    for line in """
    leave left|become became|take took taken|go went gone goes|sell sold|buy bought|run ran|lead led|hold held|make made|say said
    give gave given|win won|pay paid|spend spent|begin began begun|find found|build built|write wrote written|grow grew grown
    rise rose risen|fall fell fallen|lose lost loss losses|send sent|meet met|keep kept|know knew known|get got gotten|come came|see saw seen
    tell told|think thought|bring brought|teach taught|speak spoke spoken|choose chose chosen|drive drove driven|show shown
    stand stood|understand understood|break broke broken|fight fought|catch caught|draw drew drawn|feel felt|deal dealt|hear heard
    acquire acquisition acquisitions|decide decision decisions|expand expansion|succeed successor successors succession|die died dies dying death deaths dead
    produce production|choose choice|marry marriage|sell sale sales|invade invasion|conclude conclusion|extend extension|destroy destruction|receive receipt
    know knowledge|compete competition|grow growth|prove proof|believe belief|respond response|defend defence defense|permit permission|explode explosion
    do did done does|have had has|be is are was were been|person people|man men|woman women|child children|company companies firm
    """.replace("\n", "|").split("|")
    if line.strip()
    for base, *forms in [line.split()]
    for form in forms
}
EN_ENDINGS = (
    "ations",
    "ation",
    "ators",
    "ator",
    "ating",
    "ated",
    "ates",
    "ate",
    "ments",
    "ment",
    "ings",
    "ing",
    "ities",
    "ity",
    "ions",
    "ion",
    "ers",
    "er",
    "ors",
    "or",
    "ies",
    "ied",
    "edly",
    "ed",
    "es",
    "ly",
    "al",
    "s",
    "e",
    "y",
)
ID_PARTICLES = ("nyalah", "lah", "kah", "pun", "nya", "ku", "mu")
ID_SUFFIXES = ("kan", "an", "i")
# Each prefix with what it swallowed of the root before a vowel: mem-ecat is of pecat, men-unjuk of tunjuk.
ID_PREFIXES = (
    ("memper", ""), ("diper", ""), ("menge", ""), ("meny", "s"), ("peny", "s"), ("meng", ""), ("peng", ""), ("mem", "p"), ("pem", "p"),
    ("men", "t"), ("pen", "t"), ("ber", ""), ("per", ""), ("ter", ""), ("me", ""), ("di", ""), ("pe", ""), ("ke", ""), ("se", ""),
)  # fmt: skip
SHORTEST = 4
IRREGULAR_ID = {"mundur": "undur", "belajar": "ajar", "bekerja": "kerja", "pekerja": "kerja", "pekerjaan": "kerja"}


def stem(word: str, lang: str) -> str:
    """The stem of a folded word in a language ("en", "id"; anything else leaves it)."""
    if len(word) < SHORTEST - 1 or HAN.match(word) or word[0].isdigit():
        return word
    return _english(word) if lang == "en" else _indonesian(word) if lang == "id" else word


@lru_cache(maxsize=20_000)
def _english(word: str) -> str:
    word = word.removesuffix("'s")
    if word in IRREGULAR:
        word = IRREGULAR[word]
    for ending in EN_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST - 1 and not word.endswith("ss"):
            cut = word[: -len(ending)]
            if len(cut) >= SHORTEST and cut[-1] == cut[-2] and cut[-1] not in "aeiouls":
                cut = cut[:-1]
            return cut.rstrip("e") if len(cut) > SHORTEST else cut
    return word


@lru_cache(maxsize=20_000)
def _indonesian(word: str) -> str:
    if word in IRREGULAR_ID:
        return IRREGULAR_ID[word]
    for particle in ID_PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= SHORTEST:
            word = word[: -len(particle)]
            break
    if word in IRREGULAR_ID:
        return IRREGULAR_ID[word]
    for prefix, swallowed in ID_PREFIXES:
        rest = word[len(prefix) :]
        if word.startswith(prefix) and len(rest) >= SHORTEST:
            word = swallowed + rest if swallowed and rest[0] in "aeiou" else rest
            break
    for suffix in ID_SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= SHORTEST + (suffix == "i"):
            word = word[: -len(suffix)]
            break
    # "-kan" and a root's own k with "-an" look alike (gantikan, pelantikan), so no stem ends in k.
    return word.removesuffix("k") if len(word) > SHORTEST else word
