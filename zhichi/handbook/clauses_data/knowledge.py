"""Chapters 6 and 7: knowledge base, faults."""

from __future__ import annotations

from zhichi.handbook.clauses_data.clause import Clause

KNOWLEDGE = (
    Clause(
        "6.1.1",
        "知识分类",
        "Classes",
        "知识按业务领域、技术、服务流程三个维度分类。",
        "Articles are classified by business area, technology and service process.",
    ),
    Clause(
        "6.1.2",
        "知识结构",
        "Structure",
        "知识按模块组织，按重要性与使用频率分层，相互关联。",
        "Knowledge is modular, layered by importance and use, and related.",
    ),
    Clause(
        "6.1.3",
        "知识内容",
        "Content",
        "内容完整、准确、实用。",
        "Content is complete, accurate and practical.",
    ),
    Clause(
        "6.2.1",
        "更新频率",
        "Cadence",
        "按周、月或季度全面复核知识库。",
        "The knowledge base is fully reviewed each week, month or quarter.",
    ),
    Clause(
        "6.2.2",
        "更新方式",
        "Ways of updating",
        "手工更新或自动采集（网页、接口），发布前均须审核。",
        "Articles come by hand or automatically (web pages, interfaces) and are reviewed before publishing.",
    ),
    Clause(
        "6.2.3",
        "更新流程",
        "Update flow",
        "更新经过申请、审核、发布；审核人不得是作者本人。",
        "An update is applied for, reviewed by another person, then published.",
    ),
    Clause(
        "6.3.1",
        "知识检索",
        "Search",
        "支持关键词、分类与全文检索，快速准确。",
        "Search by keyword, category and full text is fast.",
    ),
    Clause(
        "6.3.2",
        "知识展示",
        "Display",
        "文字、图片与视频展示清晰。",
        "Text, pictures and video are shown clearly.",
    ),
    Clause(
        "6.3.3",
        "应用场景",
        "Uses",
        "知识用于客户支持、内部培训与产品研发。",
        "Knowledge serves support, internal training and product development.",
    ),
    Clause(
        "6.4.1",
        "知识库安全",
        "Safety",
        "设置访问权限，定期备份，防范病毒。",
        "Access is by right, backups are regular, uploads are checked for viruses.",
    ),
    Clause(
        "6.4.2",
        "功能维护",
        "Upkeep",
        "定期维护服务器、网络与数据库。",
        "Server, network and database are maintained regularly.",
    ),
)

_RECORDS = "7.4.1–7.4.4"

FAULTS = (
    Clause(
        "7.1.1",
        "故障性质",
        "Nature",
        "故障按性质分为软件、硬件、网络与系统故障。",
        "A fault is of software, hardware, network or system nature.",
    ),
    Clause(
        "7.1.2",
        "故障范围",
        "Scope",
        "故障按范围分为局部（部分用户或设备）与全局（全部）。",
        "A fault is local (some users or devices) or global (all).",
    ),
    Clause(
        "7.2.1",
        "故障报告",
        "Report",
        "发现故障立即报告，记录现象、发生时间与范围。",
        "A fault is reported at once with symptom, time of occurrence and scope.",
    ),
    Clause(
        "7.2.2",
        "故障诊断",
        "Diagnosis",
        "先按报告初步诊断，必要时到现场，使用工具与系统日志查明原因。",
        "Diagnose from the report first, on site when needed, with tools and system logs.",
    ),
    Clause(
        "7.2.3",
        "故障解决",
        "Repair",
        "制定方案并实施，随后测试系统；未通过测试不算修复。",
        "Plan, implement, then test the system; nothing is repaired without a passed test.",
    ),
    Clause(
        "7.2.4",
        "故障反馈",
        "Feedback",
        "把处理结果告知用户，收集意见。",
        "Users hear the result and give their opinion.",
    ),
    Clause(
        "7.3.1",
        "故障响应时间",
        "Fault response",
        "局部故障 {7.3.1.local_minutes:60:minutes}内响应，全局故障 {7.3.1.global_minutes:30:minutes}内响应。",
        "Local faults get a response within {7.3.1.local_minutes:60:minutes}, global ones within "
        "{7.3.1.global_minutes:30:minutes}.",
    ),
    Clause(
        "7.3.2",
        "故障解决时间",
        "Fault repair time",
        "诊断后，局部故障 {7.3.2.local_hours:24:hours}内解决，全局故障 {7.3.2.global_hours:12:hours}内解决。",
        "After diagnosis, local faults are repaired within {7.3.2.local_hours:24:hours}, global ones within "
        "{7.3.2.global_hours:12:hours}.",
    ),
    Clause(
        "7.4.1",
        "故障报告记录",
        "Report record",
        "记录时间、现象、范围、报告人与联系方式。",
        "It holds time, symptom, scope, reporter and contact.",
        _RECORDS,
    ),
    Clause(
        "7.4.2",
        "故障诊断记录",
        "Diagnosis record",
        "记录过程、工具、结果、诊断人与时间。",
        "It holds process, tools, result, person and time.",
        _RECORDS,
    ),
    Clause(
        "7.4.3",
        "故障解决记录",
        "Repair record",
        "记录方案、过程、时间、实施人与验收人。",
        "It holds plan, process, time, implementer and acceptor.",
        _RECORDS,
    ),
    Clause(
        "7.4.4",
        "故障反馈记录",
        "Feedback record",
        "记录结果、意见、反馈人与时间。",
        "It holds result, opinion, person and time.",
        _RECORDS,
    ),
)
