"""A reason has to name something of its own; words that fit every finding are none."""

from __future__ import annotations

import pytest

from xltool.checks.empty_words import names_nothing, own_words
from xltool.review.reasons import says_nothing

#: Short notes of what happened, as they stand in the column 偏差原因.
GOOD = """汛期停工，堤防段推后两个月验收
省里追加渔政执法船燃油补助
两名专技人员调出，未补录
供暖管网改造，锅炉房燃气费上涨
展馆闭馆改造，讲解场次减少
采购的显微镜到货晚于合同
农田水利专项十二月底才下达
培训改在线上，场地费节约
评审专家由省厅指派，费用另列
村组合并，走访户数减少
问卷只发了三百份
草原鼠害加重，防治面积扩大
路灯节能改造后电费下降
遗属生活补助调标
退役军人安置七人
食堂承包合同到期未续
公车报废一台，租车增加
图书流标重新招标
非税收入短收，压减印刷
巡察整改退回多发津补贴
干旱导致苗木成活率低
档案库房漏水抢修
新增两个社区服务站
水质监测断面由六个增至九个
国库集中支付年底关账
信创替换电脑四十台
抗震加固设计变更
垃圾清运外包涨价
地块征迁未腾空
审计核减工程款
学生转学，实有人数少于学籍
疫苗由上级统一配发
汇率上涨，出访机票费增加
编外聘用十五人承担窗口值守
房屋租金按新合同上浮
年中合并老干部活动中心
水库除险加固跨年实施
乡村医生补贴由县级兜底
债券资金九月到账
演练因台风取消
特岗教师年中到岗
公积金缴存基数调整
办公楼屋面漏水，临时维修
因招标流标，合同推迟至次年签订
年末财政收回预算指标
财政部门年底收回未使用的指标
本年度预算执行中追加防汛资金
由于机构改革，人员划转至新单位
工作人员退休，支出减少
上级检查批次增加，接待费上升
目标值定得偏低，实际大幅超出
该项目为跨年度项目，明年完成
质保金未到期，暂不支付
设计变更，增加挡土墙
统计口径变化，含下属二级单位
落实过紧日子要求，压减办公费
统一安排的培训因疫情取消
公车使用年限长，维修费增加
政策性安置退役士兵，超编
合同约定次年按进度付款
村民不同意征地，线路改道
系统切换，十二月无法支付""".splitlines()
#: Words in place of a reason.
EMPTY = """具体原因请见所附材料
情况属实，准确无误
以上数据均已核对
按上级文件要求办理
因工作需要
根据实际情况填报
客观原因造成
特殊情况，请予理解
属于正常变动
无异常
同上年
详见正文说明
数据来源于财务系统
符合有关规定
按规定程序审批
领导已批示同意
今后将加强管理，认真整改
存在合理偏差
经复核，确认无误
如实填写，没有问题
由于各种因素影响
政策原因
历史遗留问题
以决算报表为准
按惯例执行
不可控因素所致
该项指标正常完成
主要是客观条件变化引起的
已按要求落实到位
情况如上所述
此项无需说明
我单位严格按照制度执行
暂无
略
12.5
——
说明说明说明说明说明
没有特殊情况需要说明
上级统一安排部署
一切以实际发生数为准
系历史遗留问题，非本单位原因
属正常现象，存在一定差异
实际支出与预算存在偏差，属正常
相关资料已存档备查
由会计人员核对确认
系统自动生成的数据
本年度工作任务繁重，情况复杂
预算执行过程中的正常偏差
已纳入下一步整改计划
支出合理合规，严格控制
如有疑问请与我单位联系
属于政策允许范围
业务需要的正常开支
各项工作有序推进
圆满完成任务，达到预期目标
偏差较小，可忽略不计
按财政局要求如此填报
强化预算约束，提高编制的科学性
加强沟通协调，确保完成
认真总结经验，积极推进工作""".splitlines()


@pytest.mark.parametrize("text", GOOD)
def test_a_reason_that_names_what_happened_counts(text: str) -> None:
    assert not names_nothing(text), own_words(text)


@pytest.mark.parametrize("text", EMPTY)
def test_words_that_fit_everything_are_no_reason(text: str) -> None:
    assert says_nothing(text), own_words(text)


@pytest.mark.parametrize("text", [text for text in GOOD if len(text) > 8])
def test_a_good_reason_is_enough_beside_a_finding(text: str) -> None:
    assert not says_nothing(text), own_words(text)


def test_what_a_reason_says_of_its_own_is_left() -> None:
    assert own_words("具体情况见文件，汛期停工") == "汛期停工"
