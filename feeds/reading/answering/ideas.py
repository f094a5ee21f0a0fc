"""Ideas that the three languages word differently: a question in one finds a sentence in another by them."""

import re
from functools import lru_cache

from feeds.reading.text import folded

IDEAS = {
    "leave": r"\b(?:leav\w*|left|quit\w*|resign\w*|depart\w*|step\w* (?:down|back|aside)|exit\w*|retir\w*|hengkang|keluar|mundur|mengundurkan|pengunduran|meninggalkan|tinggalkan|lengser|berhenti|pensiun|cabut)\b|离职|离开|离任|辞|卸任|出走|退休|退出|不再担任",
    "fire": r"\b(?:fir(?:ed|es|ing)|dismiss\w*|oust\w*|sack\w*|terminat\w*|remov\w*|dipecat|memecat|pemecatan|dicopot|mencopot|pencopotan|diberhentikan|pemberhentian)\b|解雇|免职|罢免|开除|撤职|免去",
    "join": r"\b(?:join\w*|hir(?:e|ed|es|ing)|recruit\w*|mov(?:e|ed|es|ing) (?:to|over)|next stop|head(?:s|ed|ing) to|bergabung|gabung|pindah|direkrut|merekrut|rekrut|berlabuh|merapat|menuju|hijrah)\b|加入|加盟|入职|挖|跳槽|来到|投奔|前往|转投",
    "appoint": r"\b(?:appoint\w*|nam(?:e|ed|es|ing)|becom\w*|became|tak\w* (?:over|up)|took (?:over|up)|start\w*|promot\w*|ditunjuk|menunjuk|penunjukan|diangkat|mengangkat|pengangkatan|dilantik|melantik|pelantikan|menjabat|jadi|menjadi|terpilih)\b|任命|出任|担任|升任|上任|聘任|委任|接任|履新|就任",
    "replace": r"\b(?:replac\w*|succe(?:ed|ss)\w*|tak\w* over|took over|step\w* (?:in|up)|filled|menggantikan|gantikan|digantikan|diganti|pengganti|penggantinya|diisi|mengisi)\b|接替|接任|取代|继任|接棒|接班|代替",
    "reason": r"\b(?:because|reason\w*|due to|after|following|amid|over|cit\w+|karena|akibat|alasan\w*|sebab|setelah|lantaran|faktor|terkait|berkaitan)\b|因|由于|原因|出于|鉴于|为了",
    "restructure": r"\b(?:restructur\w*|reorgani[sz]\w*|overhaul|restrukturisasi|reorganisasi)\b|调整|重组",
    "cut": r"\b(?:lay\w* off|laid off|layoffs?|job cuts?|cut\w*|redundan\w*|phk|dipangkas|memangkas|pemangkasan|pemutusan)\b|裁员|裁减|裁撤",
    "role": r"\b(?:role|job|post|position|title|head\w*|led|lead\w*|chief|director|serv(?:e|ed|es|ing) as|peran\w*|jabatan\w*|posisi\w*|memimpin|kepala|direktur|tugas|sebagai|pekerjaan)\b|职位|职务|负责|主管|岗位|角色|担任|兼任|现任",
    "before": r"\b(?:before|previous\w*|former\w*|most recently|prior|earlier|ex|once|sebelum\w*|mantan|eks|pernah|dulu)\b|此前|之前|曾|原任|前任|历任|先前",
    "pay": r"\b(?:pay|paid|salary|compensation|bonus|gaji|bayaran|kompensasi|dibayar|upah)\b|薪|工资|奖金|报酬",
    "money": r"\b(?:rais\w*|fund\w*|invest\w*|financ\w*|round|valu\w*|worth|pendanaan|investasi|dana|modal|nilai|valuasi|kekayaan)\b|融资|投资|估值|身价|财富|资金",
    "market": r"\b(?:shares?|stocks?|saham|fell|falls?|drop\w*|plung\w*|declin\w*|slid|ros\w*|jump\w*|gain\w*|anjlok|turun|naik|merosot|melonjak)\b|股价|股票|跌|涨",
    "profit": r"\b(?:profit\w*|revenue\w*|earnings|sales|loss\w*|laba|pendapatan|rugi|kerugian|omzet|penjualan)\b|利润|营收|收入|亏损|净利|销售额",
    "staff": r"\b(?:employ\w*|staff|workers?|workforce|headcount|karyawan|pegawai|pekerja|staf)\b|员工|雇员|职员|人员",
    "ceo": r"\b(?:ceo|chief executive|dirut|direktur utama)\b|首席执行官|总经理|总裁",
    "chair": r"\b(?:chair\w*|komisaris utama|ketua)\b|董事长|主席",
    "found": r"\b(?:found(?:er|ers|ed)|co-?found\w*|start\w*|launch\w*|establish\w*|set up|pendiri\w*|didirikan|mendirikan)\b|创始|创办|创立|成立|创建",
    "plan": r"\b(?:plan\w*|will|expect\w*|next|announc\w*|akan|rencana\w*|diperkirakan|berikutnya)\b|将|计划|预计|下一步",
    "say": r"\b(?:said|say\w*|comment\w*|respon\w*|react\w*|respons|kata|ujar\w*|tanggapan|komentar|reaksi|membantah|menurut)\b|表示|回应|说|称",
    "report": r"\b(?:report\w*|according to|announc\w*|reveal\w*|dilaporkan|melaporkan|mengumumkan|diumumkan|pengumuman)\b|报道|披露|公布|公告|宣布|透露",
    "study": r"\b(?:universit\w*|stud(?:y|ied)|degree|graduat\w*|universitas|kuliah|lulus\w*|alumni|jurusan)\b|毕业|大学|学位|学历",
    "age": r"\b(?:aged?|year-?old|years old|born|usia\w*|umur\w*|lahir|berusia)\b|岁|出生|年龄|生于",
    "begin": r"\b(?:begin\w*|began|start\w*|effective|since|mulai|dimulai|terhitung|sejak|efektif)\b|开始|自\S{0,8}起|生效|起",
    "based": r"\b(?:based|headquarter\w*|locat\w*|berkantor|bermarkas|berbasis|berada|terletak)\b|总部|位于|坐落|常驻",
    "own": r"\b(?:own\w*|stake|hold\w*|shareholder\w*|memiliki|pemilik|kepemilikan|pemegang saham)\b|持有|持股|拥有|股东",
    "buy": r"\b(?:buy\w*|bought|acqui\w*|purchas\w*|takeover|membeli|dibeli|akuisisi|mengakuisisi)\b|收购|购买|并购",
    "work": r"\b(?:work\w*|employed|career|bekerja|kerja|berkarier|karier|bertugas)\b|工作|任职|就职|供职|效力",
    "lead": r"\b(?:run|runs|ran|running|lead|leads|led|leading|heads?|headed|heading|helm|steer\w*|chief executive|ceo|memimpin|pimpin\w*|dipimpin|mengepalai|dikepalai|menakhodai|dirut|direktur utama)\b|领导|执掌|掌舵|带领|率领|负责人|首席执行官|总经理|总裁",
    "die": r"\b(?:die[sd]?|dying|dead|deaths?|killed|pass(?:ed|es) away|meninggal|wafat|tewas|mati|kematian\w*|gugur)\b|去世|逝世|死|病逝|丧生|身亡|遇难",
    "end": r"\b(?:end(?:s|ed|ing)?|finish\w*|conclud\w*|clos(?:e|ed|es|ing|ure)|shut\w*|berakhir|akhir|selesai|diakhiri|tutup|ditutup|menutup|penutupan)\b|结束|关闭|终止|停止|关停|完结",
    "win": r"\b(?:win(?:s|ner|ners|ning)?|won|award\w*|prizes?|victor\w*|menang|memenangkan|pemenang|juara|meraih|penghargaan|kemenangan)\b|获胜|赢|夺冠|冠军|获奖|荣获|得奖|奖项",
    "many_years": r"\b(?:years?|decades?|months?|tahun|dekade|bulan)\b|年|个月",
}  # fmt: skip
IDEA_PATTERNS = {name: re.compile(p, re.I) for name, p in IDEAS.items()}


@lru_cache(maxsize=8192)
def ideas_in(text: str) -> frozenset[str]:
    """The ideas that a text words."""
    plain = folded(text)
    return frozenset(name for name, pattern in IDEA_PATTERNS.items() if pattern.search(plain))
