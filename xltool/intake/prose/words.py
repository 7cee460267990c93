"""A sentence cut into words: figures, years, labels, and the small words that say how they belong together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache
from typing import Final, NamedTuple

from xltool.intake.prose.labels import LABELS, NICKNAMES


class Is(Enum):
    """What a word does in its clause."""

    FIGURE = auto()  # a number with its unit
    RANGE = auto()  # 3-5万元, which no cell states
    YEAR = auto()
    PART_OF_YEAR = auto()  # 上半年, 截至9月
    WHOLE_YEAR = auto()  # 截至12月31日, 1-12月: no part of it
    SINCE = auto()  # 2023年以来: no year of a figure
    LABEL = auto()
    NICKNAME = auto()  # 用车费, 接待: a label where the sentence speaks of 三公经费
    SPENT = auto()  # 支出, 支出决算, 实际支出: the final amount of what was named
    RECEIVED = auto()  # 收入 alone
    FINAL = auto()  # 决算, 执行数
    INITIAL = auto()  # 年初预算
    ADJUSTED = auto()  # 全年预算, 调整为
    BUDGET = auto()  # 预算
    ARRANGED = auto()  # 安排: of the budget, or spent
    COMPARED = auto()  # 比, 较, 与…相比
    UP = auto()
    DOWN = auto()
    EITHER_WAY = auto()  # 变动, 增减
    REACHED = auto()  # 到, 至 behind a change
    FROM = auto()  # 由…降至
    SHARE = auto()  # 占
    COMPLETED = auto()  # 完成预算的, 执行率
    CONTROL = auto()  # 控制率 of what was named
    PARTS = auto()  # 其中
    RESPECTIVELY = auto()  # 分别
    OWN = auto()  # 我局
    OTHERS = auto()  # 下属单位, 全县
    DEPARTMENT_PART = auto()  # 机关, 本级
    APPROPRIATED = auto()  # 财政拨款
    ONE_FUND = auto()  # 一般公共预算 without 财政拨款: the fund's own account, of 三公经费 too
    FUND = auto()  # 政府性基金, 专项
    WITHOUT = auto()  # 扣除不可比因素
    EACH = auto()  # 人均
    ROUGH = auto()
    PLANNED = auto()
    REASON = auto()
    THING = auto()  # 项目, 工程, 培训: money of its own
    FILLER = auto()
    ENDS = auto()  # ， 、 ； ： ( ) = / ÷
    MARK = auto()  # (1) 一是 ⑴
    UNKNOWN = auto()


class Word(NamedTuple):
    """One word: what it does, its text as normalised, where it stands in the sentence as written, and its value."""

    what: Is
    text: str
    start: int
    end: int
    value: str = ""

    @property
    def said_of_figure(self) -> bool:
        """左右, 以上, 元/人, (2023年): right behind a figure these are said of it."""
        return self.what is Is.YEAR or (self.what is Is.ROUGH and self.text[0] in "左上以之/")


NUMBERS: Final = (Is.FIGURE, Is.RANGE)
#: Words that say what kind of amount a figure is.
AMOUNTS: Final = (Is.FINAL, Is.INITIAL, Is.ADJUSTED, Is.BUDGET, Is.SPENT)

_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_MONEY: Final = "亿元|万元|元(?![旦月])|万(?=[,，;。、)]|$)"
_UNIT: Final = f"{_MONEY}|%|个?百分点|人(?![次均民大])|名(?![称单额册录目])"
_INSTITUTION: Final = (
    "局|委|办|站|所|院|校|中心|单位|部门|会|队|馆|室|厅|处|社|机关|科|公司|系统|行|园|场|厂|库|区局|县局|市局"
)
#: Kinds of units of more than one character, whose last one alone would cut the word.
_LONG_INSTITUTION: Final = "大队|支队|总队|中队|分局|管委会|指挥部|学校|医院|中心校|服务中心"
_WHERE: Final = "县|市|区|省|镇|乡|国|州|旗|盟|村|社会|街道|社区|系统"
#: What the classes of spending are made up of: 办公费、印刷费等公用经费 is all of it, 抗旱油料等公用经费 is not.
_MEMBER: Final = (
    "(?:办公|印刷|咨询|手续|水|电|水电|邮电|取暖|物业(?:管理|服务)?|差旅|维修(?:维护|[(]?护[)]?)?|租赁|会议|培训|劳务|委托业务|福利|"
    "公务接待|公务用车(?:运行)?(?:维护)?|其他交通|专用材料|退休|离休|医疗)(?:费用|经费|费)|工会经费|基本工资|津贴补?贴?|补贴|奖金|绩效工资|"
    "(?:养老|医疗|失业|工伤|社会)?(?:保险|保障)(?:缴费|费)?|职业年金|住房公积金|抚恤金?|生活补助|奖励金|办公设备(?:购置)?费?"
)
_BUDGET_TAIL: Final = "(?:支出|收入)?(?:安排|批复|编制|下达|核定|控制(?=[数额指]))?(?:支出|收入)?(?:总额|总数|总计|合计|数额|数|额|金额|指标|资金)?"
_FRONT: Final = "(?:部门|单位|财政|经费|支出|收入|收支){0,8}"

#: In this order; the first that matches at a place is the word.
_SPEC: Final[tuple[tuple[Is, str], ...]] = (
    (Is.MARK, r"(?<![^,，;:。、])(?:\(?\d{1,2}[.、)](?!\d)|\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,2}、|第?[一二三四五六七八九十]是|其[一二三四])|●"),
    (Is.FILLER, r"〔20\d\d〕\d+号|\[20\d\d\]\d+号|\(20\d\d\)\d+号"),
    (Is.WHOLE_YEAR, r"(?:20\d\d)?年?1月1日[-~—至到]+(?:20\d\d年)?12月31日|(?:截[至止]|到)(?:20\d\d年)?(?:12月(?:31日|底|末|份)?|年[末底])(?:为止)?"),
    (Is.WHOLE_YEAR, r"(?:20\d\d年)?1(?:月份?)?[-~—至到]12月份?"),
    (Is.YEAR, r"20\d\d年?(?:度)?[-~—至到]20\d\d年度?|近[一二两三四五六七八九十\d]+年|历年|前年|[一二三四五]年来|[“]?十[三四五]五"),
    (Is.SINCE, r"(?:自|从|打)?(?:20\d\d年度?|上年|去年|上一年)(?:\d{1,2}月)?(?:份|底|初|末)?(?:以来|起|开始|之后|以后)"),
    (Is.PART_OF_YEAR, r"(?:20\d\d年)?(?:上半年|下半年|前[一二三两]个?季度|第?[一二三四]季度|前\d{1,2}个月|\d{1,2}(?:月份?)?[-~—至到]\d{1,2}月份?|截[至止](?:20\d\d年)?\d{1,2}月(?:\d{1,2}日|底|末|份)?|(?:上|下|中)旬)"),
    (Is.YEAR, r"(?P<closing>20\d\d)[年.]12月(?:31日|底|末)"),
    (Is.FILLER, r"12月(?:31日|底|末)"),
    (Is.PART_OF_YEAR, r"20\d\d年\d{1,2}月(?:份|底|初|末|\d{1,2}日)?|(?<!\d)\d{1,2}月(?:份|底|初|末|\d{1,2}日)?"),
    (Is.YEAR, r"(?P<absolute>20\d\d)年(?:度(?!预)|初(?!预)|末|年末|底|(?=初预))?"),
    (Is.YEAR, r"(?P<last>上年度?年?[末底]|去年[底末]|上年度?同期(?:数|水平)?|去年同期(?:数|水平)?|上一年度?(?:同期)?|上年度?(?!度|结|末)|去年|(?<!上年)(?<!去年)同期数?)"),
    (Is.YEAR, r"(?P<this>本年度?(?!初)|今年度?|当年度?(?!初)|本年度)"),
    (Is.YEAR, r"(?P<next>明年|下年度?|下一年度?|来年|次年|翌年)"),
    (Is.FILLER, r"[×xX*]100(?:\.0+)?%"),
    (Is.FILLER, r"(?:全年|全年共|累计|共计?|总共)(?:国内)?(?:公务)?接待(?:来访|来宾|(?:国内)?(?:来访)?团组)?\d+个?(?:批次?|次)(?:[、，,和](?=\d))?(?:来宾)?(?:\d+人次?)?"),
    (Is.FILLER, r"团组(?:共|为)?\d+个|(?:团组|批次|保有量)?(?:为|共)?\d+(?:个?批次|人次|个团组|辆|台|批|次)(?![\d均])"),
    (Is.RANGE, rf"{_NUMBER}(?:{_MONEY}|%|人|名)?(?:[-~—～至]+){_NUMBER}(?:{_UNIT})"),
    (Is.FIGURE, r"(?:(?<=编制)|(?<=编制数)|(?<=编制为))\d{1,5}个(?!月|[^,，;。、)])"),
    (Is.FIGURE, rf"(?<![\d.第〔\[])[-−]?(?:{_NUMBER})(?:余|多|来|几)?(?:{_UNIT})(?![a-zA-Z\d])[+*]*"),
    (Is.COMPLETED, rf"(?:为|占|达到?|完成了?|是|相当于)(?P<adjusted>全年|本年调整|调整后的?|调整|追加后|变更后)的?{_FRONT}预算{_BUDGET_TAIL}的?(?=[\d约])"),
    (Is.COMPLETED, rf"(?:为|占|达到?|完成了?|是|相当于)(?P<initial>(?:当年|本年|全年)?年?初){_FRONT}预算{_BUDGET_TAIL}的?(?=[\d约])"),
    (Is.COMPLETED, rf"(?:为|占|达到?|完成了?|是|相当于)(?:本年度?|当年)?{_FRONT}预算{_BUDGET_TAIL}的?(?=[\d约])"),
    (Is.FILLER, r"(?:经费|资金)(?:收支|支出|收入|使用|安排|来源|投入|到位|执行|管理|结余)(?:情况|概况|(?=[。:，,]|$))|(?:经费|资金|部门)?收支概况|(?:各项|相关|主要)?(?:比率|指标|数据|结果)(?:如下)?(?=:)|财政供养(?=在职)|自有(?=公|车辆|用车)|(?:严格)?控制在(?:年初|年度)?预算(?:数|总额|额度|范围)?(?:以|之)?内|逐年(?:控制|压减|压缩|递减|减少)(?=[:,，])|(?:部门|整体)?(?:预算|收支|支出|收入)?(?:执行|收支|决算|控制|管控|管理|使用|调整|追加|编制|批复)情况|自评(?:情况|结果)?(?=:)|支出构成|报告期内?|(?:县|市|区|省)财政(?:局|部门)?|财政(?:局|部门)?(?:批复|下达|核定)(?=我|本|的|部门)|(?:无|没有|未设)(?:下属|所属|二级)(?:预算|事业)?(?:单位|机构)"),
    (Is.FILLER, rf"(?:(?:{_MEMBER})(?:、|和|及|以及)){{1,40}}(?:{_MEMBER})等(?:各项|各类|的)?(?=(?:日常)?公用(?:经费|支出)|工资福利|(?:一般)?商品和服务|对个人和家庭|资本性支出)"),
    (Is.FILLER, r"严格(?:控制|管控|管理|压缩|压减)|从[严紧](?:控制|管控|管理)?|严控|(?:严格)?实行(?:定额|限额|预算)管理|只减不增|零增长|不增反降|稳中有降|(?:呈|保持)?(?:逐年)?下降(?:趋势|态势)|得到有效控制|[管控]{2}(?:有力|良好|规范|到位)|厉行节约"),
    (Is.COMPLETED, r"(?:完成了?|(?<!预算)执行)(?=[\d.]+%)"),
    (Is.FILLER, r"编制内(?=在[职编])"),
    (Is.LABEL, "|".join(f"(?P<label{n}>{pattern})" for n, pattern in enumerate(LABELS.values()))),
    (Is.NICKNAME, "|".join(f"(?P<nickname{n}>{pattern})" for n, pattern in enumerate(NICKNAMES.values()))),
    (Is.CONTROL, "控制率"),
    (Is.COMPLETED, r"(?:年初|全年|实际|部门|支出|调整后?){0,8}(?:预算)?(?:支出)?(?:执行|完成|支付|支出)(?:率|进度)"),
    (Is.FUND, r"(?:政府性)?基金(?:预算)?|国有资本经营(?:预算)?|社保(?:基金)?|财政专户(?:管理)?|非税|专项(?:资金|经费|业务)?|(?:上级|中央|省级|市级|县级|省|市)(?:补助|转移支付|财政补助|专项|资金){1,8}|转移支付|自有资金|其他资金|事业收入|经营"),
    (Is.ONE_FUND, r"财政(?:拨款|补助)(?:资金)?(?=安排|列支|保障|解决)"),
    (Is.APPROPRIATED, r"(?:一般公共预算)?财政(?:拨款|补助)"),
    (Is.ONE_FUND, "一般公共预算"),
    (Is.UNKNOWN, r"预算(?:单位|绩效|管理|编制|法|草案|公开|调整率|控制率|一体化|科目|项目|股|科|和决算|支出进度|约束|刚性)|决算(?:公开|报告|编制|草案)|差[额异](?:率|数)?|中心|公司|大队|支队|学校|医院|协会|(?:支出|收入)(?:功能|经济|结构|责任|分类|进度|范围)"),
    (Is.PLANNED, r"若(?!干)|如果|假如|假设|假定|倘若|计划|预计|力争|目标|确保|争取|预期|控制在|不突破|拟|将(?!各)|下一步|申请"),
    (Is.ADJUSTED, rf"(?<=\()(?:年中)?调整后(?:预算)?(?:数|的)?(?=\))|(?:(?:全年|调整后?|追加后|变更后|最终|年中调整后?|修正)的?){{1,8}}{_FRONT}(?:总)?预算(?!执行|绩效){_BUDGET_TAIL}|预算调整[为到至]|(?:全年)?调整(?:预算)?[为到至]|调整后?(?:数|的)?(?:为|是|达到?)?(?=\d)"),
    (Is.INITIAL, rf"年初(?=\d[\d.,]*[万亿]?元)|年初(?=[^,，。;\d]{{0,12}}(?:预算|批复|下达|核定|安排))(?!预算|部门预算)|(?:年)?初{_FRONT}(?:总)?预算{_BUDGET_TAIL}|年初(?:批复|安排|下达|核定)(?:数|额|金额)?|(?:财政局?|人大)?批复的?{_FRONT}预算{_BUDGET_TAIL}|{_FRONT}预算批复(?:数|额|金额)?"),
    (Is.SPENT, r"预算(?:完成|执行|支出完成)(?:数额|数|额|金额)|(?:全年|本年度?|当年|年度|累计)?(?:实际|财政)?(?:支出|执行)(?:的)?决算(?:支出)?(?:数额|数|额|金额)?|(?:全年|年度)(?:预算(?=执行|实际))?(?:实际)?(?:执行|支出)(?:数额|数|额|金额)?|实支|实付|实际(?:支出|执行|完成|使用|发生|支付|列支|采购)(?:支出|金额|数额|数|额)?|实际(?=为?[\d,.]+[万亿]?元)|支出(?:数额|数|额|金额)?(?!预算)"),
    (Is.BUDGET, rf"(?<=费)控制(?:总额|数|额)|{_FRONT}(?:总)?预算{_BUDGET_TAIL}"),
    (Is.FINAL, r"决算(?:支出|收入)?(?:总额|数额|数|额|金额)?|执行(?:数额|数|额|金额)?(?!力|率|进|机|部|单)"),
    (Is.RECEIVED, "收入"),
    (Is.ARRANGED, "安排"),
    (Is.REASON, r"(?:主要)?(?:原因|系因|因为|由于|系|是因|因(?!公|素|地|而))"),
    (Is.UNKNOWN, "其他(?!单位|部门)"),
    (Is.FILLER, "[前两]后?(?:年|者)?(?=相比|对比)|单位[:为]?[万亿百千]?元(?![旦月])|(?:评价组?)?(?:认为|发现)|(?:结果|数据|资料|报表|决算|账面)显示|被评价(?=单位)|经核实|据统计|总[的体]来[看说]|总体上看"),
    (Is.OTHERS, r"(?:含|包括|包含)(?P<included>(?:所属|下属|二级)(?:预算|事业)?(?:单位|机构))"),
    (Is.OTHERS, rf"(?:二级|下属|所属|直属|基层|下级|附属)(?:预算|事业|企业){{0,8}}(?:单位|机构|部门|企业)?|下辖|辖属|[局馆站校院委县市区镇乡]属|下设(?=[^机内股科])|(?:全|各|我|本)(?:{_WHERE})|各(?:单位|部门|地|科|股|预算)|(?:县|市|区|省|镇)(?:本级|直|属|级)|中央|全国|上级(?:单位|部门)?|其他(?:单位|部门)"),
    (Is.OWN, rf"(?:我|本|该|全)(?:县|市|区)?(?:{_LONG_INSTITUTION}|{_INSTITUTION})(?!级)"),
    (Is.DEPARTMENT_PART, "局?机关本级|本级|局?机关"),
    (Is.WITHOUT, r"(?:按照?)?(?:同|可比)口径|扣除|剔除|不考虑|除去|不含|不包括|不计(?!入)|除(?=[^,，。;\d]{1,14}外)"),
    (Is.EACH, r"人均|户均|每人|每辆|每户|单车|车均|平均|批均|每批|次均|每次|每(?!年)"),
    (Is.COMPARED, r"在(?=[^,，。;、]{2,20}基础上)|同比|环比|(?<![占百对相同环之无])比(?![例重率较如赛选武照对])|较(?![好大多高低少为强快差])|相比(?:较|之下|于)?|对比|(?:与|和|同|跟)(?=[^,，。;、]{0,14}(?:相比|比较|对比|持平|一致))"),
    (Is.PARTS, r"按[^,，;。:、\d]{2,8}?(?:划?分类?)(?=[，,:])|其中(?:包括|含)?|(?:主要|具体)?(?:包括|包含|含)|具体(?:为|是)"),
    (Is.RESPECTIVELY, "分别"),
    (Is.EITHER_WAY, r"(?:变动|变化|增减)(?:幅度?|率|额)|变(?=[为到至成])|(?:增加|增长|上升)[(/或](?:减少|下降|降低)[)]?|(?:减少|下降)[(/或](?:增加|增长|上升)[)]?|变动|变化|增减"),
    (Is.UP, r"(?:净|同比|共|各|均)?(?:增加|增长|上升|提高|上涨|扩大|增支|多支出|追加|调增|新增|净增|超支|超出|递增|增幅|涨幅|升高|升(?=[到至为])|增(?:速|长率|加率)|增(?=[到至幅为]|[-−]?\d)|多(?=\d|出))(?:支出|资金|经费|费用)?"),
    (Is.DOWN, r"(?:净|同比|共|各|均)?(?:减少|下降|降低|压减|压缩|节约|节支|节省|缩减|核减|调减|追减|削减|减支|少支出|回落|下浮|递减|降幅|减幅|下降率|降低率|收回|减(?=[到至幅]|[-−]?\d)|降(?=[到至为幅]|[-−]?\d)|少(?=\d))(?:支出|资金|经费|费用)?"),
    (Is.FROM, r"(?:由|(?<!来)自|从)(?=(?:20\d\d年|上年|去年|上一年|年初|预算|原|\d)[^,，。;]{0,16}\d)"),
    (Is.REACHED, r"[到至]|(?<=[降变减增升化动])为"),
    (Is.SHARE, r"占(?!地|用|有|道)(?:比(?:重|例|率)?)?|比重|比例"),
    (Is.ROUGH, r"左右|上下|以[上下内外]|之内|/(?:人|年|辆|次|户)|大?约(?!束|谈|定)|将近|接近|近(?=\d)|不?(?:超过|超出|足|到|低于|少于|高于|多于|大于|小于|等于)(?=\d|预算|年初|全年预算)|超(?=\d|预算|年初)|(?:突破|逾|至少|最多|最高|最低|[≥≤<>])"),
    (Is.THING, r"项目|工程|活动|培训|会议|建设|维修|补助|补贴|购买|购置|设备|资金|经费|费用|费|采购|接待|国内|外事"),
    (Is.FILLER, r"逐年|持续|稳步|明显|大幅|达到?|共计?|合计|总计|小计|计|均为?|总(?:额|金额|量|数|的|体)|数额|金额|情况(?:如下)?|方面|全年度?|全部|年度|年内|年中|预算执行中|执行中|当期|本期|期间|折合|有所|最终|审定|结构|的?基础上|基数|实绩|一年来?|年末|年底|期末|口径|实现|完成|发生|支付|支用|使用|用于|开支|列支|花费|产生|核定|核准|核实|下达|批复|现有|实有|共有|拥有|现|截[至止]|拨款|部门|单位|整体|具体|主要|如下|如上|所示|构成|组成|年终|根据|按照?|依据|经|统计|汇总|账面|报表|显示|反映|编报|填报|数据|实际|累计|财政|批准|相应|对应|总|了|有|也|仅|只|即|已|于|元素|在|内|中|上|则|为|是|的|和|及|数|额|款|度|其|各|名额|正式|定额|收支|持平|基本(?=持平)|一致"),
    (Is.ENDS, r"[,，;:、()。!?=/÷]"),
    (Is.UNKNOWN, r"[a-zA-Z]+|\d+(?:[.,]\d+)*|."),
)  # fmt: skip
_YEAR: Final = re.compile(r"20\d\d")
_SCAN: Final = re.compile("|".join(f"(?P<w{n}>{pattern})" for n, (_, pattern) in enumerate(_SPEC)), re.DOTALL)
_KINDS: Final = {f"w{n}": what for n, (what, _) in enumerate(_SPEC)}
_KEYS: Final = {f"label{n}": key for n, key in enumerate(LABELS)}
_SHORT_KEYS: Final = {f"nickname{n}": key for n, key in enumerate(NICKNAMES)}
#: Quotation marks and what stands between words only for its looks.
_DROPPED: Final = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff“”\"‘’「」『』《》]")
#: Titles of documents and their numbers name nothing that a figure is of.
_SKIPPED: Final = re.compile(
    r"《[^《》]{1,80}》|[（(][^（()）]{0,20}[〔\[【]\s?20\d\d\s?[〕\]】][^（()）]{0,8}号[)）]"
)
_BETWEEN_DIGITS: Final = re.compile(r"\d[ \t\u3000]+\d")
_ARROWS: Final = "→⇒➔➜"
_CIRCLED: Final = {*map(chr, range(0x2460, 0x24FF)), *map(chr, range(0x2776, 0x2794)), *"⁰¹²³⁴⁵⁶⁷⁸⁹"}


#: How a report of one project names it; 项目支出 is a label of a department's.
_PROJECT: Final = r"[本该此]项目(?:资金)?|(?<![\u4e00-\u9fff])项目(?:资金)?(?=年初|全年|预算执行|实际)"
_SHORTEST_TITLE: Final = 3


def words(sentence: str, unit: str = "", project: str | None = None) -> list[Word]:
    """The words of a sentence in order; ``unit`` is the name of the report's own unit, which is then no stranger.

    In the report of one ``project`` (its title, empty where that is not known) that is meant wherever it is named.
    """
    text, places = _normal(sentence, unit)
    if project is not None:
        text = _of_the_project(text, project)
    found: list[Word] = []
    for match in _SCAN.finditer(text):
        what, value = _meaning(match)
        if what is Is.UNKNOWN and found and found[-1].what is Is.UNKNOWN and not value:
            found[-1] = found[-1]._replace(text=found[-1].text + match[0], end=places[match.end() - 1] + 1)
            continue
        found.append(Word(what, match[0], places[match.start()], places[match.end() - 1] + 1, value))
    return found


def _meaning(match: re.Match[str]) -> tuple[Is, str]:
    """What a word does, with the year, label or basis that it says."""
    what = _KINDS[match.lastgroup or ""]  # the outer group is the one that closes last
    if what is Is.LABEL:
        return what, next(key for name, key in _KEYS.items() if match[name] is not None)
    if what is Is.NICKNAME:
        return what, next(key for name, key in _SHORT_KEYS.items() if match[name] is not None)
    if what is Is.YEAR:
        said = ("last", "this", "next")
        return what, match["absolute"] or match["closing"] or next(
            (name for name in said if match[name]), "other"
        )
    if what is Is.COMPLETED:
        return what, next((name for name in ("adjusted", "initial") if match[name]), "")
    if what is Is.WHOLE_YEAR:
        return what, next(iter(_YEAR.findall(match[0])), "")
    return (Is.FILLER if match["included"] else what), ""


def _normal(sentence: str, unit: str) -> tuple[str, list[int]]:
    """The sentence without blanks and quotes, full-width signs as plain ones, and the place of each character."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in _kept(sentence):
        for each in _plain(character):
            characters.append(each)
            places.append(place)
    text = "".join(characters)
    for start in range(max(0, len(unit) - 2)):  # 水务站 is 云溪镇水务站
        if unit[start:] not in text:
            continue
        own = re.escape(unit[start:])
        if start:  # 邻县水务站 is another one
            own = rf"(?:(?<![\u4e00-\u9fff])|(?<=[年度由为给在使我本])){own}"
        text, count = re.subn(own, "我局".ljust(len(unit) - start, "的"), text)
        if count:  # as many characters as before, so that places stay right
            return text, places
    return text, places


def _of_the_project(text: str, project: str) -> str:
    """The text with the report's own project as its own unit is written, in as many characters."""
    title = "".join(each for character in project for each in _plain(character))
    names = (re.escape(title),) if len(title) >= _SHORTEST_TITLE else ()
    return re.sub("|".join((*names, _PROJECT)), lambda found: "我局".ljust(len(found[0]), "的"), text)


def _kept(sentence: str) -> Iterator[tuple[int, str]]:
    skipped = {place for match in _SKIPPED.finditer(sentence) for place in range(*match.span())}
    apart = {match.start() + 1 for match in _BETWEEN_DIGITS.finditer(sentence)}
    for place, character in enumerate(sentence):
        if place in apart:
            yield place, "|"
        elif place not in skipped and not _DROPPED.match(character):
            yield place, character


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """A character as the patterns know it; notes and circled digits are no digits of a number."""
    if character in _CIRCLED:
        return "●"
    if character in _ARROWS:
        return ","
    return character if character == "，" else unicodedata.normalize("NFKC", character)
