"""``forms``: which forms the program knows (表样), and what it can check on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from xltool.annotate.alike.profile import FormProfile
from xltool.annotate.alike.reading import read_profile
from xltool.checks.needs import NEEDS
from xltool.checks.registry import Rule, rules
from xltool.errors import WorkbookError
from xltool.verbs.profiles import ENDING, profile_named, settings_folder, shipped


class KnownForm(NamedTuple):
    """A form that is known: the name by which --like takes it, its profile, and whether it travels with the program."""

    name: str
    profile: FormProfile
    shipped: bool

    @property
    def asked(self) -> tuple[Rule, ...]:
        """The rules that can be asked of it."""
        return tuple(each for each in rules() if can_be_asked(each.code, self.profile.names))


def can_be_asked(code: str, names: frozenset[str]) -> bool:
    """Whether a form with these names has all that a rule needs."""
    return any(names.issuperset(each) for each in NEEDS.get(code, ((),)))


def known_forms() -> list[KnownForm]:
    """The forms that the program knows, and those of the user's own; a file that cannot be read is none."""
    found = [KnownForm(name, read_profile(path), True) for name, path in shipped().items()]
    for path in sorted(settings_folder().glob(f"*{ENDING}")):
        try:
            found.append(KnownForm(str(path), read_profile(path), False))
        except WorkbookError:
            continue
    return found


def known_form(text: str) -> KnownForm:
    """One of them, or the one in a file. Raises WorkbookError where there is none."""
    return KnownForm(text, profile_named(text), text in shipped())


def forms_lines(forms: list[KnownForm]) -> Iterator[str]:
    """The list for a person."""
    every = len(rules())
    for each in forms:
        own = "" if each.shipped else "（自己的）"
        yield f"{each.name}{own}　{each.profile.title}"
        yield f"　{len(each.profile.names)} 个名称，可核对 {len(each.asked)} 条规则（共 {every} 条）"
    yield ""
    yield "照其中一种标注：xltool annotate 文件 --like 名称 -o 文件；看一种能查什么：xltool forms 名称。"


def form_lines(form: KnownForm) -> Iterator[str]:
    """One form for a person: what it carries, and each rule that can be asked."""
    profile = form.profile
    yield f"{form.name}　{profile.title}"
    units = "；".join(f"{sheet}={unit}" for sheet, unit in profile.units.items())
    yield f"金额单位：{units or '看每张表'}；比率写法：{profile.rates or '看每张表'}；评分办法：{profile.scheme or '默认'}"
    for cell in profile.cells:
        yield f"　{cell.name}　{cell.sheet}　{cell.said}"
    for block in profile.blocks:
        yield f"　{block.block}　{block.sheet}"
        for name, heading in block.columns:
            yield f"　　{name.removeprefix(f'{block.block}_')}　表头“{heading}”"
    yield f"可核对 {len(form.asked)} 条规则："
    for each in form.asked:
        yield f"　{each.code}　{each.title}"


def form_record(form: KnownForm) -> dict[str, object]:
    """The same as plain data."""
    return {
        "name": form.name,
        "title": form.profile.title,
        "shipped": form.shipped,
        "names": sorted(form.profile.names),
        "rules": [each.code for each in form.asked],
    }


# The page docs/forms.md


def forms_page(forms: list[KnownForm]) -> Iterator[str]:
    """What is read of each form and what is checked, as a page of Markdown."""
    yield "# 表样一览"
    yield ""
    yield "随程序的表样各认得哪些内容、能核对什么。由 `xltool forms --markdown` 生成；一种表样的每一格见 `xltool forms 名称`。"
    yield "表上没有的内容查不了，也不会报错；查不了的规则列在“审核结果”的最后。"
    yield ""
    yield from _counts(forms)
    for each in forms:
        yield from _form_section(each)


def _counts(forms: list[KnownForm]) -> Iterator[str]:
    """A row a form: of how many rules of each family something is there to be asked."""
    every = Counter(rule.family for rule in rules())
    yield f"| 表样 | 名称 | {' | '.join(every)} |"
    yield f"|---|---|{'---|' * len(every)}"
    for each in forms:
        asked = Counter(rule.family for rule in each.asked)
        shares = " | ".join(f"{asked[family]}/{count}" for family, count in every.items())
        yield f"| [{each.profile.title}](#{each.name}) | {len(each.profile.names)} | {shares} |"


def _form_section(form: KnownForm) -> Iterator[str]:
    profile = form.profile
    units = "、".join(dict.fromkeys(profile.units.values())) or "看每张表"
    yield f'\n<a id="{form.name}"></a>'
    yield f"\n## {profile.title}\n"
    yield f"`--like {form.name}`。金额单位：{units}；比率写法：{profile.rates or '看每张表'}；评分办法：{profile.scheme or '没有分值，不评分'}。\n"
    yield f"- 读：{'、'.join(dict.fromkeys(cell.name for cell in profile.cells)) or '（没有单独的格）'}"
    for block in profile.blocks:
        columns = (name.removeprefix(f"{block.block}_") for name, _ in block.columns)
        yield f"- 读表“{block.block}”：{'、'.join(columns)}"
    for family, several in groupby(form.asked, key=lambda rule: rule.family):
        yield f"- 查{family}：{'、'.join(rule.code for rule in several)}"
