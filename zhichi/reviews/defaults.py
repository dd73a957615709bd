"""What ships with the product: a score card, forbidden words and courtesy phrases. Every line can be changed."""

from __future__ import annotations

from zhichi.reviews.cards import Criterion
from zhichi.reviews.choices import Dimension, Place, Severity

ZH, EN = "zh-hans", "en"
WARN, BLOCK = Severity.WARN.value, Severity.BLOCK.value
RESPECT, PROFESSION, TALK = (item.value for item in Dimension)


def _line(code: str, dimension: str, weight: int, zh: tuple[str, str], en: tuple[str, str]) -> Criterion:
    return Criterion(
        code=code,
        dimension=dimension,
        weight=weight,
        scale=4,
        fails=code == "courtesy",
        name_zh=zh[0],
        text_zh=zh[1],
        name_en=en[0],
        text_en=en[1],
    )


CARD = (
    _line(
        "courtesy", RESPECT, 20,
        ("以礼相待", "称呼得当，用语礼貌，没有禁用语。出现侮辱、讥讽记 0 分，整次质检不合格。"),
        ("Courtesy", "Proper address, polite words, nothing forbidden. An insult is 0 and fails the review."),
    ),
    _line(
        "listening", RESPECT, 15,
        ("耐心倾听", "读懂客户写的全部问题，不让客户重复说过的话。"),
        ("Listening", "Answers everything the customer wrote; nobody has to say a thing twice."),
    ),
    _line(
        "accuracy", PROFESSION, 20,
        ("回答准确", "结论有依据；不确定的先核实，不猜测。"),
        ("Accuracy", "Statements are founded; what is not certain is checked first, never guessed."),
    ),
    _line(
        "solution", PROFESSION, 15,
        ("方案可行", "步骤完整，客户照着做就能完成；说明影响和风险。"),
        ("Workable solution", "Steps are complete and can be followed; effects and risks are named."),
    ),
    _line(
        "clarity", TALK, 15,
        ("表达清楚", "用客户听得懂的话，先说结论，再说步骤。"),
        ("Clarity", "In the customer's words; the result first, then the steps."),
    ),
    _line(
        "next-step", TALK, 15,
        ("说明下一步", "写明接下来做什么、由谁做、什么时候再联系。"),
        ("Next step", "Says what happens next, who does it and when the customer hears again."),
    ),
)  # fmt: skip

HARMLESS = tuple(
    """亲自 亲和 亲属 亲测 亲密 亲眼 亲手 亲爱 母亲 父亲 亲戚 亲切 亲子 亲友 亲人
亲笔 亲临 双亲 亲历 亲口 亲本 亲缘 亲水 探亲 相亲 乡亲 亲近 亲身 亲信 血亲
亲家 亲朋 亲情 亲热 亲善 亲民 亲生 亲事 亲签 亲启 亲收""".split()
)

# language, word, severity, what to say instead, longer words in which it is harmless
WORDS: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    (ZH, "不知道", WARN, "我核实后再答复您", ("知道不知道",)),
    (ZH, "没办法", WARN, "目前可以这样处理", ()),
    (ZH, "不可能", WARN, "目前不支持，可以改用", ()),
    (ZH, "不归我管", WARN, "这件事由同事负责，我来转交并跟进", ()),
    (ZH, "不是我们的问题", WARN, "从日志看，原因在", ()),
    (ZH, "自己看", WARN, "步骤在这里，我逐条说明", ("自己看到", "自己看看", "自己看见")),
    (ZH, "随便你", BLOCK, "两种做法都可以，区别是", ()),
    (ZH, "爱用不用", BLOCK, "", ()),
    (ZH, "你懂什么", BLOCK, "我再说明一下", ()),
    (ZH, "别烦", BLOCK, "", ("别烦恼", "别烦心")),
    (ZH, "傻", BLOCK, "", ("傻瓜相机", "傻瓜式", "傻瓜包", "装傻充愣")),
    (ZH, "白痴", BLOCK, "", ()),
    (ZH, "你有病", BLOCK, "", ("你有病毒", "你有病历", "你有病假", "你有病人")),
    (ZH, "滚蛋", BLOCK, "", ()),
    (ZH, "尽快处理", WARN, "今天 11:00 前给您答复", ()),
    (ZH, "亲", WARN, "您", HARMLESS),
    (ZH, "抱歉给您带来不便", WARN, "这次是我们的疏漏", ()),
    (EN, "calm down", WARN, "I understand this is urgent", ()),
    (EN, "as I already said", WARN, "to sum up", ()),
    (EN, "not my problem", BLOCK, "I will hand this to the right colleague and follow it up", ()),
    (EN, "that's impossible", WARN, "this is not supported yet; you can", ()),
    (EN, "ASAP", WARN, "by 11:00 today", ()),
    (EN, "you should have", WARN, "next time it helps to", ()),
    (EN, "read the manual", WARN, "the steps are", ()),
    (EN, "we apologize for any inconvenience", WARN, "this was our mistake", ()),
    (EN, "stupid", BLOCK, "", ()),
    (EN, "idiot", BLOCK, "", ()),
    (EN, "shut up", BLOCK, "", ()),
)  # fmt: skip

# language, place, text
PHRASES: tuple[tuple[str, str, str], ...] = (
    (ZH, Place.GREETING, "{name}，您好："),
    (ZH, Place.GREETING, "{name}，您好，我来处理您的问题。"),
    (ZH, Place.GREETING, "{name}，感谢您提供这些信息。"),
    (ZH, Place.APOLOGY, "这次让您等了很久，是我们没有按时答复。"),
    (ZH, Place.APOLOGY, "这是我们的疏漏，原因和改进办法说明如下。"),
    (ZH, Place.CLOSING, "请您按上面的步骤试一下，结果告诉我，我继续跟进。"),
    (ZH, Place.CLOSING, "有新的进展，我会在约定的时间前告诉您。"),
    (EN, Place.GREETING, "Hello {name},"),
    (EN, Place.GREETING, "Hello {name}, I am looking after your request."),
    (EN, Place.GREETING, "Thank you for the details, {name}."),
    (EN, Place.APOLOGY, "You waited longer than we promised. That was our mistake."),
    (EN, Place.APOLOGY, "We got this wrong. Here is what happened and what we change."),
    (EN, Place.CLOSING, "Could you try these steps and tell me the result? I will stay with it."),
    (EN, Place.CLOSING, "I will write again at the time we agreed, sooner if there is news."),
)
