"""Chapters 1 to 3: general, service process, service standards."""

from __future__ import annotations

from zhichi.handbook.clauses_data.clause import Clause

GENERAL = (
    Clause(
        "1.1",
        "服务宗旨",
        "Purpose",
        "以高效、专业、及时的服务提高客户满意度。服务承诺在客户门户公开，主要目标显示在首页。",
        "Efficient, professional and timely service that raises satisfaction. The service charter is public "
        "on the portal, the headline goals stand on the home page.",
    ),
    Clause(
        "1.2",
        "适用范围",
        "Scope",
        "本手册适用于支持部门的每一个岗位。新版本生效后，每位员工在 {1.2.acknowledge_days}内确认已阅读。",
        "The handbook applies to every post of the support department. Each member of staff acknowledges a "
        "new version within {1.2.acknowledge_days}.",
    ),
    Clause(
        "1.3",
        "名词解释",
        "Terms",
        "界面、接口与文档统一使用术语表中的名词；请求类型、服务方式与评价维度以术语表为准。",
        "Pages, API and documents use the terms of one glossary; request types, forms of delivery and "
        "dimensions of evaluation are those defined there.",
    ),
)

PROCESS = (
    Clause(
        "2.1",
        "客户报修",
        "Intake",
        "客户可通过电话、邮件、在线方式报修，提供基本信息、联系方式、产品型号与故障现象。请求在 "
        "{2.1.register_minutes}内登记，在 {2.1.assign_minutes}内分派到人；缺少的信息由客户补充或由助理补全"
        "。",
        "Customers report by phone, mail or online with their basics, contact, product model and symptom. A "
        "request is registered within {2.1.register_minutes} and assigned to a person within "
        "{2.1.assign_minutes}; what is missing is asked of the customer or completed by the assistant.",
    ),
    Clause(
        "2.2",
        "故障确认",
        "Confirmation",
        "尽快联系客户，先以电话、邮件或远程协助判断原因，在 {2.2.confirm_hours}内确认；必要时派工程师上门。",
        "Contact the customer soon and judge the cause first by phone, mail or remote assistance, within "
        "{2.2.confirm_hours}; send an engineer on site when needed.",
    ),
    Clause(
        "2.3",
        "解决方案提供",
        "Solution",
        "按原因提供解决方案：升级或补丁、配置调整、硬件更换、技术指导。每个方案记录其内容与状态，直到验证有效。",
        "A solution fits the cause: upgrade or patch, configuration change, hardware replacement, technical "
        "guidance. Each is recorded with its content and state until it is verified.",
    ),
    Clause(
        "2.4",
        "问题追踪与反馈",
        "Follow-up",
        "提供方案后 {2.4.follow_up_hours}内回访。确认解决后方可关闭；未解决则调整方案继续处理。无人应答时每"
        "隔 {2.4.retry_hours}再次回访，满 {2.4.no_answer_attempts} 次可按规定关闭。关闭后 {2.4.reopen_days}内"
        "客户回复即重新打开。处理期间定期通报进展，记录客户意见。",
        "Follow up within {2.4.follow_up_hours} of a solution. A request closes only when it is solved; "
        "otherwise the solution changes and work goes on. Without an answer, call again every "
        "{2.4.retry_hours}; after {2.4.no_answer_attempts} attempts it may be closed by rule. An answer within "
        "{2.4.reopen_days} of closing reopens it. Progress is reported regularly and opinions are recorded.",
    ),
)

_ATTITUDE = "3.2.1–3.2.3"

