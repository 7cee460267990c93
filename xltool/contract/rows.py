"""Rows and columns that many names are made of: those of 附件1, and the parts of 总支出 in the narrative."""

from xltool.typed import Final

#: The rows of 附件1 and their English identifiers.
EXPENDITURE_ROWS: Final = {
    "支出总额": "total",
    "基本支出": "basic",
    "公用经费": "operating",
    "项目支出": "project",
    "三公经费": "three_public",
    "公务用车购置和维护": "vehicles",
    "公车购置": "vehicle_purchase",
    "公车运行维护": "vehicle_running",
    "出国经费": "overseas",
    "公务接待": "reception",
    "政府采购": "procurement",
}
#: The columns of 附件1.
YEAR_COLUMNS: Final = {
    "上年决算": "prior_final",
    "本年预算": "budget",
    "本年决算": "final",
}

#: The four parts of 总支出 in the narrative, each with a share.
NARRATIVE_PARTS: Final = {
    "工资福利支出": "wages",
    "商品和服务支出": "goods_and_services",
    "对个人和家庭补助": "family_support",
    "资本性支出": "capital",
}
#: What the four leave out (对企业补助, 债务利息 …), so that the parts are whole.
NARRATIVE_REST: Final = "其他支出"
#: Every part of 总支出 that has a share.
NARRATIVE_SHARES: Final = (*NARRATIVE_PARTS, NARRATIVE_REST)
