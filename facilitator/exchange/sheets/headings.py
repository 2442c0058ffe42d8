"""Recognises the headings of a spreadsheet, in English and in Chinese (CONTRACT, the import file)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

PEOPLE: Final = "people"
OKRS: Final = "OKRs"

PEOPLE_COLUMNS = ("name", "unit", "manager", "timezone", "email", "active")
"""The columns of a sheet of people; the last one says who was taken out."""
OKR_COLUMNS = (
    "cycle",
    "owner",
    "objective",
    "key result",
    "start",
    "target",
    "current",
    "unit",
    "confidence",
    "score",
    "reason",
    "state",
    "key result owner",
    "objective id",
    "key result id",
)
"""The columns of a sheet of OKRs; those from `state` on are for an export that comes back."""
CYCLE_COLUMNS = ("cycle start", "cycle end")
"""The first and the last day of a cycle whose name does not tell them; a sheet has these columns only then."""

_PEOPLE = {
    "name": "name fullname person people employee member 姓名 名字 名称 人员 员工 成员 同事",
    "unit": "unit team department dept group 部门 单位 团队 小组 组织 所属部门 所在部门",
    "manager": "manager boss supervisor lead teamlead reportsto 主管 经理 上级 直属上级 领导 负责人 部门负责人",
    "timezone": "timezone tz 时区",
    "email": "email emailaddress mail 邮箱 电子邮箱 电子邮件 邮件 邮箱地址",
    "active": "active 在职 启用 有效",
}
_OKRS = {
    "cycle": "cycle period quarter okrcycle 周期 季度 okr周期 考核周期",
    "owner": "owner responsible objectiveowner okrowner 负责人 责任人 所有者 目标负责人 o负责人",
    "objective": "objective objectives o goal objectivetitle 目标 目标o o目标 目标名称",
    "key result": "keyresult keyresults kr krs keyresulttitle 关键结果 关键成果 关键结果kr kr关键结果 关键结果名称",
    "start": "start startvalue from baseline initial initialvalue 起始值 起始 初始值 起点 基线 基线值 开始值",
    "target": "target targetvalue to 目标值 指标值 达成值",
    "current": "current currentvalue actual now value 当前值 当前 现值 现状 实际值 最新值",
    "unit": "unit units measure unitofmeasure 单位 计量单位 度量单位",
    "confidence": "confidence confidenceindex 信心 信心指数 信心值 信心度",
    "score": "score grade rating 评分 得分 分数 自评分",
    "reason": "reason scorereason why comment comments 原因 理由 评分原因 评分理由 得分原因 说明",
    "state": "state status 状态",
    "key result owner": "keyresultowner krowner 关键结果负责人 kr负责人",
    "objective id": "objectiveid oid 目标id 目标编号",
    "key result id": "keyresultid krid 关键结果id 关键结果编号 kr编号",
    "cycle start": "cyclestart cyclestartdate cyclebegin periodstart 周期开始 周期开始日期 周期起始 周期起始日期",
    "cycle end": "cycleend cycleenddate periodend 周期结束 周期结束日期 周期截止 周期截止日期",
}


def _by_word(columns: Mapping[str, str]) -> dict[str, str]:
    return {word: column for column, words in columns.items() for word in words.split()}


_KINDS = {PEOPLE: _by_word(_PEOPLE), OKRS: _by_word(_OKRS)}
_NEEDED = {PEOPLE: {"name"}, OKRS: {"objective"}}
# One heading alone may be a word in a text: these tell that a row is of headings.
_FEWEST = {PEOPLE: 1, OKRS: 2}


def columns(cells: Sequence[str], kind: str) -> dict[str, int]:
    """Return where each column of a kind of sheet stands in a row of headings; of two that are the same, the first."""
    positions: dict[str, int] = {}
    for position, cell in enumerate(cells):
        column = _KINDS[kind].get(_folded(cell))
        if column is not None:
            positions.setdefault(column, position)
    return positions


def kind_of(cells: Sequence[str]) -> str | None:
    """Return which sheet a row of headings begins; None for a row that is none."""
    for kind in (OKRS, PEOPLE):
        positions = columns(cells, kind)
        if positions.keys() >= _NEEDED[kind] and len(positions) >= _FEWEST[kind]:
            return kind
    return None


def _folded(heading: str) -> str:
    text = unicodedata.normalize("NFKC", heading).casefold()
    text = re.sub(r"\([^()]*\)|\[[^][]*\]", "", text)
    return "".join(char for char in text if char.isalnum())
