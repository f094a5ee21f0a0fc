"""Which of our languages a text is in: scripts first, then the little words of each language."""

import re

from feeds.reading.naming.words import is_common
from feeds.reading.text import HAN, folded

LATIN_WORD = re.compile(r"[a-z']+")

ENGLISH = frozenset(
    """
    the of and to in a is for on that with as at by from his her its it be was are has have had will would who
    after over says said new an not but this their about into out up been more than first year years he she they
    we or what how why when could can may no off against amid before former head chief names joins leaves quits
    hires steps down
    """.split()
)
INDONESIAN = frozenset(
    """
    siapa siapakah apa apakah mengapa kenapa kapan berapa bagaimana yang dan di ke dari untuk pada dengan ini itu
    tidak akan dalam adalah oleh karena juga sebagai jadi menjadi telah sudah saat atau bisa ada mereka dia ia
    kami kita para tersebut kata ujar setelah sebelum hingga lebih lagi baru resmi usai bos mantan tunjuk mundur
    hengkang gabung rekrut bakal bukan kini soal saja agar bagi serta seorang perusahaan direktur utama kepala
    menurut tahun hari bulan orang secara antara lain lalu dipecat diangkat ditunjuk pindah gantikan karyawan pegawai
    pekerja phk bantah dibantah tunjuk angkat jabat jabatan pimpin anggota terbaru dirut
    """.split()
)
BEGINNINGS = ("meng", "mem", "men", "meny", "ber", "ter", "di", "peng", "pem", "per")
PREFIX = re.compile(rf"^(?:{'|'.join(BEGINNINGS)})[a-z]{{4,}}$")


def detect(text: str, hint: str | None = None) -> str:
    """The language of a text, "id", "en" or "zh"; ``hint`` (declared by a feed) decides where the text does not."""
    sample = text[:4000]
    han = len(HAN.findall(sample))
    if han and han * 2 >= max(1, sum(map(str.isalpha, sample)) - han) * 0.5:
        return "zh"
    found = LATIN_WORD.findall(folded(sample))
    english = prefixed = 0
    indonesian = 0.0
    for word in found:
        english += word in ENGLISH
        if word in INDONESIAN:
            indonesian += 1
        elif word.startswith(BEGINNINGS) and PREFIX.match(word):
            prefixed += 1
    indonesian += 0.4 * prefixed
    if abs(english - indonesian) < 0.5 and hint in ("id", "en"):
        return hint
    if not found and han:
        return "zh"
    if not found and hint in ("id", "en", "zh"):
        return hint
    if abs(english - indonesian) < 0.5:
        only = [is_common(w, "id") - is_common(w, "en") for w in found]
        return "id" if sum(only) > 0 else "en"
    return "id" if indonesian > english else "en"
