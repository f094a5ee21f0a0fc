"""Words by which names, roles and organisations are told apart, per language.

Data rather than rules: each set says what its members have in common. They hold words of the language, never names of
people.
"""

import re

ORG_WORDS = frozenset(
    """
    inc corp corporation co ltd limited llc plc group holdings holding bank lab labs laboratory laboratories
    university institute institut academy college school technologies technology systems motors motor airlines
    airways energy capital ventures partners fund foundation association federation council commission division
    bureau committee ministry department agency authority board court senate congress parliament union league club
    fc united city cloud research robotics media news studios studio entertainment pharmaceuticals pharma
    healthcare hospital insurance securities financial networks network software semiconductor electronics
    industries international airport exchange party church centre center office pt tbk cv bumn kementerian
    kementrian badan universitas komisi dewan lembaga dinas polda polri polres partai yayasan bursa asosiasi grup
    perusahaan persatuan perserikatan timnas persib persija persebaya arema sekolah rumah fakultas direktorat mahkamah
    sekuritas asuransi multifinance air kejaksaan kabupaten provinsi kecamatan kelurahan kpu bawaslu dprd dpr mpr
    """.split()
)
ORG_ENDINGS = re.compile(r"(?:\.ai|\.com|\.io|\.id|tech|soft|bank|corp|net|labs|media|pay|ware|works|(?-i:AI))$", re.I)

