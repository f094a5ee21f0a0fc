"""Addresses that must not be reached, in every form that has fooled somebody."""

# What is not for the public, as it is given out (RFC 6890, IANA's registries), and where clouds keep their secrets.
IPV4 = """
127.0.0.1 127.0.0.2 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1
192.168.255.255 169.254.0.1 100.64.0.1 100.127.255.255 192.0.0.1 192.0.0.8 192.0.0.170 192.0.2.1 198.51.100.7
203.0.113.9 198.18.0.1 198.19.255.255 192.88.99.1 192.31.196.1 192.52.193.1 192.175.48.1 224.0.0.1 239.255.255.250
240.0.0.1 255.255.255.255 169.254.169.254 169.254.170.2 100.100.100.200 192.0.0.192 168.63.129.16
"""
IPV6 = """
::1 :: ::127.0.0.1 ::7f00:1 ::10.0.0.1 ::ffff:127.0.0.1 ::ffff:7f00:1 0:0:0:0:0:ffff:a9fe:a9fe ::ffff:10.0.0.1
::ffff:0:127.0.0.1 64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::8.8.8.8 2002:7f00:1:: 2002:a9fe:a9fe::1
2002:c0a8:101::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001::1 2001:470:1f0b::5efe:10.0.0.1
2001:470:1f0b::200:5efe:192.168.1.1 fe80::1 fe80::5efe:10.0.0.1 febf::1 fec0::1 fc00::1 fd00:ec2::254 fd20:ce::254
ff02::1 ff0e::1 2001:db8::1 3fff::1 2001:2::1 2001:10::1 2001:20::1 100::1 5f00::1 4000::1 e000::1 2620:4f:8000::1
"""

NUMBERS, SIXES = tuple(IPV4.split()), tuple(IPV6.split())

# One address in the forms that inet_aton takes, with other digits, dots and cases, and with what readers drop or undo.
SPELLINGS = (
    "127.1", "127.0.1", "0", "0x0", "2130706433", "0x7f000001", "0X7F000001", "0x7f.0x0.0x0.0x1", "0x7F.1",
    "017700000001", "0177.0.0.1", "0177.1", "0177.0000.0000.0001", "127.0.0.01", "0x0a.0.0.1", "167772161",
    "3232235777", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "169.0xfe.43518", "127.0.0.1.", "127.1.",
    "localhost", "LocalHost", "localhost.", "news.localhost",
    "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021", "127\uff0e0\uff0e0\uff0e1",
    "127\uff610\uff610\uff611", "\u2460\u2461\u2466.0.0.1", "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3",
    "\U0001d7cf\U0001d7d0\U0001d7d5.0.0.1", "%31%32%37.0.0.1", "127%2e0%2e0%2e1", "%6c%6f%63alhost", "127.0.0.1%00",
    "127.0.0.1%2eexample", "127.0.0.1%0d%0a", "[::1%25lo]", "[fe80::1%25eth0]", "[fe80::1%eth0]", "[::FFFF:7F00:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]", "[127.0.0.1]", "[v1.127.0.0.1]", "127.0.0.1\u200b",
)  # fmt: skip

# Whole addresses that two readers take for two things: user names, ports, backslashes, tabs, slashes, white space.
WHOLE = (
    "http://news.example@127.0.0.1/", "http://news.example:80@127.0.0.1/", "http://@127.0.0.1/", "http://:@127.0.0.1/",
    "http://127.0.0.1:80@10.0.0.1/", "http://news.example%2f@127.0.0.1/", "http://news.example#@127.0.0.1:80@10.0.0.1/",
    "http://news.example\\@127.0.0.1/", "http://127.0.0.1\\@news.example/", "http://127.0.0.1\\.news.example/",
    "http://news.example\t@127.0.0.1/", "http://127.0\t.0.1/", "http://127.0.0\n.1/", " http://127.0.0.1/",
    "http:127.0.0.1/", "http:/127.0.0.1/", "http:///127.0.0.1/", "http:\\\\127.0.0.1/", "//127.0.0.1/", "127.0.0.1",
    "HTTP://127.0.0.1/", "hTTps://127.0.0.1/", "http://127.0.0.1:/", "http://127.0.0.1:00080/", "http://127.0.0.1:0/",
    "http://127.0.0.1:443/", "https://127.0.0.1:80/", "http://127.0.0.1:65536/", "http://127.0.0.1:80:443/",
    "http://8.8.8.8:25/", "http://8.8.8.8:22/", "https://8.8.8.8:6667/", "http://8.8.8.8:0/",
    "http://169.254.169.254/latest/meta-data/iam/security-credentials/", "http://metadata.google.internal/computeMetadata/",
)  # fmt: skip

SCHEMES = (
    "file:///etc/passwd", "file://localhost/etc/passwd", "FILE:/etc/passwd", "/etc/passwd", "ftp://127.0.0.1/",
    "data:application/rss+xml,<rss/>", "gopher://127.0.0.1:6379/_INFO", "dict://127.0.0.1:11211/", "unix:///run/bot.sock",
    "http+unix://%2Frun%2Fdocker.sock/info", "unix:/run/bot.sock", "ws://127.0.0.1/", "wss://127.0.0.1/",
    "feed://127.0.0.1/", "feed:http://127.0.0.1/", "jar:http://127.0.0.1/!/", "view-source:http://127.0.0.1/",
    "javascript:alert(1)", "ldap://127.0.0.1/", "tcp://127.0.0.1/", "blob:http://127.0.0.1/", "",
)  # fmt: skip

# Names and where they lead; the nameserver belongs to whoever attacks.
NAMES = {
    "loop.example": ["127.0.0.1"],
    "lan.example": ["192.168.1.1"],
    "carrier.example": ["100.64.0.9"],
    "cloud.example": ["169.254.169.254"],
    "metadata.google.internal": ["169.254.169.254"],
    "azure.example": ["168.63.129.16"],
    "all.example": ["0.0.0.0"],
    "six.example": ["::1"],
    "local.example": ["fe80::1%1"],
    "own.example": ["fd00::1"],
    "mapped.example": ["::ffff:10.0.0.1"],
    "compatible.example": ["::10.0.0.1"],
    "nat64.example": ["64:ff9b::10.0.0.1"],
    "six2four.example": ["2002:a00:1::1"],
    "many.example": ["10.0.0.1", "127.0.0.1", "::1", "fd00::1"],
    "127.0.0.1.wild.example": ["127.0.0.1"],
    "xn--fiqs8s.example": ["10.0.0.2"],
}
NAMED = (
    *(f"http://{name}/" for name in NAMES),
    "http://LOOP.Example/", "http://loop.example./", "http://loop\u3002example/", "http://\uff4coop.example/",
    "http://\u4e2d\u56fd.example/", "https://lan.example:8443/feed", "http://loop.example:9464/metrics",
)  # fmt: skip

KINDS = {
    "numbers": tuple(f"http://{one}/" for one in NUMBERS),
    "sixes": tuple(f"http://[{one}]/" for one in SIXES),
    "spellings": tuple(f"http://{one}/" for one in SPELLINGS),
    "whole": WHOLE,
    "schemes": SCHEMES,
    "names": NAMED,
}
