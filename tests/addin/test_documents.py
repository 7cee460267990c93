"""The buttons of the group 上报: report, sealed copy and mail, out of an open workbook."""

from __future__ import annotations

import email
import email.policy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from examples.first_case import AS_FILED, CORRECTED
from tests.excel.outlook import Outlook
from xltool.contract.names import RESULTS
from xltool.verbs.seal import seal
from xltool.verbs.verify import verify

if TYPE_CHECKING:
    from tests.excel.bed import Bed

pytestmark = pytest.mark.libreoffice

Press = Callable[..., str]
#: Opens a workbook and gives the way to press its buttons: verb and what is typed go in, the last dialog comes out.
Opened = Callable[[Path], Press]


@pytest.fixture
def opened(excel: Bed, monkeypatch: pytest.MonkeyPatch) -> Opened:
    def with_buttons(path: Path) -> Press:
        book = excel.open_with_addin(path)
        # what xlwings' RunPython puts on the command line
        argv = ["-c", f"--wb={book.name}", "--from_xl=1", "--app=C:\\Excel\\Microsoft Excel", "--hwnd=1"]
        monkeypatch.setattr("sys.argv", argv)
        monkeypatch.setattr("xlwings.main.sys", type("sys", (), {"argv": argv, "platform": "win32"}))

        def pressed(verb: str, typed: str | None = None) -> str:
            from xltool.addin import buttons

            excel.application.inputs[:] = [] if typed is None else [typed]
            before = len(excel.dialogs.shown)
            buttons.press(verb, "addin")
            (*_, (title, text)) = excel.dialogs.shown[before:]
            assert title == "绩效自评"
            return text

        return pressed

    return with_buttons


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(shutil.copy(CORRECTED, tmp_path / "自评 表.xlsx"))


def test_seal_puts_the_copy_beside_the_workbook(opened: Opened, path: Path, excel: Bed) -> None:
    press = opened(path)
    said = press("seal")
    copy = path.with_name("自评 表-上报件.xlsx")
    assert said.startswith("已生成上报件") and copy.name in said
    assert verify(copy).good and verify(copy).code[:16] in said
    assert press("seal") == said  # in place of the older one
    assert excel.application.StatusBar is False


def test_seal_takes_the_workbook_as_it_is_now_and_reminds_of_saving(
    opened: Opened, path: Path, excel: Bed
) -> None:
    press = opened(path)
    sheet: Any = excel.application.ActiveWorkbook.Worksheets("填表说明")
    sheet.Range("B4").Value = "某某市某局"
    said = press("seal")
    assert "请记得保存" in said
    before = path.read_bytes()
    from xltool.book.file.package import open_package
    from xltool.book.file.whole import whole

    copy = path.with_name("自评 表-上报件.xlsx")
    snapshot = whole(open_package(copy.read_bytes(), copy.name))
    assert snapshot.value(snapshot.names["单位名称"].first) == "某某市某局"  # type: ignore[union-attr]
    assert path.read_bytes() == before


@pytest.mark.parametrize("verb", ["seal", "mail"])
def test_what_stands_in_the_way_is_listed_and_shown(
    opened: Opened, tmp_path: Path, excel: Bed, verb: str
) -> None:
    press = opened(Path(shutil.copy(AS_FILED, tmp_path / "原样.xlsx")))
    said = press(verb)
    assert (
        said.startswith("没有生成上报件，还有 20 条要先处理") and "▲ 必改" in said and "……另有 8 项" in said
    )
    assert excel.application.ActiveSheet.Name == RESULTS
    assert [file.name for file in tmp_path.iterdir() if file.suffix in (".xlsx", ".eml")] == ["原样.xlsx"]


def test_mail_writes_a_draft_and_sends_nothing(opened: Opened, path: Path) -> None:
    press = opened(path)
    said = press("mail", "张三 <name@example.gov.cn>; other@example.cn")
    draft = path.with_name("自评 表-上报件.eml")
    assert said.startswith("已生成上报件") and draft.name in said and "本程序没有发送" in said
    message = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
    assert [a.addr_spec for a in message["To"].addresses] == ["name@example.gov.cn", "other@example.cn"]
    (attachment,) = message.iter_attachments()  # type: ignore[attr-defined]
    assert attachment.get_filename() == "自评 表-上报件.xlsx"
    assert press("mail", "") == said


