"""Whether a reason names anything of its own, or is made up of words that fit every finding."""

from functools import cache, lru_cache

from xltool.model.parse import plain

#: Words that say nothing about the one deviation that is asked for: what is left without them is the reason. Longer
#: words come first, so that 情况说明 is not left with 说明. 经费, 项目, 人员 and the like are content and not among them.
_STOCK = (
    # that it is as it is
    "情况属实", "真实有效", "真实可靠", "准确无误", "核对无误", "核实无误", "符合实际", "实际情况", "客观情况", "客观条件",
    "客观因素", "主观因素", "客观原因", "主观原因", "历史原因", "特殊情况", "特殊原因", "一般情况", "正常情况", "具体情况",
    "有关情况", "相关情况", "属实", "无误", "正确", "准确", "真实", "有效", "可靠", "正常", "合理", "合规", "合法", "无异议",
    "没问题", "无问题", "问题不大", "无异常", "没有异常", "异常", "一致", "相符", "吻合", "如实", "确实", "确认", "核对", "核实",
    "核查", "复核", "审核", "审阅", "查阅", "检查", "自查", "查证", "认可", "同意", "知悉", "已阅", "收悉", "批准", "批示",
    # that it stands somewhere else
    "同上", "如上", "上述", "以上", "如下", "以下", "如前", "前述", "同前", "同往年", "同去年", "同上年", "和去年一样",
    "与往年相同", "与上年相同", "一样", "相同", "类似", "详见", "参见", "参阅", "请见", "请看", "另见", "另附", "另行", "附后",
    "附件", "附表", "附注", "表内", "表中", "正文", "报告", "文件", "材料", "资料", "备注", "说明", "文字", "台账", "凭证",
    "原件", "账簿", "账务", "财务", "会计", "决算", "报表", "表格", "系统", "档案", "证明", "佐证", "依据", "清单", "明细",
    # that there is a cause, without the cause
    "具体", "详细", "主要", "原因", "缘由", "因素", "情况", "情形", "影响", "造成", "导致", "所致", "引起", "产生", "形成", "出现",
    "存在", "由于", "因为", "因此", "所以", "鉴于", "基于", "涉及", "属于", "受到", "关系", "问题", "偏差", "差异", "差额",
    "差距", "误差", "变动", "变化", "波动", "特殊", "客观", "主观", "历史", "遗留", "其他", "其它", "各种", "多种", "种种",
    "各方面", "多方面", "综合", "相关", "有关", "相应", "不可控", "不可避免", "难以避免", "在所难免", "合理范围", "范围内", "范围", "安排调整", "工作调整",
    # that it was done as it is done
    "根据", "按照", "依照", "依据", "遵照", "参照", "依规", "依法", "按规定", "按要求", "规定", "要求", "需要", "需求", "必要",
    "政策", "制度", "程序", "流程", "惯例", "标准", "通知", "精神", "安排", "部署", "指示", "上级", "领导", "主管",
    "部门", "单位", "本局", "我局", "我单位", "本单位", "财政", "实际", "工作", "业务", "事项", "内容", "办理", "处理", "执行",
    "落实", "实施", "开展", "进行", "完成", "予以", "给予", "填报", "填写", "填列", "填制", "上报", "申报", "编制", "编报",
    "报送", "提供", "提交", "统计", "计算", "核算", "汇总", "得出", "为准", "数据", "数字", "数值", "数额", "金额", "指标", "本项",
    "此项", "该项", "本条", "此条", "该条", "这个", "这里", "此处", "该处", "本年", "今年", "当年", "年度", "目前", "现在", "暂时",
    # that it will be better
    "下一步", "下步", "今后", "以后", "后续", "将来", "未来", "明年", "下年", "来年", "次年", "加强", "改进", "改善", "完善",
    "提高", "提升", "加大", "力度", "努力", "继续", "进一步", "不断", "切实", "认真", "积极", "尽快", "及时", "注意", "重视", "管理",
    "整改", "纠正", "改正", "规范", "措施", "争取", "避免", "补充", "再次", "下次", "一定", "特此", "敬请", "请予", "知晓", "理解",
    "支持", "谅解", "谢谢",
    "如表所示", "如图所示", "所示", "所述", "赘述", "来源", "来自", "出自", "符合", "不符", "发生数", "发生额", "据实", "列支", "列示", "反映",
    "统一", "常规", "例行", "一直", "历来", "一切", "全部", "所有", "任何", "经过", "经", "认为", "觉得", "应当", "可以", "能够",
    # that somebody agreed, and that it is kept
    "报批", "审批", "手续", "齐全", "详情", "事实", "研究", "决定", "汇报", "错误", "计划", "年初", "经办人", "经办", "负责人",
    "填表人", "会计人员", "财务人员", "工作人员", "相关人员", "有关人员", "经办人员", "财政局", "主管局", "存档", "备查", "疑问",
    "联系", "允许", "如此", "特别", "自动", "生成", "纳入", "完毕",
    # what every finding is about, and that it was as hard, or went as well, as ever
    "本年度", "今年度", "预算", "支出", "开支", "过程", "任务", "繁重", "复杂", "现象", "区间", "忽略不计", "往来", "发生",
    "严格", "控制", "确保", "总体", "顺利", "圆满", "良好", "较好", "达到", "预期", "目标", "实现", "超额", "效果", "有序", "推进",
    "强化", "约束", "水平", "科学性", "精准性", "精准度", "准确性", "准确度", "规范性", "总结", "经验", "沟通", "协调", "衔接",
    # nothing at all
    "没有", "不存在", "暂无", "不适用", "未知", "不详", "不清楚", "不明", "待定", "待核实", "待查", "无须", "无需", "不需要", "不必",
)  # fmt: skip
#: Single characters that hold such words together.
_GLUE = "系非属的了是在有无没未不已经将会可能应须需要被把给对向于与和及或等因故由以按照据为所之其此该本我您你请见看附略同另均都全也又再还就很较基本仅只一些且但而则并若如这那个项条处点年月日第上下中内外前后时"
#: Words that name something although they are made up of such characters.
_OWN = ("跨年度", "跨年")
#: Letters in place of such a word, and what stands where a word of the stock was: it joins nothing on its two sides.
_KEPT, _GAP = "YZ", "."
#: Different letters or characters of its own that a reason has at least.
_LEAST_OWN = 2


@cache
def _stock() -> tuple[str, ...]:
    """The words, the longer ones first: 情况说明 is gone whole, wherever 情况 stands on its own too."""
    return tuple(sorted(set(_STOCK), key=len, reverse=True))


_PARTICLES = str.maketrans("", "", _GLUE)


@lru_cache(maxsize=1024)
def own_words(text: str) -> str:
    """What a text says of its own: letters and characters without the words and particles that fit everything."""
    letters = "".join(character for character in plain(text) if character.isalnum())
    for word in _OWN:
        letters = letters.replace(word, _KEPT)
    for word in _stock():  # one after the other: a pattern of as many words takes 2 ms to be made
        letters = letters.replace(word, _GAP)
    return "".join(character for character in letters.translate(_PARTICLES) if character.isalpha())


def names_nothing(text: str) -> bool:
    """A reason made up of stock words only: 具体原因见文件，属实无误; digits and punctuation name nothing either."""
    return len(set(own_words(text))) < _LEAST_OWN
