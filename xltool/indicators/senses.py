"""Which way an indicator without a comparator is judged: by the words of its title."""

import re
from functools import lru_cache

from xltool.model.parse import plain
from xltool.model.target import Sense

#: Of these, few are good: their rate, or how many there were.
_UNWANTED = (
    "投诉", "差错", "出错", "失误", "错误", "误差", "事故", "缺勤", "旷工", "迟到", "超支", "超标", "逾期", "超期",
    "延误", "违规", "违纪", "违约", "故障", "返工", "返修", "流失", "失业", "死亡", "伤亡", "闲置", "空置", "损耗",
    "不合格", "不达标", "不满意", "发案", "结转结余",
)  # fmt: skip
#: What is done about them: of this, much is good.
_HANDLED = (
    "处理", "处置", "办理", "受理", "化解", "查处", "查办", "查纠", "检查", "调查", "整治", "治理", "排查", "整改",
    "纠正", "追回", "挽回", "减少", "降低", "下降", "压减", "预防", "防范", "演练", "宣传", "培训",
)  # fmt: skip
#: Of these, much is good without a doubt.
_WANTED = ("满意", "合格率", "达标率", "准确率", "及时率", "完好率", "优良率", "优秀率", "办结率")
#: Even of a cost, much may be good where its title says one of these.
_EITHER_WAY = (
    "节约", "节省", "降低", "下降", "减少", "压减", "压缩", "完成率", "执行率", "支付率", "支出率", "到位率", "使用率",
    "利用率", "进度", "效益", "收益", "回报",
)  # fmt: skip
_FEW_ARE_GOOD = rf"(?:{'|'.join(_UNWANTED)})(?:事件|案件|问题|行为|情况)?(?:发生)?(?:率|[起次件人例宗]?数量?|量|金额|额)?$"
#: Patterns that most titles do not need are compiled by the first that does.
_BRACKETED = r"[(（][^()（）]*[)）]$"


@lru_cache(maxsize=256)
def usual_sense(level: str, title: str) -> Sense | None:
    """Which way is good for an indicator, told by its 二级 and 三级指标; None where the words do not tell."""
    level, title = plain(level), plain(title)
    if title.endswith((")", "）")):
        title = re.sub(_BRACKETED, "", title)
    unwanted = any(word in title for word in _UNWANTED) and re.search(_FEW_ARE_GOOD, title)
    if unwanted and not any(word in title for word in _HANDLED):
        return Sense.AT_MOST
    if any(word in title for word in _WANTED) or "满意" in level:
        return Sense.AT_LEAST
    if "成本" in level and not any(word in title for word in _EITHER_WAY):
        return Sense.AT_MOST
    return None


#: Words of what a unit does, and of what it has to keep small although it counts it.
_DONE = (
    "新建", "改建", "扩建", "建设", "修建", "建成", "改造", "培训", "举办", "开展", "组织", "服务", "救助", "资助",
    "发放", "走访", "检查", "巡查", "整治", "种植", "绿化", "完成", "办理", "受理", "宣传", "推广", "培育", "引进",
    "新增", "帮扶", "安置", "检测", "监测", "化解", "维修", "维护", "购置", "编印", "印发", "覆盖", "慰问", "治理",
)  # fmt: skip
_KEPT_SMALL = (
    "会议",
    "接待",
    "用车",
    "车辆",
    "出国",
    "经费",
    "成本",
    "支出",
    "费用",
    "压减",
    "精简",
    "超",
    "未",
    "不",
)


@lru_cache(maxsize=256)
def should_be_done(level: str, title: str) -> bool:
    """A 数量 output that counts what was done: of it, more is good."""
    title = plain(title)
    return (
        "数量" in plain(level) and any(w in title for w in _DONE) and not any(w in title for w in _KEPT_SMALL)
    )