# Words that are no part of a name though they often begin with a capital.
NOT_NAMES = frozenset(
    """
    phk pak bapak prof siapa siapakah apa apakah mengapa kenapa kapan berapa bagaimana mana whom which how the a
    an in on at by for from to of and or but as with after before amid over under into its his her their our this
    that these those it he she they we i you who what when where why if while since until during although because
    former ex new old first last next late early more most many some all both each every no not is are was were be
    been has have had will would can could may might must should says said say report reports reported meanwhile
    however also now today yesterday tomorrow here there monday tuesday wednesday thursday friday saturday sunday
    january february march april june july august september october november december
    vc pe vp svp evp md q1 q2 q3 q4 mr mrs ms dr yang dan di ke dari untuk pada dengan ini itu tidak akan dalam adalah oleh karena
    juga sebagai saat sebelumnya setelah mantan eks bos senin selasa rabu kamis jumat sabtu minggu januari
    februari maret mei juni juli agustus oktober desember kini namun ia dia mereka kami kita para menurut selain
    sementara sejak hingga usai jika meski meskipun namanya bukan bahkan kemudian tak soal begini inilah resmi
    jadi lalu hal tahun hari selama secara seperti ada banyak dua tiga breaking exclusive update analysis opinion
    video foto berita profil r&d m&a sources source two three four five six seven eight nine ten ceo cto cfo coo ai hr pr
    ev tv pc ipo jan feb mar apr jun jul aug sep sept oct nov dec sh sz hk bj nyse nasdaq gpu llm api app vr ar
    iot agi ml nlp asr joins join joined joining leaves leave left leaving quits quit hires hire hired hiring
    names named appoints appointed taps tapped poaches poached steps step down stepping resigns resign resigned
    retires retire retired departs depart departed exits exit out up off ousted ousts oust fires fired replaces
    replace replaced promotes promoted succeeds succeed become becomes loses lose lost gains returns return
    rejoins shares fall rise stock announces announced set plans plan denies deny confirms confirm gets get top
    key senior veteran longtime executive exec executives staff employees worker workers cuts cut layoffs jobs
    deal launches launch unveils release releases sues sue wins win back co-founder dewan direksi rupst rups
    rupslb menkeu bagi aku serupa posisi legenda bintang pemilik pebulutangkis pembiayaan purnawirawan jajaran
    susunan beredar kabarnya konon melansir dilansir rektor dekan lulusan jebolan sp msi msc ir mh se mm phd mba
    ssi mpd spd sip rp purn wib wita wit simak baik tunjuk ditunjuk angkat diangkat lantik dilantik rekrut direkrut bajak dibajak
    diri jabatan kursi sepatutnya seharusnya sebaiknya semestinya penerima tunjangan gaji harus wajib mesti layak pantas memang justru malah didesak dituntut digugat naik turun berhenti undur lengser cabut balik merapat
    hijrah berlabuh mengundurkan menjabat dikabarkan dirumorkan diisukan dikontrak ditugaskan dipercaya didapuk dicoret disebut lepas
    resign menolak gaet digaet pecat dipecat copot dicopot tinggalkan hengkang mundur gabung bergabung pindah gantikan digantikan diganti
    umumkan ungkap bantah sebut kecam rombak bakal kembali keluar pimpin duduki boyong datangkan lepas depak pilih terpilih minta
    diminta desak bilang tegaskan akui buka ajak terima tolak tetap masih beberapa sudah belum sempat bikin soal alasan sosok
    kabar rumor mengaku punya tanggapi respons jawab incar diincar bidik segera kena geser singkirkan asn pns
    """.split()
)
PLACES = frozenset(
    """
    china chinese us u.s. american america usa uk britain british england english europe european india indian
    japan japanese korea korean singapore singaporean malaysia malaysian thailand thai vietnam vietnamese
    philippines filipino indonesia indonesian russia russian germany german france french italy italian spain
    spanish israel israeli australia australian canada canadian brazil mexico asia asian africa african taiwan
    taiwanese hong kong beijing shanghai shenzhen hangzhou tokyo seoul london paris berlin washington california
    texas boston chicago seattle san francisco york silicon valley jakarta bandung surabaya medan bali yogyakarta
    semarang makassar tangerang bekasi bogor depok banten jawa sumatera kalimantan sulawesi papua amerika serikat
    inggris belanda jepang tiongkok cina jerman prancis perancis spanyol italia brasil eropa selatan utara barat
    timur tengah asal pasifik pacific tenggara iraq iran iraqi iranian ukraine ukrainian pakistan afghanistan turkey turkish saudi arabia
    dubai qatar south north east west southeast central republic kingdom states state new zealand swiss
    switzerland sweden swedish mexican brazilian dutch netherlands polish poland irish ireland scottish scotland
    danish denmark norwegian norway finnish finland belgian belgium austrian austria portuguese portugal greek
    greece egyptian egypt nigerian nigeria kenyan kenya argentine argentina chilean chile colombian colombia
    peruvian emirati qatari pakistani bangladeshi bangladesh guangzhou munich angeles austin toronto sydney
    melbourne mumbai bengaluru bangalore delhi hanoi bangkok manila kuala lumpur taipei u.s u.k eu usd arab pusat
    rusia dki ikn
    """.split()
)
# Indonesian towns and regencies that stand between a regional post and its holder: "Bupati Banyuwangi ⟦P⟧".
REGENCIES = frozenset(
    """
    banyuwangi pekalongan pandeglang sidoarjo gresik malang kediri blitar madiun ponorogo pacitan ngawi magetan tuban lamongan
    bojonegoro jombang mojokerto pasuruan probolinggo situbondo bondowoso jember lumajang tulungagung trenggalek nganjuk sampang
    pamekasan sumenep bangkalan batu solo surakarta klaten boyolali sragen sukoharjo wonogiri karanganyar magelang temanggung
    wonosobo purworejo kebumen cilacap banyumas purbalingga banjarnegara brebes tegal pemalang batang kendal demak kudus jepara
    pati rembang blora grobogan salatiga bantul sleman kulonprogo gunungkidul cirebon indramayu majalengka kuningan sumedang
    subang karawang purwakarta cianjur sukabumi garut tasikmalaya ciamis banjar pangandaran serang lebak cilegon lampung metro
    palembang jambi bengkulu padang bukittinggi pekanbaru dumai siak kampar batam bintan karimun binjai langkat asahan labuhanbatu
    nias toba simalungun karo dairi aceh lhokseumawe pidie bireuen pontianak singkawang kubu banjarmasin banjarbaru samarinda
    balikpapan bontang kutai berau palangka tarakan nunukan manado bitung minahasa gorontalo palu poso donggala kendari kolaka
    buton gowa maros bone wajo parepare palopo luwu ambon maluku ternate tidore sorong manokwari jayapura merauke mimika kupang
    ende sikka flores sumba mataram lombok bima sumbawa denpasar badung gianyar tabanan buleleng
    """.split()
)
# What Indonesian ministers are in charge of, as it stands between "Menteri" and a name.
PORTFOLIOS = frozenset(
    """
    keuangan perdagangan pertahanan perhubungan kesehatan pendidikan agama sosial pertanian kelautan perikanan perindustrian
    ketenagakerjaan kehutanan lingkungan hidup hukum ham negeri luar dalam komunikasi informatika digital pariwisata pemuda
    olahraga pekerjaan umum pu pupr atr koordinator bidang investasi hilirisasi energi esdm sekretaris negara koperasi ukm
    pemberdayaan perempuan perlindungan anak perumahan rakyat transmigrasi kependudukan kebudayaan riset teknologi ekonomi
    perekonomian kreatif perencanaan pembangunan bumn imigrasi pemasyarakatan pangan tinggi sains dasar menengah
    """.split()
)
PARTICLES = frozenset(
    """
    de da van von der den bin binti al el la le del dos ten
    """.split()
)

