"""The built-in schemes as a TOML reader gives them: made by ``python -m xltool.indicators``, never changed by hand.

Loading the reader and reading one scheme would take a click longer than all its rates and scores. The key is the
whole text of the file, so that a file which was changed since is read afresh.
"""
# fmt: off

from decimal import Decimal

from xltool.typed import Any

READ: dict[str, dict[str, Any]] = {
'# 湖南省 2022 年度部门整体支出绩效自评。权重取自附件2（10/50/40，满意度含在效益指标内），\n# 计分办法依照财预〔2020〕10号；门槛中未见正式文件的，标为“参照”。\nid = "hunan-2022"\ntitle = "湖南2022"\naliases = ["湖南省2022", "湖南", "hunan"]\nbasis = "财预〔2013〕53号、财预〔2020〕10号；权重按湖南省2022年附件2"\n\n[weights]            # 一级指标（按名称开头匹配）应有的分值，单位：分\n"执行率" = 10\n"产出" = 50\n"效益" = 40\n\n[grades]             # 等级及其最低分\n"优" = 90\n"良" = 80\n"中" = 60\n"差" = 0\n\n[tiers]              # 定性指标的档次及占分值的比例（上限、下限）\n"达成预期指标" = [1.00, 0.80]\n"部分达成预期指标并具有一定效果" = [0.80, 0.60]\n"未达成预期指标且效果较差" = [0.60, 0.00]\n\n[thresholds]         # 比率用小数：0.30 即 30%\ncontrol_rate = 1.00            # 各控制率超过它须说明\nchange_rate = 0.00             # 三公经费变动率超过它须说明\nadjustment_rate = 0.30         # 预算调整率的绝对值超过它须说明（参照：湖南第三方评价用表）\nexecution_rate_low = 0.90      # 预算执行率低于它须说明（参照：四川）\ndeviation = 0.30               # 完成值偏离指标值超过它须说明原因（财预〔2020〕10号）\nimplausible_amount = 10000000  # 万元；超过它疑为把元当作万元\nproject_sum_change = 0.10      # 项目支出变动超过它而明细预算决算全同，提示\n\n[over_target]        # 完成值大幅超过指标值时扣分：0 为不扣\nthreshold = 0.30\ndeduct = 0\n\n[execution_cap]      # 执行率低于左边时总分不得高于右边（本办法不用）\n\n# 指标自己的算式：写法为合同名称；表里没有的数写成文字（如“上年结转”），这样的指标无法核对，不会判错。前面有减号的相减。\n# near 是表内相近的比率，列出供参考；steps 为每差多少（小数）扣几分。\n[[formulas]]\ntitle = "预算完成率"\npart = ["上年结转", "年初预算数", "本年追加预算", "-年末结余"]\nbase = ["上年结转", "年初预算数", "本年追加预算"]\nsense = "不低于"\nsteps = { every = 0.05, deduct = 2 }\nnear = "执行率"\nbasis = "湖南省部门整体支出绩效评价指标表"\n\n[[formulas]]\ntitle = "预算控制率"\npart = ["全年预算数", "-年初预算数"]\nbase = ["年初预算数"]\nsense = "不高于"\nnear = "预算调整率"\nbasis = "湖南省部门整体支出绩效评价指标表"\n\n[[formulas]]\ntitle = "三公经费变动率"\npart = ["三公经费_本年预算", "-三公经费_上年预算"]\nbase = ["三公经费_上年预算"]\nsense = "不高于"\nnear = "三公经费变动率"\nbasis = "财预〔2013〕53号"\n':
{'id': 'hunan-2022',
 'title': '湖南2022',
 'aliases': ['湖南省2022', '湖南', 'hunan'],
 'basis': '财预〔2013〕53号、财预〔2020〕10号；权重按湖南省2022年附件2',
 'weights': {'执行率': 10, '产出': 50, '效益': 40},
 'grades': {'优': 90, '良': 80, '中': 60, '差': 0},
 'tiers': {'达成预期指标': [Decimal('1.00'), Decimal('0.80')],
           '部分达成预期指标并具有一定效果': [Decimal('0.80'), Decimal('0.60')],
           '未达成预期指标且效果较差': [Decimal('0.60'), Decimal('0.00')]},
 'thresholds': {'control_rate': Decimal('1.00'),
                'change_rate': Decimal('0.00'),
                'adjustment_rate': Decimal('0.30'),
                'execution_rate_low': Decimal('0.90'),
                'deviation': Decimal('0.30'),
                'implausible_amount': 10000000,
                'project_sum_change': Decimal('0.10')},
 'over_target': {'threshold': Decimal('0.30'), 'deduct': 0},
 'execution_cap': {},
 'formulas': [{'title': '预算完成率',
               'part': ['上年结转', '年初预算数', '本年追加预算', '-年末结余'],
               'base': ['上年结转', '年初预算数', '本年追加预算'],
               'sense': '不低于',
               'steps': {'every': Decimal('0.05'), 'deduct': 2},
               'near': '执行率',
               'basis': '湖南省部门整体支出绩效评价指标表'},
              {'title': '预算控制率',
               'part': ['全年预算数', '-年初预算数'],
               'base': ['年初预算数'],
               'sense': '不高于',
               'near': '预算调整率',
               'basis': '湖南省部门整体支出绩效评价指标表'},
              {'title': '三公经费变动率',
               'part': ['三公经费_本年预算', '-三公经费_上年预算'],
               'base': ['三公经费_上年预算'],
               'sense': '不高于',
               'near': '三公经费变动率',
               'basis': '财预〔2013〕53号'}]},
'# 财政部《项目支出绩效评价管理办法》（财预〔2020〕10号），各地借用于部门整体支出自评。\nid = "mof-2020"\ntitle = "财政部2020"\naliases = ["财预〔2020〕10号", "财预[2020]10号", "财政部", "mof"]\nbasis = "财预〔2013〕53号、财预〔2020〕10号"\n\n[weights]            # 原则上的权重，可以调整\n"执行率" = 10\n"产出" = 50\n"效益" = 30\n"服务对象满意度" = 10\n\n[grades]\n"优" = 90\n"良" = 80\n"中" = 60\n"差" = 0\n\n[tiers]\n"达成预期指标" = [1.00, 0.80]\n"部分达成预期指标并具有一定效果" = [0.80, 0.60]\n"未达成预期指标且效果较差" = [0.60, 0.00]\n\n[thresholds]\ncontrol_rate = 1.00\nchange_rate = 0.00\nadjustment_rate = 0.30\nexecution_rate_low = 0.90\ndeviation = 0.30\nimplausible_amount = 10000000\nproject_sum_change = 0.10\n\n[over_target]\nthreshold = 0.30\ndeduct = 0\n\n[execution_cap]\n':
{'id': 'mof-2020',
 'title': '财政部2020',
 'aliases': ['财预〔2020〕10号', '财预[2020]10号', '财政部', 'mof'],
 'basis': '财预〔2013〕53号、财预〔2020〕10号',
 'weights': {'执行率': 10, '产出': 50, '效益': 30, '服务对象满意度': 10},
 'grades': {'优': 90, '良': 80, '中': 60, '差': 0},
 'tiers': {'达成预期指标': [Decimal('1.00'), Decimal('0.80')],
           '部分达成预期指标并具有一定效果': [Decimal('0.80'), Decimal('0.60')],
           '未达成预期指标且效果较差': [Decimal('0.60'), Decimal('0.00')]},
 'thresholds': {'control_rate': Decimal('1.00'),
                'change_rate': Decimal('0.00'),
                'adjustment_rate': Decimal('0.30'),
                'execution_rate_low': Decimal('0.90'),
                'deviation': Decimal('0.30'),
                'implausible_amount': 10000000,
                'project_sum_change': Decimal('0.10')},
 'over_target': {'threshold': Decimal('0.30'), 'deduct': 0},
 'execution_cap': {}},
'# 财政部《项目支出绩效评价管理办法》（财预〔2020〕10号），用于一个项目的绩效自评。\n# 权重（原则上执行率10、产出50、效益30、满意度10，可以调整）、等级、档次与“财政部2020”相同，沿用其文件；\n# 部门整体的门槛不用于项目。\nextends = "mof-2020"\nid = "mof-2020-project"\ntitle = "财政部2020（项目支出）"\naliases = ["项目支出绩效自评", "财政部项目支出"]\nbasis = "财预〔2020〕10号"\nproject = true\n\n[thresholds]         # 部门的人员、三公经费、预算调整与项目无关；其余同“财政部2020”\ncontrol_rate = "不设"\nchange_rate = "不设"\nadjustment_rate = "不设"\nproject_sum_change = "不设"\n':
{'extends': 'mof-2020',
 'id': 'mof-2020-project',
 'title': '财政部2020（项目支出）',
 'aliases': ['项目支出绩效自评', '财政部项目支出'],
 'basis': '财预〔2020〕10号',
 'project': True,
 'thresholds': {'control_rate': '不设',
                'change_rate': '不设',
                'adjustment_rate': '不设',
                'project_sum_change': '不设'}},
}