STANDARDS = (
    Clause(
        "3.1.1",
        "响应时间",
        "Response time",
        "收到请求后立即响应，最迟在规定的工作时间内首次响应：紧急 {3.1.1.urgent_minutes:30:minutes}，一般 "
        "{3.1.1.normal_hours:2:hours}。自动回执不算响应。",
        "Respond at once and never later than the stated working time: urgent "
        "{3.1.1.urgent_minutes:30:minutes}, normal {3.1.1.normal_hours:2:hours}. An automatic "
        "acknowledgement is no response.",
    ),
    Clause(
        "3.1.2",
        "处理时间",
        "Handling time",
        "紧急问题 {3.1.2.urgent_hours:2:hours}内提供解决方案，一般问题 {3.1.2.normal_hours:4:hours}内提供解"
        "决方案。只有列明的原因可以暂停计时，每次暂停都有记录。",
        "Urgent: a solution within {3.1.2.urgent_hours:2:hours}. Normal: within "
        "{3.1.2.normal_hours:4:hours}. The clock pauses for listed reasons only, and each pause is recorded.",
    ),
    Clause(
        "3.1.3",
        "跟进时间",
        "Progress",
        "处理期间定期向客户通报进展：紧急问题至少每 {3.1.3.urgent_minutes:60:minutes}一次，一般问题至少每 "
        "{3.1.3.normal_hours:4:hours}一次。",
        "Customers hear about progress regularly: at least every {3.1.3.urgent_minutes:60:minutes} on urgent "
        "requests, every {3.1.3.normal_hours:4:hours} on normal ones.",
    ),
    Clause(
        "3.2.1",
        "尊重客户",
        "Respect",
        "以礼相待，耐心倾听，不使用禁语。态度是满意度调查与对话质检的一个维度。",
        "Be courteous, listen patiently, avoid forbidden words. Attitude is a dimension of surveys and of "
        "conversation reviews.",
        _ATTITUDE,
    ),
    Clause(
        "3.2.2",
        "专业素养",
        "Professionalism",
        "以专业知识准确回答；不确定的先核实再答复。对话按规则抽样质检评分。",
        "Answer with sound knowledge and check first what is not certain. Conversations are sampled by rule "
        "and scored.",
        _ATTITUDE,
    ),
    Clause(
        "3.2.3",
        "沟通规范",
        "Communication",
        "用客户听得懂的话说明情况与下一步，使用规范用语。",
        "Explain the state and the next step in the customer's words; use the agreed courtesy phrases.",
        _ATTITUDE,
    ),
    Clause(
        "3.3.1",
        "问题解决",
        "No shirking",
        "负责到底，不推诿。每个未结请求始终有一位负责人或值班岗；转派须说明理由，转派达 "
        "{3.3.1.transfers_alert} 次时提示关注。",
        "Solve the problem, do not pass it around. Every open request has one accountable person or duty role"
        "; a transfer needs a reason, and {3.3.1.transfers_alert} transfers of one request call for attention.",
    ),
    Clause(
        "3.3.2",
        "服务效果",
        "Effect",
        "服务效果达到规定标准：会话质检评分不低于 {3.3.2.review_score} 分，回访未解决的不超过 "
        "{3.3.2.unsolved_percent}。低于标准时提醒并制定改进措施。",
        "The effect of service reaches the set standard: conversation reviews score at least "
        "{3.3.2.review_score} points, follow-ups find at most {3.3.2.unsolved_percent} not solved. Falling "
        "below it raises an alert and an improvement action.",
    ),
    Clause(
        "3.3.3",
        "服务创新",
        "Innovation",
        "鼓励提出改进建议，不断改进服务方式，每季度提出不少于 {3.3.3.ideas_per_quarter} 条；建议进入 10.4 的流程。",
        "Keep improving the way of serving, with at least {3.3.3.ideas_per_quarter} ideas raised a quarter; "
        "suggestions enter the process of 10.4.",
    ),
    Clause(
        "3.4.1",
        "记录完整",
        "Complete records",
        "服务记录包含类型、时间、人员、内容与客户反馈。缺少必需部分时不能关闭；完整率不低于 {3.4.1.complete_percent}。",
        "The service record holds type, times, staff, content and customer feedback. Closing is refused "
        "while a required part is missing; at least {3.4.1.complete_percent} are complete.",
    ),
    Clause(
        "3.4.2",
        "记录真实",
        "True records",
        "记录不得篡改或伪造。服务记录只增不改、逐条相连，至少每 {3.4.2.verify_days}核验一次。",
        "Records are never altered or forged. The service record only grows, its entries are linked by hashes"
        ", and it is verified at least every {3.4.2.verify_days}.",
    ),
    Clause(
        "3.4.3",
        "记录保存",
        "Retention",
        "按规定期限保存记录，可查询、可审计；依法删除个人信息后，记录仍可核验。",
        "Records are kept by policy, can be searched and audited; after lawful erasure of personal data they "
        "can still be verified.",
    ),
    Clause(
        "3.4.4",
        "记录分析",
        "Analysis",
        "定期分析服务记录，按周、月、季出具报告，结论转为改进措施。",
        "Records are analysed regularly, by week, month and quarter; findings become improvement actions.",
    ),
)
