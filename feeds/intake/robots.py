"""What a robots.txt says to us: its text without the groups of others, and the rules of what is left; pure.

The library hands each rule to each agent of its group: 15,000 agents over 30,000 rules, which is half a mebibyte of
text, would be half an hour and tens of gigabytes. Only agents that mean us are left to it, of which there can be ten,
so that time and memory grow with the text alone.
"""

import re

from protego import Protego

AGENT = "Hengkang"
# As the library reads lines: "User-agent: x", "User agent x"; what belongs to no group; what ends a group's agents.
AGENT_LINE = re.compile(r"user(?:-|\s+)?agent(?:\s*:|\s|$)(.*)", re.I)
SITE_WIDE = re.compile(r"(?:site-?maps?|host)(?:\s*:|\s|$)", re.I)
RULE = re.compile(
    r"(?:allow|disallow|dissallow|dissalow|disalow|diasllow|disallaw|(?:crawl(?:-|\s+)delay|request(?:-|\s+)rate"
    r"|visit(?:-|\s+)time))(?:\s|$)",
    re.I,
)


def own_text(data: bytes) -> str:
    """The lines that are said to us, in their order: agents' as they may mean us, and what stands under them."""
    kept: list[str] = []
    agents: set[str] = set()  # of the group, as far as they may mean us
    ruled = False  # whether anything stands under them, so that a further agent begins a new group
    for raw in data.decode("utf-8-sig", "replace").splitlines():
        line = raw.partition("#")[0].strip()
        if match := AGENT_LINE.match(line):
            if ruled:
                agents.clear()
                ruled = False
            agent = _ours(match.group(1))
            if agent and agent not in agents:
                agents.add(agent)
                kept.append(f"User-agent: {agent}")
        elif not SITE_WIDE.match(line) and (":" in line or RULE.match(line)):
            ruled = True
            if agents:
                kept.append(line)
    return "\n".join(kept)


def own_rules(data: bytes) -> tuple[Protego, int]:
    """The rules for us and how many characters they were told in; half a second for the longest file."""
    text = own_text(data)
    return Protego.parse(text), len(text)


def _ours(value: str) -> str:
    """The agent of a line as the library compares it, where it may mean us; else nothing."""
    agent = value.strip().lower()
    bare = agent.replace("*", "") if agent != "*" else ""
    return "*" if agent == "*" else bare if bare and AGENT.lower().startswith(bare) else ""
