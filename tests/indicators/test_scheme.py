"""Schemes are data: those that come with the program, a user's own, and broken files."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from templatebuild.layout import LAYOUTS
from tests.support.schemes import BUILT_IN, FOLDER
from xltool.checks.manual import Filter, listing
from xltool.errors import ProgramError, WorkbookError
from xltool.indicators import __main__ as written_down
from xltool.indicators.scheme import find, load

SOURCE = FOLDER / "hunan-2022.toml"


def own(folder: Path, *changes: tuple[str, str], name: str = "own.toml") -> Path:
    text = SOURCE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_schemes_are_whole() -> None:
    assert [scheme.id for scheme in BUILT_IN] == ["hunan-2022", "mof-2020", "mof-2020-project"]
    for scheme in BUILT_IN:
        assert sum(scheme.weights.values()) == 100
        assert [title for title, _ in scheme.grades] == ["优", "良", "中", "差"]
        assert len(scheme.tiers) == 3 and scheme.tiers[0].highest == 1 and scheme.tiers[-1].lowest == 0
        assert scheme.thresholds.adjustment_rate == (None if scheme.project else Fraction("0.3"))
        assert scheme.basis and scheme.execution_cap == () and scheme.over_target_deduct == 0


def test_the_template_offers_all_that_are_for_departments() -> None:
    offered = [title for layout in LAYOUTS.values() for title in layout.schemes]
    assert set(offered) == {scheme.title for scheme in BUILT_IN if not scheme.project}


def test_the_scheme_of_a_project_is_that_of_the_ministry_without_a_departments_limits() -> None:
    ministry, project = find("财政部2020"), find("财政部2020（项目支出）")
    assert project.id == "mof-2020-project" and project.project and not ministry.project
    assert project.weights == {"执行率": 10, "产出": 50, "效益": 30, "服务对象满意度": 10}
    assert [project.grade(Fraction(points)) for points in (90, 80, 60, 59)] == ["优", "良", "中", "差"]
    same = ("weights", "grades", "tiers", "over_target_threshold", "over_target_deduct", "execution_cap")
    assert all(getattr(project, field) == getattr(ministry, field) for field in same)
    asked = {name for name, limit in project.thresholds._asdict().items() if limit is not None}
    assert asked == {"execution_rate_low", "deviation", "implausible_amount"}
    listed = listing(wanted=Filter(scheme=project))
    assert "XT314" in listed and not any(code in listed for code in ("XT311", "XT312", "XT313", "XT501"))


def test_a_scheme_may_extend_one_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "本市.toml"
    text = (
        'extends = "mof-2020"\nid = "x"\ntitle = "某市"\nbasis = "某市办法"\n[thresholds]\ndeviation = 0.2\n'
    )
    path.write_text(f"{text}[weights]\n产出 = 100\n".replace("产出 =", '"产出" ='), encoding="utf-8")
    scheme, base = load(path), find("mof-2020")
    assert (scheme.id, scheme.title, scheme.basis, scheme.aliases) == ("x", "某市", "某市办法", ())
    assert scheme.thresholds == base.thresholds._replace(deviation=Fraction("0.2"))
    assert scheme.weights == {"产出": 100} and scheme.grades == base.grades and not scheme.project


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('extends = "没有的"\nid = "x"\ntitle = "x"\nbasis = "x"', "没有可以沿用的办法 没有的"),
        ('extends = "mof-2020"\ntitle = "x"\nbasis = "x"', "缺少 id"),
        ('extends = "mof-2020"\nid = "x"\nbasis = "x"', "缺少 title"),
        ('extends = "mof-2020"\nid = "x"\ntitle = "x"', "缺少 basis"),
        ('extends = "../../x"\nid = "x"\ntitle = "x"\nbasis = "x"', "没有可以沿用的办法"),
        ('extends = "mof-2020"\nid = "x"\ntitle = "x"\nbasis = "x"\nthresholds = 3', "写法有误"),
        (
            'extends = "mof-2020"\nid = "x"\ntitle = "x"\nbasis = "x"\n[thresholds]\ndeviation = "不设"',
            "写法有误",
        ),
    ],
)
def test_what_extends_nothing_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "坏.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProgramError, match=sentence):
        load(path)


def test_the_schemes_written_down_as_python_are_those_of_the_files() -> None:
    assert written_down.PLACE.read_text(encoding="utf-8") == written_down.source()


def test_a_built_in_scheme_is_found_without_a_toml_reader() -> None:
    script = (
        "import sys; from xltool.indicators.scheme import find; find(''); print('tomllib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_built_in_file_that_was_changed_is_read_afresh(tmp_path: Path) -> None:
    assert load(
        own(tmp_path, ("adjustment_rate = 0.30", "adjustment_rate = 0.31"))
    ).thresholds.adjustment_rate == Fraction("0.31")


def test_no_name_means_two_schemes() -> None:
    names = [name for scheme in BUILT_IN for name in (scheme.id, scheme.title, *scheme.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("湖南2022", "hunan-2022"),
        ("湖南 ２０２２　", "hunan-2022"),
        ("Hunan-2022", "hunan-2022"),
        ("湖南", "hunan-2022"),
        ("", "hunan-2022"),
        ("  ", "hunan-2022"),
        ("财政部2020", "mof-2020"),
        ("财预〔2020〕10号", "mof-2020"),
        ("mof-2020", "mof-2020"),
    ],
)
def test_a_scheme_is_found_by_title_id_or_alias(name: str, found: str) -> None:
    assert find(name).id == found


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(WorkbookError, match=r"没有名为“湖北2022”的评分办法.*湖南2022、财政部2020"):
        find("湖北2022")


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        (Decimal(100), "优"),
        (Decimal(90), "优"),
        (Decimal("89.99"), "良"),
        (Fraction(80), "良"),
        (Decimal("79.99"), "中"),
        (Decimal(60), "中"),
        (Decimal("59.99"), "差"),
        (Decimal(0), "差"),
        (Decimal(-1), "差"),
        (None, ""),
    ],
)
def test_grades_begin_at_their_limits(score: Decimal | None, grade: str) -> None:
    assert find("湖南2022").grade(score) == grade


def test_a_users_own_file_comes_first(tmp_path: Path) -> None:
    path = own(
        tmp_path,
        ("adjustment_rate = 0.30", "adjustment_rate = 0.20"),
        ("[execution_cap]", '[execution_cap]\n"0.80" = 89\n"0.50" = 59\n#'),
    )
    scheme = find("湖南2022", [path])
    assert scheme.thresholds.adjustment_rate == Fraction("0.2")
    assert scheme.execution_cap == ((Fraction("0.5"), 59), (Fraction("0.8"), 89))
    assert find("财政部2020", [path]).id == "mof-2020"


def test_a_new_name_is_offered_when_another_is_asked_for(tmp_path: Path) -> None:
    path = own(tmp_path, ('id = "hunan-2022"', 'id = "x-2023"'), ('title = "湖南2022"', 'title = "某市2023"'))
    assert find("某市2023", [path]).id == "x-2023"
    with pytest.raises(WorkbookError, match="某市2023、湖南2022"):
        find("湖北2022", [path])


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "bom.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SOURCE.read_bytes())
    assert load(path).id == "hunan-2022"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('title = "湖南2022"', "", "缺少 title"),
        ("[weights]", "[weighs]", "缺少 weights"),
        ("control_rate = 1.00", "", "缺少 control_rate"),
        ("deviation = 0.30", 'deviation = "三成"', "写法有误"),
        ("deviation = 0.30", "deviation = nan", "写法有误"),
        ('"优" = 90', '"优" = "九十"', "写法有误"),
        ("[1.00, 0.80]", "[1.00]", "写法有误"),
        ('id = "hunan-2022"', 'id = "hunan-2022', "写法有误"),
        ('id = "hunan-2022"', "id = 2022", "写法有误"),
        ('aliases = ["湖南省2022", "湖南", "hunan"]', 'aliases = "湖南"', "写法有误"),
        ('"优" = 90\n"良" = 80\n"中" = 60\n"差" = 0\n', "", "写法有误"),
        ("[execution_cap] ", '[execution_cap]\n"八成" = 89\n#', "写法有误"),
    ],
)
def test_a_broken_file_is_one_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    path = own(tmp_path, (old, new), name="坏.toml")
    with pytest.raises(ProgramError) as raised:
        find("湖南2022", [path])
    assert str(raised.value).startswith("评分办法文件 坏.toml") and sentence in str(raised.value)


def test_a_missing_file_and_a_file_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match=r"读不到评分办法文件 没有\.toml"):
        load(tmp_path / "没有.toml")
    with pytest.raises(ProgramError, match="读不到评分办法文件"):
        load(tmp_path)
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProgramError, match=r"binary\.toml 写法有误"):
        load(binary)
