"""The glossary (1.3): the terms that pages, API and documents use, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A term with its meaning; `group` is a code of GROUPS."""

    code: str
    group: str
    zh: str
    en: str
    meaning_zh: str
    meaning_en: str

    def name(self, language: str) -> str:
        """The term in "zh-hans" or "en"."""
        return self.en if language.startswith("en") else self.zh

    def meaning(self, language: str) -> str:
        """What it means, in "zh-hans" or "en"."""
        return self.meaning_en if language.startswith("en") else self.meaning_zh

    @property
    def is_complete(self) -> bool:
        """Whether both languages have the term and its meaning."""
        return all(text.strip() for text in (self.zh, self.en, self.meaning_zh, self.meaning_en))


GROUPS = {
    "service": ("服务", "Service"),
    "people": ("人员", "People"),
    "request": ("请求", "Requests"),
    "work": ("处理", "Work"),
    "evaluation": ("评价", "Evaluation"),
    "record": ("记录", "Records"),
}

TERMS = (
    Term(
        "support_service",
        "service",
        "技术支持服务",
        "Support service",
        "帮助客户安装、使用和维护产品的服务，通过电话、远程或现场方式提供。",
        "Help with installing, using and maintaining a product, given by phone, remotely or on site.",
    ),
    Term(
        "phone_support",
        "service",
        "电话支持",
        "Phone support",
        "通过电话了解情况并指导解决。",
        "Finding out and guiding by phone.",
    ),
    Term(
        "remote_support",
        "service",
        "远程协助",
        "Remote assistance",
        "经客户同意，远程连接客户的系统进行处理。",
        "Working on the customer's system over a connection the customer agreed to.",
    ),
    Term(
        "on_site_support",
        "service",
        "现场服务",
        "On-site service",
        "工程师到客户处处理，由客户签字确认。",
        "An engineer works at the customer's place; the customer signs the report.",
    ),
    Term(
        "sla",
        "service",
        "服务等级协议（SLA）",
        "Service level agreement (SLA)",
        "与客户约定的服务时间与标准。",
        "The times and standards of service agreed with a customer.",
    ),
    Term(
        "engineer",
        "people",
        "工程师",
        "Engineer",
        "处理客户请求的技术人员，分高级与初级。",
        "Technical staff who work requests, senior or junior.",
    ),
    Term(
        "assistant",
        "people",
        "助理",
        "Assistant",
        "负责受理、初步判断类型、分派与跟踪的人员。",
        "Takes requests in, judges their type first, assigns and tracks them.",
    ),
    Term(
        "supervisor",
        "people",
        "主管",
        "Supervisor",
        "负责团队日常管理与质量的人员。",
        "Looks after a team's daily work and quality.",
    ),
    Term(
        "manager",
        "people",
        "经理",
        "Manager",
        "负责策略、质量、人员与部门协作，可修改手册。",
        "Answers for strategy, quality, staff and other departments; may change the handbook.",
    ),
    Term(
        "owner",
        "people",
        "负责人",
        "Owner",
        "对一个请求负责到底的人；暂时无人时由值班岗负责。",
        "The person who answers for a request to its end; a duty role while there is no person.",
    ),
    Term(
        "duty_role",
        "people",
        "值班岗",
        "Duty role",
        "在没有具体人员时对请求负责的岗位，例如受理台。",
        "A role that answers for requests while no person does, such as the intake desk.",
    ),
    Term(
        "request",
        "request",
        "服务请求",
        "Service request",
        "客户提出的需要处理的事项，登记为一张工单。",
        "Something a customer asks us to deal with; it is registered as one ticket.",
    ),
    Term(
        "inquiry",
        "request",
        "咨询",
        "Inquiry",
        "关于产品或使用方法的问题。",
        "A question about a product or how to use it.",
    ),
    Term(
        "fault",
        "request",
        "故障",
        "Fault",
        "产品不能按说明工作。",
        "A product does not work as described.",
    ),
    Term(
        "enhancement",
        "request",
        "功能优化",
        "Enhancement",
        "希望增加或改进功能。",
        "A wish for a new or better function.",
    ),
    Term(
        "urgent",
        "request",
        "紧急",
        "Urgent",
        "客户的工作停止或受到严重影响。",
        "The customer's work has stopped or is badly hurt.",
    ),
    Term(
        "normal",
        "request",
        "一般",
        "Normal",
        "不属于紧急的请求。",
        "Any request that is not urgent.",
    ),
    Term(
        "registration",
        "work",
        "登记",
        "Registration",
        "记录客户、联系方式、产品型号与现象，并给出编号。",
        "Recording customer, contact, product model and symptom, and giving a number.",
    ),
    Term(
        "confirmation",
        "work",
        "故障确认",
        "Confirmation",
        "查明原因并记录判断的方式。",
        "Finding the cause and recording how it was found.",
    ),
    Term(
        "solution",
        "work",
        "解决方案",
        "Solution",
        "针对原因的措施：升级或补丁、配置调整、硬件更换、技术指导。",
        "What removes the cause: upgrade or patch, configuration change, hardware replacement, technical guidance.",
    ),
    Term(
        "follow_up",
        "work",
        "回访",
        "Follow-up",
        "提供方案后询问客户是否解决，并记录意见。",
        "Asking the customer after a solution whether it worked, and recording the opinion.",
    ),
    Term(
        "progress_report",
        "work",
        "进展通报",
        "Progress report",
        "处理期间定期告知客户的情况。",
        "What the customer is told regularly while work goes on.",
    ),
    Term(
        "transfer",
        "work",
        "转派",
        "Transfer",
        "把请求从一位负责人交给另一位，须说明理由。",
        "Handing a request from one owner to another, with a reason.",
    ),
    Term(
        "satisfaction",
        "evaluation",
        "客户满意度",
        "Satisfaction",
        "客户通过问卷或回访表达的满意程度。",
        "How content customers are, as said in a questionnaire or a call-back.",
    ),
    Term(
        "service_evaluation",
        "evaluation",
        "服务评价",
        "Service evaluation",
        "从质量、效率、态度三个方面评价服务。",
        "Judging service by quality, efficiency and attitude.",
    ),
    Term(
        "quality",
        "evaluation",
        "服务质量",
        "Quality",
        "问题是否得到正确解决。",
        "Whether the problem was solved rightly.",
    ),
    Term(
        "efficiency",
        "evaluation",
        "服务效率",
        "Efficiency",
        "响应、处理与跟进是否及时。",
        "Whether response, handling and progress were in time.",
    ),
    Term(
        "attitude",
        "evaluation",
        "服务态度",
        "Attitude",
        "是否尊重客户、专业、善于沟通。",
        "Respect, professionalism and communication.",
    ),
    Term(
        "service_record",
        "record",
        "服务记录",
        "Service record",
        "每次服务的完整经过，只增不改，可以核验。",
        "The whole course of a service; it only grows and can be verified.",
    ),
    Term(
        "verification",
        "record",
        "核验",
        "Verification",
        "检查服务记录是否被改动。",
        "Checking that the service record was not altered.",
    ),
    Term(
        "handbook_version",
        "record",
        "手册版本",
        "Handbook version",
        "每次修改手册中的数值形成的新版本，记录修改人、理由与日期。",
        "What each change of a number makes, with author, reason and date.",
    ),
)
