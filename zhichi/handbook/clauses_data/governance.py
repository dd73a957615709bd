"""Chapters 8 to 10: outsourcing, information security, continuous improvement."""

from __future__ import annotations

from zhichi.handbook.clauses_data.clause import Clause

_RISK = "8.4.1–8.4.3"

OUTSOURCING = (
    Clause(
        "8.1.1",
        "选择原则",
        "Principles",
        "选择外包商看重与战略契合、信誉、技术与团队、项目与风险管理、价格。",
        "A vendor is chosen by fit to strategy, reputation, technology and team, project and risk management,"
        " and price.",
    ),
    Clause(
        "8.1.2",
        "选择流程",
        "Selection",
        "依次进行需求确认、市场调研、招标评审、实地考察，最后确定。",
        "Need, market research, tender and review, site visit, then the choice.",
    ),
    Clause(
        "8.2.1",
        "合同制定",
        "Contract",
        "合同写明范围、标准、期限、费用与责任，公平合法，双方签署。",
        "The contract states scope, standards, term, fees and liability; it is fair, lawful and signed by both.",
    ),
    Clause(
        "8.2.2",
        "合同执行",
        "Execution",
        "监督、协调并评估合同执行情况。",
        "Execution is supervised, coordinated and evaluated.",
    ),
    Clause(
        "8.3.1",
        "外包监督",
        "Supervision",
        "成立监督小组，制定监督计划（内容与频率），实时监控。",
        "A group supervises by plan (what, how often) and monitors in real time.",
    ),
    Clause(
        "8.3.2",
        "外包评估",
        "Evaluation",
        "定期评估质量、进度、成本与满意度，并分析结果。",
        "Quality, progress, cost and satisfaction are evaluated periodically and analysed.",
    ),
    Clause(
        "8.4.1",
        "风险识别",
        "Identifying risks",
        "识别技术、人员与合同风险，列出清单与应对措施。",
        "Technical, staff and contract risks are identified and listed with measures.",
        _RISK,
    ),
    Clause(
        "8.4.2",
        "风险预警与预防",
        "Warning and prevention",
        "对风险预警，采取预防措施。",
        "Risks raise warnings and are prevented.",
        _RISK,
    ),
    Clause(
        "8.4.3",
        "风险处理",
        "Handling risks",
        "及时处理已发生的风险，分析原因，总结经验。",
        "What occurs is handled in time, analysed and learned from.",
        _RISK,
    ),
)

SECURITY = (
    Clause(
        "9.1.1",
        "安全意识培养",
        "Awareness",
        "定期培训并检查安全知识，用真实案例讲解。",
        "Training is regular, knowledge is checked, cases are real.",
    ),
    Clause(
        "9.1.2",
        "安全宣传",
        "Publicity",
        "制定宣传计划，开展宣传活动。",
        "There is a publicity plan, and its activities take place.",
    ),
    Clause(
        "9.2.1",
        "安全制度",
        "Policies",
        "建立安全制度，明确各级职责。",
        "Security policies exist and name the duties of each level.",
    ),
    Clause(
        "9.2.2",
        "制度执行",
        "Enforcement",
        "宣讲制度，定期检查执行情况。",
        "Policies are explained and checked regularly.",
    ),
    Clause(
        "9.3.1",
        "技术防护",
        "Technical protection",
        "采用防火墙与入侵检测，定期检查并更新设备，存储与传输加密。",
        "Firewall and intrusion detection, checked and updated devices, encryption in storage and transit.",
    ),
    Clause(
        "9.3.2",
        "管理防护",
        "Organisational protection",
        "完善内部制度，控制敏感数据与关键岗位的权限，审查外部合作方。",
        "Internal rules, rights for sensitive data and key posts, review of outside partners.",
    ),
    Clause(
        "9.4.1",
        "事件分级",
        "Classes of incidents",
        "安全事件分为一般、重大与特别重大，各有处理流程。",
        "Security incidents are general, major or especially major, each with its own process.",
    ),
    Clause(
        "9.4.2",
        "事件报告",
        "Reporting incidents",
        "按规定路径及时报告安全事件。",
        "Incidents are reported in time along the set path.",
    ),
    Clause(
        "9.4.3",
        "事件处理",
        "Handling incidents",
        "控制、清除、恢复，事后总结改进。",
        "Contain, remove, recover, review.",
    ),
)

_QUALITY, _FLOW, _PEOPLE, _IDEAS = "10.1.1–10.1.3", "10.2.1–10.2.3", "10.3.1–10.3.3", "10.4.1–10.4.3"

IMPROVEMENT = (
    Clause(
        "10.1.1",
        "质量数据收集",
        "Collecting quality data",
        "持续收集服务质量数据。",
        "Data about the quality of service are collected continuously.",
        _QUALITY,
    ),
    Clause(
        "10.1.2",
        "质量数据分析",
        "Analysing quality data",
        "分析数据，找出未达标与变差之处。",
        "Data are analysed for missed targets and broken trends.",
        _QUALITY,
    ),
    Clause(
        "10.1.3",
        "质量改进措施",
        "Quality measures",
        "采取改进措施，明确负责人与期限，并衡量效果。",
        "Measures have an owner and a date, and their effect is measured.",
        _QUALITY,
    ),
    Clause(
        "10.2.1",
        "流程诊断",
        "Diagnosing the process",
        "根据记录诊断实际流程，找出瓶颈与偏离。",
        "The real process is diagnosed from the records: bottlenecks and deviations.",
        _FLOW,
    ),
    Clause(
        "10.2.2",
        "流程优化",
        "Optimising the process",
        "针对问题优化流程。",
        "The process is changed where it hurts.",
        _FLOW,
    ),
    Clause(
        "10.2.3",
        "优化效果",
        "Effect of optimisation",
        "比较优化前后的效果。",
        "Before and after are compared.",
        _FLOW,
    ),
    Clause(
        "10.3.1",
        "人员配备",
        "Staffing",
        "按需求与班次配备人员。",
        "Staffing follows demand and shifts.",
        _PEOPLE,
    ),
    Clause(
        "10.3.2",
        "能力提升",
        "Skills",
        "找出技能缺口，安排培训。",
        "Gaps in skills lead to training.",
        _PEOPLE,
    ),
    Clause(
        "10.3.3",
        "协作与沟通",
        "Collaboration",
        "促进团队协作与沟通。",
        "The team collaborates and communicates.",
        _PEOPLE,
    ),
    Clause(
        "10.4.1",
        "创新方向",
        "Directions of innovation",
        "明确服务创新的方向，征集想法。",
        "Directions of innovation are set and ideas collected.",
        _IDEAS,
    ),
    Clause(
        "10.4.2",
        "创新实施",
        "Carrying out innovation",
        "{10.4.2.answer_days} 天内开始评估或答复，先试点再推广。",
        "Ideas are evaluated or answered within {10.4.2.answer_days} days, piloted, then adopted or dropped.",
        _IDEAS,
    ),
    Clause(
        "10.4.3",
        "创新成效",
        "Results of innovation",
        "衡量创新的成效。",
        "The result of an innovation is measured.",
        _IDEAS,
    ),
)
