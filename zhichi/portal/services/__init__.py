"""Writes of the portal, one module per use case."""

from __future__ import annotations

from zhichi.portal.services.answer import Answer, add_information, added, say_outcome
from zhichi.portal.services.once import forget_submissions
from zhichi.portal.services.profile import Profile, full_number, update_profile
from zhichi.portal.services.sign_in import forget_links, mail_link, use_link
from zhichi.portal.services.submit import Applicant, Symptom, submit, submitted

__all__ = [
    "Answer",
    "Applicant",
    "Profile",
    "Symptom",
    "add_information",
    "added",
    "forget_links",
    "forget_submissions",
    "full_number",
    "mail_link",
    "say_outcome",
    "submit",
    "submitted",
    "update_profile",
    "use_link",
]