ROLE_EN = re.compile(
    r"(?:(?:founding|acting|interim|deputy|vice|senior|junior|assistant|associate|executive|general|global|regional|chief|lead|principal"
    r"|managing|non-executive|independent|group|co-?|top|head|technical|technology|financial|operating|product|marketing|information|science"
    r"|scientific|research|security|legal|policy|people|revenue|strategy|commercial|communications|design|data|AI|engineering|software"
    r"|hardware|business|brand|sales|creative|medical|investment|risk|digital|content|country|club|sporting|first-team|national|team)[ -]){0,6}"
    r"(?:CEO|(?-i:MD)|CTO|CFO|COO|CMO|CIO|CPO|CSO|CISO|chairman|chairwoman|chairperson|chair|president|vice[ -]president|VP|SVP|EVP|director|manager"
    r"|founder|cofounder|co-founder|partner|officer|executive|exec|boss|chief|head|leader|lead|scientist|researcher|engineer|professor"
    r"|adviser|advisor|counsel|secretary|minister|governor|commissioner|treasurer|controller|analyst|economist|editor|editor-in-chief|columnist"
    r"|coach|striker|midfielder|defender|goalkeeper|captain|spokesman|spokeswoman|spokesperson|architect|designer|developer|economist|technologist"
    r"|ambassador|judge|dean|principal|superintendent|administrator|anchor|host|producer|cybersecurity chief)s?"
    r"(?: (?:officer|executive|scientist|of staff))?(?: of (?:the )?(?-i:[a-z])[\w-]*(?: (?!as\b|and has\b|who\b|at\b|in\b|from\b|to\b)(?-i:[a-z])[\w-]*){0,4}| for (?-i:[a-z])[\w-]*(?: (?!as\b|at\b|in\b)(?-i:[a-z])[\w-]*){0,3})?",
    re.I,
)
ROLE_ID = re.compile(
    r"(?:(?:[Pp]lt|[Ww]akil|[Mm]antan|[Ee]ks|[Cc]alon)\.? ){0,3}(?:CEO|CTO|CFO|COO|CMO|CIO|CPO|CHRO|Chief(?: [\w-]+){1,2} Officer|Country (?:Head|Manager|Director)|Managing (?:Director|Partner)|General Manager|[A-Z]\w+ Manager|Head of [\w-]+|[SE]?VP(?: [A-Z]\w+)?"
    r"|Vice President|President|Presiden (?:Direktur|Komisaris)|Direktur (?:Utama|Jenderal|Eksekutif|Pelaksana|[A-Z]?\w+(?: (?:dan|&) \w+)?)"
    r"|direktur (?:utama|jenderal|eksekutif|keuangan|teknologi|teknik|operasional|pemasaran|pengelola|pelaksana|\w+)|Direktur|direktur|Dirut|Dirjen"
    r"|Komisaris(?: Utama| Independen)?|komisaris(?: utama| independen)?|Ketua(?: Umum| Dewan \w+)?|ketua(?: umum)?|Kepala(?: [A-Z]\w+){0,3}"
    r"|kepala(?: [a-z]\w+){0,4}|Menteri(?: [A-Z]\w+){0,4}|menteri(?: [a-z]\w+){0,3}|Gubernur|gubernur|Wali Kota|Bupati|Sekretaris(?: Jenderal)?|sekretaris \w+"
    r"|Pelatih|pelatih(?: kepala)?|manajer(?: umum)?|Manajer|pendiri|Pendiri|co-founder|Co-Founder|founder|Founder|bos|Bos|pimpinan|Pimpinan|pemimpin(?: \w+)?|[Pp]resdir|[Ww]apresdir|[Bb]ankir|[Mm]anajer \w+|[Ii]nsinyur|[Pp]eneliti|[Ii]lmuwan|[Pp]etinggi|[Ee]ksekutif|[Vv]eteran"
    r"|ilmuwan(?: \w+)?|peneliti(?: \w+)?|insinyur|rektor|Rektor|penasihat|juru bicara|Juru Bicara|penyerang|gelandang|bek|kiper|striker|wakilnya|petinggi|eksekutif)"
)
ROLE_ZH = re.compile(
    r"(?:[\u4e00-\u9fffA-Za-z0-9·]{0,10}?)(?:首席[\u4e00-\u9fff]{1,5}官|首席[\u4e00-\u9fff]{0,4}科学家|执行董事|独立董事|非执行董事|董事长|副董事长|副总裁|高级副总裁|总裁|副总(?!裁|经理|理)"
    r"|总经理|副总经理|联合创始人|创始人|合伙人|负责人|首席执行官|首席财务官|首席技术官|CEO|CTO|CFO|COO|CIO|CMO|VP|院长|副院长|所长|主任|部长|局长|行长"
    r"|副行长|校长|主席|副主席|执行长|财务长|技术长|营运长|策略长|法务长|秘书长|社长|会长|总监|主管|经理|掌门人|一号位|科学家|研究员|工程师|教授|顾问|专家|主教练|教练|主播|董秘|董事会秘书|监事|董事|高管|书记|主编|首席[\u4e00-\u9fff]{2})"
)