def test_mail_opens_outlooks_own_draft(opened: Opened, path: Path, excel: Bed) -> None:
    excel.dialogs.outlook = outlook = Outlook()
    said = opened(path)("mail", "财政局 <name@example.gov.cn>; other@example.cn")
    (item,) = outlook.items
    message = email.message_from_bytes(
        path.with_name("自评 表-上报件.eml").read_bytes(), policy=email.policy.default
    )
    assert item.displayed and item.To == "财政局 <name@example.gov.cn>; other@example.cn"
    assert item.Subject == message["Subject"]
    body = message.get_body()  # type: ignore[attr-defined]
    assert item.Body.splitlines() == body.get_content().splitlines() and "\n" not in item.Body.replace(
        "\r\n", ""
    )
    assert item.Attachments.files == [path.with_name("自评 表-上报件.xlsx")]
    assert "草稿已在 Outlook 里打开" in said and "本程序没有发送" in said


def test_mail_goes_on_where_outlook_refuses(opened: Opened, path: Path, excel: Bed) -> None:
    excel.dialogs.outlook = outlook = Outlook(refuses=True)
    said = opened(path)("mail", "name@example.gov.cn")
    assert not outlook.items and "双击草稿就能打开" in said


def test_mail_without_an_address_that_is_one_or_cancelled(opened: Opened, path: Path) -> None:
    press = opened(path)
    assert "不是邮箱地址" in press("mail", "没有")
    assert press("mail", None) == "没有写邮件。"
    assert not path.with_name("自评 表-上报件.eml").exists()


def test_report_is_made_and_then_brought_up_to_date(opened: Opened, path: Path) -> None:
    press = opened(path)
    said = press("report")
    assert said.startswith("已生成 ") and "自评 表-自评报告.docx" in said and "待填" in said
    assert path.with_name("自评 表-自评报告.docx").read_bytes().startswith(b"PK")
    assert "里的数字都与工作簿相同，没有改动" in press("report")


@pytest.mark.parametrize("verb", ["report", "seal", "mail"])
def test_a_workbook_that_was_never_saved_has_to_be_saved_first(
    opened: Opened, path: Path, excel: Bed, verb: str
) -> None:
    press = opened(path)
    book = excel.application.ActiveWorkbook
    for name, what in (
        ("工作簿1", "还没有保存过"),
        ("https://d.docs.live.net/x/自评 表.xlsx", "网上的文件夹"),
    ):
        kept, book.FullName = book.FullName, name
        assert what in press(verb)
        book.FullName = kept


def test_a_sealed_copy_that_is_open_is_not_sealed_again(opened: Opened, path: Path) -> None:
    copy = seal(path).path
    assert copy is not None
    assert "已经封存的上报件" in opened(copy)("seal")


def test_next_years_workbook_is_made_beside_this_one(opened: Opened, path: Path, excel: Bed) -> None:
    from xltool.book.file.workbook import FileWorkbook
    from xltool.book.port import Area

    press = opened(path)
    excel.dialogs.answers[:] = ["yes"]
    said = press("newyear")
    made = path.with_name("自评 表-下一年.xlsx")
    assert made.name in said and said.startswith("已从") and "【上年】" in said
    snapshot = FileWorkbook(made).snapshot()
    year, spent = snapshot.names["年度"], snapshot.names["支出总额_上年决算"]
    assert isinstance(year, Area) and isinstance(spent, Area)
    assert snapshot.value(year.first) == 2023 and snapshot.value(spent.first) is not None
    excel.dialogs.answers[:] = ["yes"]
    assert "已经存在，没有覆盖" in press("newyear")
    excel.dialogs.answers[:] = ["no"]
    assert press("newyear") == "没有新建。"
