"""Is the sender who the mail says (5.2.1)? Decided from what the receiving server noted in Authentication-Results.

Pure. Only the topmost field of the server that the mailbox names is believed: whatever stands below may have come with
the mail. Where a mailbox names none, nothing is proven, but a failure in the topmost field still counts, since nobody
forges one against themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from zhichi.channels.email.choices import SenderCheck

if TYPE_CHECKING:
    from zhichi.channels.email.mime.authentication import Claims, Result

NAMELESS = "-"  # stands for a server that names itself not at all
METHODS = ("spf", "dkim", "dmarc")
GOOD = {"pass", "bestguesspass"}  # the latter is Microsoft's word for a domain that publishes no policy
BAD = {"fail", "hardfail"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, who checked, and the results as evidence ("spf=pass dkim=none dmarc=fail")."""

    verdict: SenderCheck
    server: str = ""
    evidence: str = ""
    wish: str = ""  # of the sender's domain for mail whose check fails: "reject", "quarantine" or ""

    @property
    def is_forged(self) -> bool:
        """Whether the check failed."""
        return self.verdict == SenderCheck.FAILED


UNCHECKED = Judgement(SenderCheck.UNCHECKED)


def judge(claims: tuple[Claims, ...], *, trusted: str, sender: str, is_one: bool) -> Judgement:
    """`trusted` names the receiving servers, separated by blanks; `sender` is the address in From.

    `is_one` tells whether From names one sender only: servers check one of several, readers see another.
    """
    names = trusted.lower().split()
    if not names:
        return _failure_alone(claims, sender)
    believed = next((each for each in claims if _is_trusted(each.server, names)), None)
    if believed is None:
        return Judgement(SenderCheck.UNPROVEN, evidence="Authentication-Results: –")
    verdict, why = _verdict(believed, _plain(sender.rpartition("@")[2]))
    if verdict == SenderCheck.PROVEN and not is_one:
        verdict, why = SenderCheck.FAILED, "From: …, …"
    wish = believed.wish if verdict == SenderCheck.FAILED else ""
    return Judgement(verdict, believed.server, _evidence(believed, why), wish)


def is_name(name: str) -> bool:
    """Whether a mailbox may name a server so: the name itself, with * for a part that varies, or "-" for none."""
    return name == NAMELESS or len(name.replace("*", "").strip(".-")) >= 3


def _failure_alone(claims: tuple[Claims, ...], sender: str) -> Judgement:
    if not claims:
        return UNCHECKED
    top = claims[0]
    failed = any(each.result in BAD for each in top.of("dmarc"))
    if failed and all(_is_about(each, _plain(sender.rpartition("@")[2])) for each in top.of("dmarc")):
        return Judgement(SenderCheck.FAILED, top.server, _evidence(top, ""), top.wish)
    return Judgement(SenderCheck.UNCHECKED, top.server)


def _is_trusted(server: str, names: list[str]) -> bool:
    return any(fnmatchcase(server or NAMELESS, name) for name in names)


def _verdict(claims: Claims, domain: str) -> tuple[SenderCheck, str]:
    """DMARC decides where the server checked it; else a signature or an envelope of the same domain."""
    checked = claims.of("dmarc")
    other = next((each.domain("header.from") for each in checked if not _is_about(each, domain)), "")
    if other:
        return SenderCheck.FAILED, f"header.from={other}"
    results = {each.result for each in checked} | {each.result for each in claims.of("compauth")} & BAD
    if results & BAD:
        return SenderCheck.FAILED, ""
    if results & GOOD or _same_domain_passed(claims, domain):
        return SenderCheck.PROVEN, ""
    envelope = [each for each in claims.of("spf") if _aligned(_envelope(each), domain)]
    return (SenderCheck.FAILED if any(each.result in BAD for each in envelope) else SenderCheck.UNPROVEN), ""


def _same_domain_passed(claims: Claims, domain: str) -> bool:
    ways = (
        ("dkim", lambda each: each.domain("header.d", "header.i")),
        ("spf", _envelope),
        ("auth", lambda each: each.domain("smtp.auth", "smtp.mailfrom")),
    )
    return any(
        each.result == "pass" and _aligned(domain_of(each), domain)
        for method, domain_of in ways
        for each in claims.of(method)
    )


def _envelope(result: Result) -> str:
    return result.domain("smtp.mailfrom", "smtp.mail")


def _is_about(result: Result, domain: str) -> bool:
    """Whether DMARC looked at the domain that we read; two readers of one damaged From may disagree."""
    looked_at = _plain(result.domain("header.from"))
    return not looked_at or looked_at == domain


def _aligned(found: str, domain: str) -> bool:
    """The same domain or one inside the other: who runs the outer one decides about the inner one."""
    found = _plain(found)
    if not (found and domain and "." in found and "." in domain):
        return False
    return found == domain or found.endswith(f".{domain}") or domain.endswith(f".{found}")


def _plain(domain: str) -> str:
    """A domain as it is compared: lower case, in the letters that DNS knows."""
    domain = domain.strip().strip(".").lower()
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def _evidence(claims: Claims, why: str) -> str:
    found = {method: [each.result for each in claims.of(method)] for method in METHODS}
    words = [f"{method}={'/'.join(dict.fromkeys(results)) or 'none'}" for method, results in found.items()]
    return " ".join([*words, *([why] if why else []), *([f"({claims.server})"] if claims.server else [])])[:300]