# What names of Chinese organisations end in, sure by itself …
HAN_ORG_STRONG = frozenset(
    """
    股份有限公司 有限责任公司 有限公司 集团 银行 信托 证券 基金 股份 控股 大学 研究院 实验室 研究所 人寿 律师事务所 俱乐部 学院 医院 电视台 出版社 财险 寿险 资管 消费金融公司 金融公司 半导体 药业
    传媒 影业
    """.split()
)  # fmt: skip
# … and all of them; the others are words of the language too.
HAN_ORG_ENDINGS = frozenset(
    """
    股份有限公司 有限责任公司 有限公司 集团 银行 信托 证券 基金 股份 控股 大学 研究院 实验室 研究所 人寿 律师事务所 俱乐部 学院 医院 电视台 出版社 财险 寿险 资管 消费金融公司 金融公司 半导体 药业
    传媒 影业 科技 资本 汽车 网络 智能 机器人 保险 电子 航空 软件 互娱 游戏 音乐 能源 医药 生物 教育 投资 地产 置业 商城 电商 物流 通信 国际 动力 工场 高科 环保 农业 食品 乳业
    酒业 钢铁 水泥 重工 电气 电器 家居 服饰 纺织 化工 材料 光电 光学 精密 装备 建设 建工 文化 娱乐 体育 旅游 酒店 百货 商业 零售 超市 支付 金服 数科 快递 速递 航运 港口 铁路 高速 发展
    实业 产业 生态 健康 制药 基因 诊断 器械 金融
    """.split()
)  # fmt: skip
# Characters of foreign names as the press transliterates them.
TRANSLITERATION = frozenset(
    "阿埃艾爱安昂奥巴白拜班邦保鲍贝本比彼毕宾波勃伯博卜布查察昌达戴丹当德登邓迪蒂丁东杜顿多恩尔法凡范方菲费芬丰冯佛弗福盖甘冈戈哥格葛根贡古瓜"
    "哈海汉翰豪赫黑亨洪侯胡华怀惠霍基吉济加贾简杰金津卡凯坎康考柯科克肯孔库夸昆拉莱赖兰朗劳勒雷蕾黎李里理丽利莉立连联良列烈林琳留刘龙卢鲁路伦"
    "罗洛吕马玛迈麦曼毛梅门蒙孟米密敏明摩莫默穆拿纳娜乃南内尼年涅宁纽农努诺欧帕潘庞培佩彭蓬皮平泼珀普契钱强乔切钦琼丘让热仁日荣茹瑞若萨塞赛"
    "桑瑟森沙莎山尚绍舍申生圣胜施史什士舒朔斯丝思松苏索塔泰坦汤唐陶特腾提田铁廷通图托瓦万旺威韦维伟卫魏温文翁沃乌吴武伍西希锡夏香肖谢辛欣兴雄"
    "休许雅亚扬尧耶叶伊依易因英永尤于约赞泽扎詹珍朱祖佐亨迦琪妮婷珊薇蒂芙蓓露茜黛弥渥犹茨岑茵芭奇齐季尾崎恰诸夫布姆乃阔涛曹贺勋娃娅妲瑟缪绥兹奎圭莲廉汗得敦狄罕茂滕逊宰哲隆蒲孙延奈"
)
# Words that begin with a surname's character and are no names.
HAN_NOT_NAMES = frozenset(
    """
    高管 高级 高层 高通 高德 高校 高达 方面 方式 方案 方向 于是 于今 于近 成为 成立 成功 成员 成都 任命 任职 任期 任何 任务 时间 时代 时任 和他 和她 向外 向公 向媒 关于 关系 关注 关键 马上
    金融 金额 金山 华为 华人 华东 华南 全球 全面 全国 全新 全部 安全 安排 安徽 安卓 石油 石头 江苏 江西 江湖 常务 常年 常规 平安 平台 平均 白宫 白色 黄金 黄色 王牌 王者 张江 张家 马云鸿
    林业 林立 时候 时报 时尚 季度 季后 车企 车型 车载 车主 车间 国家 项目 项下 游戏 游客 温度 温州 路透 路径 路线 钟情 陈述 陈列 宣布 宣传 周一 周二 周三 周四 周五 周六 周日 周末 周年 周期
    周边 周岁 武汉 武器 何时 何种 何处 何去 何以 左右 左侧 祝贺 祝福 董事 董秘 严重 严格 严厉 余名 余人 余家 余年 付款 付费 夏天 夏季 包括 包含 单位 单独 单一 单日 明年 明星 明确 明显 米兰
    连续 连任 连接 边缘 盛大 盛典 冷静 商业 商汤 商务 商家 应用 应当 应对 应该 曲线 都是 都将 都会 来自 来到 来说 年轻 年度 年薪 年底 年初 年末 年前 年后 年来 年内 代表 代替 代码 代理 步骤
    年龄 年纪 施工 施行 施压 施展 施乐 施耐 施罗 施加 施政 毕业 毕竟 毕马 毕其 言论 商品 花费 花旗 席位 衡量 步入 东方 司机 司法 通用 支持 支付 计划 计算 计入 简单 简称 简历 练习 储备 储能 初创 初步 初期 万人 万元 万科 万达 万名 万亿 古代 仲裁 管理 管道 辛苦 申请
    申报 申万 解释 解决 解除 解聘 解雇 解散 强调 强化 强大 强劲 那么 那些 党委 党组 党员 乐视 乐趣 明日 宁德 宁波 宁愿 广州 康复 易车 易于 易方 苗头 凌晨 费用 纪录 纪念 纪律 文章 文件 文化
    文字 文心 文远 段时 龙头 史上 史无 贺岁 毛利 常见 雷达 雷诺 钱包 汤姆 罗马 洪水 水平 水电 木材 尚未 尚不 尚可 原因 原本 原来 原则 原有 原任 阳光 银行 银河 区域 区别 区块 景区 景气 景观
    商界 查看 查询 查处 卫星 卫生 卫健 池州 沙特 沙盘 蓝色 蓝图 巫师 仇恨 麦当 乐观 楼市 楼盘 厉害 井喷 相关 相信 相比 幸好 幸福 员工 员会 满足 满意 后任 后来 后续 种种 种类 过去 过程 召开
    召回 折扣 折合 强烈 桂林 侯任 候任 候选 候补 边界 战略 战争 巴西 巴黎 巴菲 步伐 车联 和记 华尔 华盛 梅西 梅赛 汪洋 谈判 谈话 谈及 向上 向好 向前 包装 柳州 丰田 房产 房企 房价 连锁 程序
    程度 田间 彭博 曾任 曾经 曾在 曾担 曾是 曾为 曾于 曾表 曾被 曾与 曾多 曾先 曾负 曾主 曾加 曾因 曾获 易会 祁连 白酒 白名 章程 章节 封面 封闭 艾滋 应届 丛林 柏林 闻名 闻讯 竺道 商讨 言辞
    衣服 农业 农村 农民 农行 农商 农产 吉利 吉林 吉他 吉祥 蒙古 蒙牛 蒙特 幸运 幸存 寿命 寿险 戈壁 黎巴 黎明 麻烦 麻省 麻痹 迟迟 迟到 迟早 冀望 况且 仰望 贡献 匡算
    """.split()
)
