"""Mail domains: which belong to companies, and which to everybody."""

from __future__ import annotations

import re

PUBLIC = frozenset(
    """
    qq.com foxmail.com vip.qq.com 163.com 126.com yeah.net vip.163.com vip.126.com 188.com sina.com sina.cn vip.sina.com
    sohu.com tom.com 21cn.com 139.com 189.cn wo.cn aliyun.com hotmail.com outlook.com live.com live.cn
    msn.com outlook.cn gmail.com googlemail.com yahoo.com yahoo.cn yahoo.com.cn yahoo.co.jp yahoo.com.hk yahoo.com.tw
    ymail.com icloud.com me.com mac.com aol.com gmx.com gmx.de gmx.net web.de mail.com mail.ru yandex.ru yandex.com
    proton.me protonmail.com pm.me zoho.com fastmail.com hey.com naver.com hanmail.net daum.net t-online.de free.fr
    orange.fr laposte.net libero.it seznam.cz hinet.net comcast.net verizon.net att.net
    """.split()
)
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def domain_of(address: str) -> str:
    """The part behind the last @, lower case."""
    return address.rpartition("@")[2].lower()


def is_public(domain: str) -> bool:
    """Whether anybody can have an address there, so that it says nothing about the company."""
    return domain in PUBLIC


def is_domain(text: str) -> bool:
    """Whether the text is a domain with at least two labels, lower case; names beyond ASCII in their xn-- form."""
    return _DOMAIN.fullmatch(text) is not None


def candidates(domain: str) -> list[str]:
    """The domain and the ones above it that a company may have written down: mail.sh.acme.cn, sh.acme.cn, acme.cn."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))]
