"""Rights over service levels: all staff read them, managers and supervisors write them."""

from __future__ import annotations

from zhichi.accounts.policies import LEADERS, by_post
from zhichi.core.rights import define

VIEW = define("sla.levels_view", by_post())
MANAGE = define("sla.levels_manage", by_post(*LEADERS))
