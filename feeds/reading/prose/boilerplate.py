"""Sentences that every article carries and none needs: invitations, credits, prices, refusals to comment.

Closed lists of the press's standing phrases, by language; a standing phrase anywhere in a sentence makes it one. The
shell of a page (invitations, credits, links) answers nothing and tells nothing; share prices and refusals to comment may
answer a question, but are never worth a bullet.
"""

import re

_SHELL_LATIN = (
    r"newsletter|sign(?:ed)? up (?:for|to|here)|subscribe|click here|tap here|read (?:more|also|next|the full)|follow us|all rights reserved|getty images"
    r"|photo(?:graph)?s?:|photo by|pictured:|image:|credit:|more stories like this|(?:reporting|editing|compiled) by|graphic by|with assistance from"
    r"|is [\w. ]{2,30}['’]s (?:daily |weekly )?(?:round-?up|newsletter|digest)"
    r"|will update (?:this|the) story|update this story|to contact the (?:reporter|editor|author)s?"
    r"|copyright|advertisement|terms of (?:use|service)|privacy policy|our journalism|this (?:story|article) (?:has been|was) (?:updated|corrected|originally)"
    r"|baca juga|simak juga|lihat juga|baca selengkapnya|simak video|saksikan (?:video|juga)|tonton (?:juga|video)|pilihan editor|gambas|berlangganan|ikuti (?:kami|berita)"
    r"|foto:|hak cipta|dilarang (?:mengutip|menyalin)|editor:|penulis:|reporter:|pewarta:|infografis|halaman selanjutnya"
)
_SHELL_HAN = (
    r"责任编辑|责编|版权|未经授权|转载|点击|关注我们|公众号|扫码|二维码|广告|图源|图片来源|配图|声明[：:]|免责|本文(?:来自|来源|首发|不构成|由)"
    r"|(?:文|作者|编辑|撰文|记者|来源)\s*[/｜|丨:：]|更多(?:精彩|关键|资讯|内容)|^原标题|请(?:搜索|关注|下载|查看)|据此操作|风险自担|不构成投资"
    r"|大赛.{0,20}(?:报名|来袭|投票|领取)|报名(?:参赛|即可)|投票吧|礼包|火热报名|重磅来袭|^导读[：:]|见证.{0,8}脚步|长按识别"
)
SHELL = re.compile(
    rf"\b(?:{_SHELL_LATIN})(?!\w)|^\s*[(\[](?:[a-z]{{2,4}}\s?/\s?)*[a-z]{{2,4}}[)\]]\s*$|{_SHELL_HAN}"
    r"|^\s*by [\w.]+(?: [\w.]+){0,2}(?: and [\w.]+(?: [\w.]+){0,2})?\s*$|https?://|www\.",
    re.I,
)
EMPTY = re.compile(
    r"\b(?:declin(?:ed|es|ing) (?:to|further) comment|no comment|did(?:n['’]t| not) (?:immediately )?(?:\w+ )?comment|did(?:n['’]t| not) (?:immediately )?(?:respond|reply|return)|not immediately (?:available|respond|reply)"
    r"|could not (?:immediately )?be reached|requests? for comment|reached out to"
    r"|shares? (?:of .{1,40} )?(?:rose|fell|were|was|closed|slipped|gained|dropped|jumped|plunged|tumbled|climbed|slid|surged|traded|declined|plummeted)"
    r"|stock (?:rose|fell|closed|plunged|declined|gained|slipped|jumped)|market value"
    r"|(?:was the )?first (?:to report|reported) (?:the|on|this)"
    r"|enggan (?:ber|memberikan )?komentar|belum (?:memberikan|memberi|mau) (?:komentar|tanggapan|keterangan)|belum (?:merespons?|menanggapi|menjawab)|tidak (?:segera )?menanggapi"
    r"|saham .{0,30}(?:ditutup|naik|turun|anjlok|melemah|menguat) .{0,20}\d)\b"
    r"|占营收比例|主营业务为|每经AI点评|不予置评|拒绝置评|(?:暂未|未予|尚未|均未|并未|没有|未)(?:立即)?(?:对此)?(?:[作做]出)?(?:任何)?(?:回应|回复|置评)"
    r"|^[^，。]{0,20}未持有公司股份。?$|次(?:临时)?会议(?:[，,]?审议(?:并)?通过了?《[^》]*》)?。?$"
    r"|截至发稿|股价(?:上涨|下跌|收|报|大跌|大涨|跌|涨)|(?:收|现)报[\d.]+|收盘价[为报：]?[\d.]+元。?$",
    re.I,
)
# A headline of another article, a label, a signature: no sentence at all.
ENDED = re.compile(r"[.!?。！？…][\"'”’»)\]」』）]*\s*$")


def is_boilerplate(sentence: str) -> bool:
    """Whether a sentence is of the page's shell and says nothing of the story."""
    return SHELL.search(sentence) is not None


def is_filler(sentence: str) -> bool:
    """Whether a sentence is not worth a bullet: the shell, a share price, a refusal to comment."""
    return is_boilerplate(sentence) or EMPTY.search(sentence) is not None


def is_whole(sentence: str) -> bool:
    """Whether a line ends as a sentence does; headings, signatures and labels do not."""
    return ENDED.search(sentence) is not None
