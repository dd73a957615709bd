"""The shipped service charter (1.1): version 1, in force until somebody writes another."""

from __future__ import annotations

TEXT_ZH = """\
我们以高效、专业、及时的服务为宗旨，让您的问题得到解决，让您的工作顺利进行。

我们承诺：
- 您可以通过电话、邮件和本网站联系我们，每个请求都会登记编号，由专人负责到底。
- 我们尽快与您联系，先确认原因，再提供合适的解决方案。
- 处理期间我们定期向您通报进展，您随时可以在网站上查看。
- 提供方案后我们会回访。只有您确认解决，请求才会关闭；没有解决，我们继续处理。
- 您的意见我们会如实记录，并用来改进服务。服务记录不得篡改。
- 您的个人信息只用于为您服务，并受到保护。

如果我们没有做到，请告诉我们。"""

TEXT_EN = """\
We exist to give you efficient, professional and timely support, so that your problem is solved and your work goes on.

We promise:
- You can reach us by phone, mail and on this site. Every request gets a number and one person who sees it through.
- We contact you soon, find the cause first, then offer the solution that fits it.
- While we work we report progress regularly, and you can look it up here at any time.
- After a solution we ask you. Your request closes only when you say it is solved; if it is not, we go on.
- Your opinion is recorded as you gave it and used to improve. Service records are never altered.
- Your personal data serve your support only, and are protected.

If we fall short, tell us."""
