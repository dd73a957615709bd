"""Chapters 4 and 5: team, customers."""

from __future__ import annotations

from zhichi.handbook.clauses_data.clause import Clause

TEAM = (
    Clause(
        "4.1",
        "团队组成",
        "Composition",
        "团队由经理、主管、高级工程师、初级工程师与助理组成。周一起每周 {4.1.cover_days} 天、"
        "{4.1.cover_from_hour} 点至 {4.1.cover_until_hour} 点至少有 {4.1.cover_people} 人在岗。",
        "The team has a manager, supervisors, senior and junior engineers and assistants. On "
        "{4.1.cover_days} days from Monday, from {4.1.cover_from_hour} to {4.1.cover_until_hour} o'clock, at "
        "least {4.1.cover_people} of them are at work.",
    ),
    Clause(
        "4.2",
        "职责划分",
        "Duties",
        "经理负责策略、质量、人员与部门协作；高级工程师处理难题并指导；初级工程师处理日常请求；助理负责受理、"
        "初步判断类型、分派与跟踪。",
        "The manager looks after strategy, quality, staff and other departments; senior engineers solve hard "
        "problems and coach; junior engineers handle daily requests; assistants take requests in, judge "
        "their type, assign and track them.",
    ),
    Clause(
        "4.3",
        "培训与发展",
        "Training",
        "新员工接受内部培训；定期分享，参加外部培训；每个岗位有清晰的发展路径。",
        "New staff are trained in house; there are sharing sessions, outside training and a career path for each post.",
    ),
    Clause(
        "4.4",
        "绩效考核",
        "Performance",
        "考核公平、公开、量化（响应时间、解决率、满意度），定期进行，有奖有改，持续完善。",
        "Reviews are fair, open and measured (response time, resolution rate, satisfaction); they are "
        "periodic, lead to rewards and remedies, and keep improving.",
    ),
)

CUSTOMERS = (
    Clause(
        "5.1.1",
        "信息收集",
        "Collecting data",
        "依法收集个人、联系、购买与服务信息，只收必需，保护隐私。",
        "Personal, contact, purchase and service data are collected lawfully, only as needed, and kept private.",
    ),
    Clause(
        "5.1.2",
        "信息整理",
        "Customer file",
        "为客户建立档案：基本信息、购买、服务、投诉与建议，并保持更新。",
        "Each customer has a file with basics, purchases, services, complaints and suggestions, and it is "
        "kept current.",
    ),
    Clause(
        "5.1.3",
        "信息利用",
        "Using data",
        "分析客户需求与习惯，提供个性化服务与客户关怀。",
        "Needs and habits are analysed for personal service and customer care.",
    ),
    Clause(
        "5.2.1",
        "沟通渠道",
        "Channels",
        "客户可通过电话、邮件、在线聊天与社交媒体联系；所有渠道都归到一张工单。回复发出前有 "
        "{5.2.1.undo_send_seconds}可以撤回。",
        "Customers reach us by phone, mail, online chat and social media; every channel ends in one ticket. "
        "A reply can be taken back for {5.2.1.undo_send_seconds} before it is sent.",
    ),
    Clause(
        "5.2.2",
        "沟通内容",
        "Content",
        "咨询、投诉、建议各按自己的流程处理；建议要答复并说明是否采纳。",
        "Inquiries, complaints and suggestions each take their own way; a suggestion is answered and adopted "
        "or declined with a reason.",
    ),
    Clause(
        "5.2.3",
        "沟通效果",
        "Effect",
        "客户感受到专业与关怀；沟通中的问题得到纠正。",
        "Customers feel professional, warm care; problems of communication are corrected.",
    ),
    Clause(
        "5.3.1",
        "满意度调查",
        "Surveys",
        "通过在线问卷、电话与现场访谈定期调查态度、效果与产品。",
        "Online forms, phone and on-site interviews ask regularly about attitude, effect and product.",
    ),
    Clause(
        "5.3.2",
        "数据分析",
        "Survey analysis",
        "分析调查结果，找出做得好的与不足之处。",
        "Results are analysed for what is good and what is not.",
    ),
    Clause(
        "5.3.3",
        "结果反馈",
        "Survey feedback",
        "结果反馈给相关部门，推动改进措施，并告知客户。",
        "Departments get the results, measures are pushed, customers are told.",
    ),
    Clause(
        "5.4.1",
        "投诉接收",
        "Receiving complaints",
        "设有投诉渠道；投诉予以登记、编号并转交负责部门。",
        "There is a channel for complaints; each is recorded, numbered and passed on.",
    ),
    Clause(
        "5.4.2",
        "投诉处理",
        "Handling complaints",
        "在规定时间内调查处理，并随时告知客户进展；被投诉人不得调查自己。",
        "Complaints are investigated within the time set, never by the person complained of, and the "
        "customer is kept informed.",
    ),
    Clause(
        "5.4.3",
        "投诉反馈",
        "Answering complaints",
        "把结果告知客户并征求意见；不满意则由更高一级重新调查。",
        "The customer hears the result and is asked; if not satisfied, somebody higher investigates again.",
    ),
    Clause(
        "5.4.4",
        "投诉分析",
        "Analysing complaints",
        "分析投诉原因，制定预防措施，优化流程。",
        "Causes are analysed, repetition is prevented, the process gets better.",
    ),
)
