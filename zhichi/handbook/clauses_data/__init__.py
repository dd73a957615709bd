"""All clauses of the handbook, in order. Data only: what keeps them is registered by the parts that do."""

from __future__ import annotations

from zhichi.handbook.clauses_data.clause import Chapter, Clause
from zhichi.handbook.clauses_data.governance import IMPROVEMENT, OUTSOURCING, SECURITY
from zhichi.handbook.clauses_data.knowledge import FAULTS, KNOWLEDGE
from zhichi.handbook.clauses_data.people import CUSTOMERS, TEAM
from zhichi.handbook.clauses_data.service import GENERAL, PROCESS, STANDARDS

__all__ = ["CHAPTERS", "CLAUSES", "Chapter", "Clause"]

CHAPTERS = (
    Chapter(1, "总则", "General"),
    Chapter(2, "服务流程", "Service process"),
    Chapter(3, "服务规范", "Service standards"),
    Chapter(4, "技术支持团队管理", "Team"),
    Chapter(5, "客户关系管理", "Customers"),
    Chapter(6, "知识库管理", "Knowledge base"),
    Chapter(7, "故障处理", "Faults"),
    Chapter(8, "服务外包管理", "Outsourcing"),
    Chapter(9, "信息安全", "Information security"),
    Chapter(10, "持续改进", "Continuous improvement"),
)

_ALL = (
    *GENERAL,
    *PROCESS,
    *STANDARDS,
    *TEAM,
    *CUSTOMERS,
    *KNOWLEDGE,
    *FAULTS,
    *OUTSOURCING,
    *SECURITY,
    *IMPROVEMENT,
)
CLAUSES: dict[str, Clause] = {clause.id: clause for clause in _ALL}
