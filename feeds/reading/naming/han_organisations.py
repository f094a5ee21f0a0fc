"""Organisations in Chinese text that no catalog knows: by what they end in, and by where their name stands.

1. A name ends in what firms and institutions end in. Strong endings (银行, 有限公司) suffice; weak ones (科技, 汽车), which
   are words of the language too, count where the name heads a title or a clause with a firm's verb, or stands twice.
2. A listed firm is followed by its code: 某某（SH 600000）, and heads its announcement: 某某：聘任….
3. To the left a name ends at a mark, at a letter of another script, or at a word that governs it (加入, 担任, 原, 的).
4. What has been found once is found everywhere in the article.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from feeds.reading.naming.lexicon import HAN_ORG_ENDINGS, HAN_ORG_STRONG

HAN = r"[\u4e00-\u4e27\u4e29-\u9fff]"  # without 丨, which divides headings
LONGEST = 9  # Han before the ending
STRONG = re.compile("|".join(sorted(HAN_ORG_STRONG, key=len, reverse=True)))
WEAK = re.compile("|".join(sorted(HAN_ORG_ENDINGS - HAN_ORG_STRONG, key=len, reverse=True)))
# Where an ending is part of a longer word, it ends no name.
LONGER = re.compile(
    r"^(?:股东|子公司|权|转让|回购|总数|比例|有限|占|业(?!务|绩)|行业|产业|市场|股|卡|间|家|经理|者|人(?!士|民)|交易所|股份|法|合同|公告|总数|价格|额|化|性|端|类|圈|界|领域|赛道|概念)"
)
# Words after which a name begins.
GOVERNS = re.compile(
    r"(?:核准|批准|同意|加入|加盟|入职|离开|来自|出任|担任|就任|接任|现任|曾任|时任|历任|兼任|前任|新任|成立|创立|创办|创建|旗下|包括|聘任|任命|委任|公告|根据|关于|作为|成为|负责|一家|这家|多家"
    r"|国内|全球|知名|著名|上市|目前|今日|近日|日前|此前|随后|其中|以及|同时|控制|收购|投资|跳槽至|跳槽到|转投|任职于|就职于|供职于|服务于|毕业于|获悉|显示|进入|退出|选举|空降|免去|拥有|召集|持有|希望|成为|指出|表示|认为|辞任|辞去|卸任|隶属于|隶属|属于|位于"
    r"|集团|公司|银行|年|月|日|后|先后|均|曾|已|的|在|由|从|任|为|是|与|和|及|被|原|前|向|对|将|把|于|至|到|了|给|据|让|称|以|自|等|该|其|并|但|也|又|即|或|当|则|因|请|受|令|各|本|某|掌|回)$"
)
# Whoever is hired is hired by somebody: 入职诺瓦，负责….
JOINS = re.compile(
    rf"(?:入职|跳槽[至到]|转投|就职于|任职于|供职于|(?<!开放)(?<!连锁)加盟|加入(?=[^，,。；]{{2,9}}[，,]?(?:担任|出任|任)))"
    rf"(?P<name>(?!了|其|一|这|某|新|老|外|同|竞|对|大|该|多|另|创|国|海|我|他|她|你|前)(?:(?!任|担|出任|负责|并){HAN}){{2,7}}?)"
    rf"(?=[，,。;；!！]|$|\s|担任|出任|任[^何职]|并|负责|后)"
)
LEADS = re.compile(
    rf"(?:出任|就任|转任|执掌|担任)(?P<name>(?!了|其|一|这|某|新|该|中国|大中华|亚太|全球|华东|华南|华北|智能|首席){HAN}{{2,6}}?(?:科技|汽车|智能|机器人|资本|传媒|咖啡|航空|网络|影业|娱乐|保险|人寿|支付|物流|能源|电子|教育|游戏|音乐|食品|乳业|餐饮))"
    rf"(?=联席|首席|独立|非执行|执行|副?董事长|副?总裁|副?总经理|高级|CEO|CTO|CFO|COO|CMO)",
    re.I,
)
POST = r"(?:联合创始人|创始人|创始成员|副?董事长|CEO|CTO|CFO|COO|CMO|(?:高级|执行)?副?总裁|首席[\u4e00-\u9fff]{2,3}官)"
# A firm that begins a clause, with the post and the name of who goes or comes: 诺瓦董事长沈若溪辞任.
HEAD_POST = re.compile(
    rf"(?:^|[\n，,。:：丨|｜])(?P<name>(?!联合|联席|首席|执行|独立|高级|资深|常务|中国|全球|亚太|集团|公司|该|其|原|前|现任|时任|知名|美国|日本|韩国|网传|消息|曝|传|独家|今日|近日|昔日|一|多|某)"
    rf"{HAN}{{2,5}}?)(?:原|前)?{POST}(?={HAN}{{2,4}}(?:离职|辞职|辞任|请辞|卸任|离任|退休|到龄|下台|加盟|加入|入职|跳槽|转投|出任|升任|创业|被解|被罢|被免))",
    re.I,
)
CUTS = re.compile(
    rf"^(?P<name>(?!大|多|又|全球|美国|科技|银行|车企|大厂|巨头|公司|集团|国|外企|券商|行业|海外|一|某|裁|被){HAN}{{2,4}}?)(?:被曝|回应|宣布|启动|再次|大规模)?裁员(?!潮|[费赔补])",
    re.M,
)
NOT_JOINED = re.compile(
    r"团队|阵营|行列|公司|企业|行业|领域|赛道|大厂|项目|计划|部门|集团$|联盟|协会|委员会|战局|董事会|监事会|节目|综艺|[年月日]|工作|体制|党|军"
)
# The state's own offices, where a post of theirs is spoken of.
OFFICE = re.compile(
    r"(?P<name>(?:国务院)?国资委|(?:国家)?发改委|证监会|银保监会|金融监管总局|工信部|工业和信息化部|财政部|商务部|科技部|教育部|交通运输部|住建部|生态环境部|外交部|国家能源局|国家网信办|网信办|国家数据局"
    r"|国家统计局|国家知识产权局|市场监管总局|中国人民银行|央行|中国证监会|上交所|深交所|北交所|港交所|全国工商联|中国科协|中国科学院|中科院|中国工程院|国铁集团)(?=(?:党[委组]|原|前|首席|副)?(?:书记|副?主任|副?主席|副?部长|副?局长|副?行长|副?院长|副?会长|副?理事长|总经理|董事长|新闻发言人|顾问))"
)
# What no name holds: the clause has been cut too far to the left.
INSIDE = re.compile(r"[这多各几数]家|公司|持有|拥有|希望|成为|召集|确保|一度|人工智能|注册资|加入|瞄准|担任|辞去|宣布")
NO_NAME = re.compile(
    r"^(?:子|分|母|总|该|本|各|某|上市|互联网|科技|控股|股份|有限|保险|商业|投资|传媒|国有|民营|外资|中央|人民|头部|一线|大型|新兴|传统|初创|创业|独角兽|新能源|人工智能|母婴|相关|其他|知名|电子|半导体|数据|研发|技术|产品|管理|运营|销售|市场|人力资源|财务|法务|核心|高管|专家|骨干|创始|原有|新|老|大|小|两|三|多|全|外|主)*$"
)
FIRM_AFTER = re.compile(
    r"^(?:公司)?(?:[（(]|[：:]|宣布|发布|公告|公布|披露|聘任|任命|委任|董事会|监事会|董事长|总裁|总经理|副总|首席|创始人|联合创始人|CEO|CTO|CFO|方面|官方|官宣|内部|高管|高层|人事|否认|回应|旗下|发言人|原|前|新任|执行|独立|非执行|宣告|获|收到)"
)
CODE = re.compile(
    r"[（(]\s*(?:股票代码|证券代码|代码|SH|SZ|HK|BJ|sh|sz|hk|NYSE|NASDAQ|港股|A股|新三板)?[\s:：.,，]*\d{4,6}(?:\.[A-Za-z]{2,3})?"
    r"|[（(]\d+\.\d+,"
)
HEADING = re.compile(rf"^(?:快讯[：:丨|]|独家[：:丨|]|【[^】]{{1,8}}】)?({HAN}{{2,8}})[：:]")
NO_HEADING = re.compile(
    r"快讯|独家|公告|消息|观察|专访|人事|突发|重磅|深度|早报|晚报|要闻|研报|评论|日报|解读|揭秘|传闻|最新|热点|焦点"
)
NEWS_OF_FIRMS = re.compile(r"聘|任|辞|离|董|监事|总裁|总经理|首席|高管|换届|选举|提名|财务|秘书|变动|人事")


def organisations(text: str) -> list[tuple[int, int]]:
    """The stretches ``[start, end)`` of organisations in simplified Chinese "title newline text", without overlaps."""
    title, _, _ = text.partition("\n")
    joined = list(_joined(text))
    names = {text[a:b] for a, b in _sure(text, title, joined)}
    times: dict[str, list[tuple[int, int]]] = {}
    for start, end in _endings(text, WEAK):
        times.setdefault(text[start:end], []).append((start, end))
    for name, places in times.items():
        speaks = any(FIRM_AFTER.match(text[end : end + 8]) and _heads(text, start) for start, end in places)
        if speaks or (len(places) > 1 and any(_heads(text, start) for start, _ in places)):
            names.add(name)
    kept = {n for n in names if not _overlong(n, names, text)} | set(_of_china(text))
    short = {n[2:] for n in kept if n.startswith("中国") and text.count(n[2:]) > text.count(n)}
    found = _everywhere(text, kept | short)
    covered = {at for start, end in found for at in range(start, end)}
    return sorted([*found, *(s for s in joined if s[1] - s[0] == 2 and s[0] not in covered)])


OF_CHINA = re.compile(rf"中国({HAN}{{2}})")
# What 中国 stands before as a country, not as the beginning of a firm's name.
COUNTRY_WIDE = re.compile(
    r"市场|经济|企业|公司|政府|人民|大陆|内地|香港|台湾|地区|团队|用户|战略|业务|总部|区总|消费|制造|制裁|互联|汽车|科技|金融|资本|研发|投资|银行|证券|基金|电影|足球|男足|女足|球员|球队|国家|国际|外交|驻|文化|历史|智能|人工|芯片|创业|留学|学生|学者|科学|工程|技术|产业|行业|员工|高管|首[个家次席]|最[大高]|第[一二三]|女[子性]|男[子性]|品牌|手机|大[模型区]|执行|董事|总裁|专利|商[务业]|客户|出口|进口|海外|新能"
)
SPEAKS = re.compile(r"^(?:\d{4}年|今年|去年|股价|年报|财报|方面|宣布|公告|旗下|董事|总裁|高管|（|\(|原|前)")


def _of_china(text: str) -> Iterator[str]:
    """Firms named 中国 and two characters more, where the article speaks of them twice and once as of a firm."""
    times: dict[str, list[int]] = {}
    for match in OF_CHINA.finditer(text):
        if not COUNTRY_WIDE.match(match.group(1)):
            times.setdefault(match.group(), []).append(match.end())
    for name, ends in times.items():
        if len(ends) > 1 and any(SPEAKS.match(text[end : end + 6]) for end in ends):
            yield name


def _overlong(name: str, names: set[str], text: str) -> bool:
    """Whether a name is another's with a word before it: 沈若溪诺瓦科技 where 诺瓦科技 stands alone too."""
    return any(
        other != name and name.endswith(other) and text.count(other) > 2 * text.count(name) - 1 and len(other) >= 4
        for other in names
    )


