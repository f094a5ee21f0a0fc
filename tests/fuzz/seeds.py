"""What the search begins with, for each target; people and firms are made up, but for those of the catalog."""

TALE = (
    "\x01Tara Qvist leaves Quorvexa for Bravik\n"
    "Tara Qvist, who led research at Alibaba, has left and joined Bravik as chief scientist on 3 February 2026.\n"
    "“I want to build things that people use,” she said. Quorvexa cut 240 jobs, or 10-15 % of its staff, in Bandung."
).encode()
KABAR = (
    b"\x02Milan Oyelaran hengkang dari Gojek ke Bravik\n"
    b"Milan Oyelaran, kepala riset suara Gojek, mengundurkan diri dan bergabung dengan Bravik sebagai direktur utama.\n"
    b"Ia menggantikan Odette Brandvold, yang pensiun pada Senin (2/2/2026), kata seorang sumber."
)
XINWEN = (
    "\x03阿里巴巴鄢志杰离职，加盟京东\n"
    "通义实验室语音负责人鄢志杰近日离职，加入京东担任首席科学家，薄列峰则加盟腾讯。\n"
    "2月3日，知情人士称，“他因算力预算分歧离开”。穆罕默德·阿里出任北京东路公司CEO。"
).encode()

RSS = (
    b'<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    b"<title>Lantern</title><ttl>30</ttl><language>en</language><item><title>Tara Qvist leaves Quorvexa</title>"
    b"<link>https://lantern.example/1</link><guid>1</guid><pubDate>Mon, 02 Feb 2026 10:00:00 GMT</pubDate>"
    b"<description>&lt;p&gt;Hello&lt;/p&gt;</description><content:encoded><![CDATA[<p>a</p>]]></content:encoded>"
    b'<media:thumbnail xmlns:media="http://search.yahoo.com/mrss/" url="/a.png"/></item></channel></rss>'
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://lantern.example/"><title>江城</title><entry><id>urn:1</id>'
    '<title type="html">鄢志杰&amp;amp;</title><link rel="alternate" href="a/1"/><updated>2026年2月3日</updated>'
    '<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">离职</div></summary></entry></feed>'
).encode()
RDF = (
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
    b'<channel rdf:about="x"><title>L</title></channel><item rdf:about="https://lantern.example/1"><title>t</title>'
    b"</item></rdf:RDF>"
)
JSON = (
    b'{"version":"https://jsonfeed.org/version/1.1","title":"L","items":[{"id":"1","url":"https://lantern.example/1",'
    b'"title":"t","content_html":"<p>a</p>","date_published":"2026-02-03T10:00:00+07:00","language":"id"}]}'
)
PAGE = (
    b'<!doctype html><html lang="id"><head><meta property="og:title" content="t"><meta charset="utf-8"><title>t</title>'
    b'<script type="application/ld+json">{"datePublished":"2026-02-03T10:00:00+07:00"}</script></head><body><nav><a '
    b'href="/">Home</a></nav><article><h1>t</h1><p>Tara Qvist has left Quorvexa and joined Bravik, it said on Monday.'
    b"</p><p>She led research there, and takes up her post in March.</p></article></body></html>"
)
OPML = (
    b'<?xml version="1.0"?><opml version="2.0"><head><title>x</title></head><body><outline text="News" category="/id">'
    b'<outline type="rss" text="Lantern" xmlUrl="https://lantern.example/feed" htmlUrl="https://lantern.example/"/>'
    b"</outline></body></opml>"
)
SEEDS: dict[str, tuple[bytes, ...]] = {
    "feed": (RSS, ATOM, RDF, JSON),
    "page": (PAGE,),
    "outline": (OPML,),
    "text": (TALE, KABAR, XINWEN),
    "match": (TALE, KABAR, XINWEN),
    "moves": (TALE, KABAR, XINWEN),
    "question": tuple(
        question.encode() + b"\n\n" + tale
        for question in ("Who left Alibaba?", "Ke mana Milan Oyelaran pindah?", "鄢志杰去了哪里？")
        for tale in (TALE, KABAR, XINWEN)
    ),
    "command": (
        b"\x01\x00Halmerion",
        b"\x05\x04Who left Halmerion?",
        "\x01\x02阿里巴巴".encode(),
        b"\x0c\x0108:00 mon",
    ),
    "press": (b"\x00\x001", b"\x03\x04Halmerion:1:2"),
}
TOKENS = (
    "leaves", "joins", "has left", "appointed", "resigned", "as chief executive", "replaces", "steps down", "laid off",
    "hengkang", "mengundurkan diri", "bergabung dengan", "menggantikan", "PHK", "离职", "加盟",
    "出任", "接替", "裁员", "·",
    "Alibaba", "Quorvexa", "鄢志杰", "Who", "Siapa", "谁", "%", "1,000", "2026-02-30",
    "“", "”", "\u200b", "\u202e", "İ", "ﬁ",
    "\U0001f469\u200d", "\u0345", "&#0;", "&#xd800;", "\\ud800", "<![CDATA[", "]]>", "<!DOCTYPE", "<!ENTITY",
    "xmlns", "'",
    '"', "{0}", "*", "NEAR(", "OR", "-", "99999999999999999999", "²", ":",
)  # fmt: skip
