"""Sentences that every article carries and none needs: invitations, credits, prices, refusals to comment."""

import re

BOILERPLATE = re.compile(
    r"\b(?:newsletter|sign up|subscribe|click here|read more|follow us|all rights reserved|getty images|photo(?:graph)?:|image:|credit:|declin(?:ed|es) to comment"
    r"|did(?:n['’]t| not) (?:immediately )?(?:respond|reply|return)|not immediately available|could not be reached|to contact the (?:reporter|editor)s?"
    r"|more stories like this|reporting by|editing by|shares? (?:rose|fell|were|was|closed|slipped|gained|dropped|jumped)|stock (?:rose|fell|closed)|copyright|advertisement|terms of (?:use|service)"
    r"|baca juga|simak juga|simak video|saksikan video|pilihan editor|gambas|berlangganan|ikuti kami|foto:|hak cipta|dilarang|editor:|penulis:|enggan berkomentar|belum memberikan (?:komentar|tanggapan)|belum merespons"
    r"|ikuti berita)\b|^\s*\((?:[a-z]{2,4}/)+[a-z]{2,4}\)"
    r"|不予置评|暂未回应|未予回应|尚未回应|未回应|责任编辑|版权|未经授权|转载|点击|关注我们|公众号|扫码|广告|截至发稿|股价(?:上涨|下跌|收)|图源|图片来源|声明：|本文来自|文[/｜|]|编辑[/｜|]",
    re.I,
)


def is_boilerplate(sentence: str) -> bool:
    """Whether a sentence says nothing of the story."""
    return BOILERPLATE.search(sentence) is not None
