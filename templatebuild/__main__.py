"""``python -m templatebuild``: rebuild the committed artefacts."""

from __future__ import annotations

from templatebuild.build import ARTEFACT, build
from templatebuild.extension import EXTENSION, build_extension
from templatebuild.macro_workbook import MACRO_WORKBOOK, build_macro_workbook
from templatebuild.macros import MESSAGES_MODULE, messages_source
from templatebuild.ribbon_addin import ADDIN, build_addin
from templatebuild.rule_manual import RULE_MANUAL, build_rule_manual
from templatebuild.word.build import (
    PROJECT_REPORT_TEMPLATE,
    REPORT_TEMPLATE,
    build_project_report_template,
    build_report_template,
)

if __name__ == "__main__":
    ARTEFACT.parent.mkdir(exist_ok=True)
    build(ARTEFACT)
    MESSAGES_MODULE.write_text(messages_source(), encoding="ascii", newline="\n")
    build_addin(ADDIN)
    build_extension(EXTENSION)
    build_macro_workbook(MACRO_WORKBOOK)
    build_rule_manual(RULE_MANUAL)
    build_report_template(REPORT_TEMPLATE)
    build_project_report_template(PROJECT_REPORT_TEMPLATE)
    reports = (REPORT_TEMPLATE, PROJECT_REPORT_TEMPLATE)
    built = (ARTEFACT, MESSAGES_MODULE.name, ADDIN, EXTENSION, MACRO_WORKBOOK, *reports, RULE_MANUAL)
    print(f"已生成 {'、'.join(map(str, built))}")