def _sure(text: str, title: str, joined: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    yield from _endings(text, STRONG)
    for match in CODE.finditer(text):
        start = _left(text, match.start(), 6)
        if match.start() - start >= 2:
            yield start, match.start()
    yield from joined
    heading = HEADING.match(title)
    if heading and not NO_HEADING.search(heading.group(1)) and NEWS_OF_FIRMS.search(title[heading.end() :]):
        name = heading.group(1)
        if len(name) >= 4 or text.count(name) > 1:
            yield heading.start(1), heading.end(1)


def _joined(text: str) -> Iterator[tuple[int, int]]:
    """What is named right behind a verb by which somebody comes to a firm or an office."""
    for pattern in (JOINS, LEADS, OFFICE, HEAD_POST, CUTS):
        for match in pattern.finditer(text):
            if not NO_NAME.match(match.group("name")) and not NOT_JOINED.search(match.group("name")):
                yield match.span("name")


def _endings(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        if LONGER.match(text[match.end() : match.end() + 4]):
            continue
        start = _left(text, match.start(), LONGEST)
        own = text[start : match.start()]
        if (
            len(own) >= 2
            and not NO_NAME.match(own)
            and not INSIDE.search(text[start : match.end()].removesuffix("公司"))
        ):
            yield start, match.end()


def _left(text: str, at: int, longest: int) -> int:
    """Where a name that reaches to ``at`` begins."""
    start = at
    while start > 0 and at - start < longest and re.match(HAN, text[start - 1]):
        if at - start >= 2 and GOVERNS.search(text[max(0, start - 5) : start]):
            break
        start -= 1
    if start and at - start >= longest and re.match(HAN, text[start - 1]):
        return at  # it runs on: a sentence, no name
    return start


def _heads(text: str, start: int) -> bool:
    """Whether a stretch begins a clause."""
    return start == 0 or not re.match(HAN, text[start - 1])


def _everywhere(text: str, names: Collection[str]) -> list[tuple[int, int]]:
    ordered = sorted((n for n in names if len(n) >= 3 or f"中国{n}" in names), key=len, reverse=True)
    if not ordered:
        return []
    found = []
    for match in re.finditer("|".join(map(re.escape, ordered)), text):
        if not LONGER.match(text[match.end() : match.end() + 3]):
            found.append((match.start(), match.end()))
    return found
