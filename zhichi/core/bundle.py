"""Check an exported bundle of the record, without its database and without trusting the server that made it.

Free of Django: with the modules that it imports it is the `verify.py` inside every bundle (zhichi/records/standalone).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from zhichi.core.canonical import dumps
from zhichi.core.chain import link_hash, payload_hash
from zhichi.core.heads import fingerprint, is_signed, statement
from zhichi.core.merkle import Edge

BUNDLE_FORMAT = "zhichi-bundle/1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
EVENTS, LOG, HEADS_NAME = "events.jsonl", "log.jsonl", "heads.json"
NEEDED = (EVENTS, LOG, HEADS_NAME)
LONGEST_MANIFEST, LONGEST_HEADS, PIECE = 1 << 20, 1 << 28, 1 << 16
UNREADABLE = (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, NotImplementedError, RuntimeError)
UNZIPPABLE = (zipfile.BadZipFile, zlib.error, *UNREADABLE)
Say = Callable[[str], str]


def gettext_noop(message: str) -> str:
    """Mark a msgid: the product translates it, the file inside a bundle shows it as it is."""
    return message


@dataclass
class Report:
    """What was found: `problems` are (file, English msgid, values); `manifest` is empty when it cannot be read."""

    problems: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    manifest: dict[str, Any] = field(default_factory=dict)
    events: int = 0
    erased: int = 0  # events whose content was lawfully removed
    heads: int = 0

    @property
    def key(self) -> str:
        """The fingerprint of the key that signed; compare it with the one on the record's page."""
        return str(self.manifest.get("key", ""))

    def doubt(self, name: str, reason: str, **values: Any) -> None:
        """Note a problem of one file."""
        self.problems.append((name, reason, values))


def check_bundle(path: str, *, key: str = "") -> Report:
    """Check every file of the bundle at `path`; with `key` (a fingerprint) also who signed it. Never raises."""
    report = Report()
    try:
        with zipfile.ZipFile(path) as archive:
            _check_archive(archive, report, "".join(key.split()).lower())
    except UNZIPPABLE as error:
        report.doubt(path, gettext_noop("this is no readable bundle: %(error)s"), error=str(error))
    return report


def _check_archive(archive: zipfile.ZipFile, report: Report, key: str) -> None:
    names = archive.namelist()
    report.manifest = _manifest(archive, report)
    listed = report.manifest.get("files")
    if not isinstance(listed, dict):
        return
    if key and report.key != key:
        report.doubt(SIGNATURE, gettext_noop("it is signed with another key: %(key)s"), key=report.key)
    for name in sorted({*names, *NEEDED} - {*listed, MANIFEST, SIGNATURE}):
        report.doubt(name, gettext_noop("the manifest does not list it"))
    for name in sorted(listed):
        if names.count(name) != 1:
            report.doubt(name, gettext_noop("it is missing, or there twice"))
        else:
            _check_digest(archive, name, listed[name], report)
    if not report.problems:
        _check_contents(archive, report)


def _manifest(archive: zipfile.ZipFile, report: Report) -> dict[str, Any]:
    try:
        text, signature = _read(archive, MANIFEST, LONGEST_MANIFEST), _read(archive, SIGNATURE, 1000)
        found = json.loads(text)
        public, is_ours = found["public"], found["format"] == BUNDLE_FORMAT
        if (
            not is_ours
            or fingerprint(public) != found["key"]
            or not is_signed(text, signature.decode("ascii").strip(), public)
        ):
            report.doubt(MANIFEST, gettext_noop("its signature is not genuine: it was changed"))
    except UNZIPPABLE as error:
        report.doubt(MANIFEST, gettext_noop("it cannot be read: %(error)s"), error=str(error))
        return {}
    return dict(found)


def _read(archive: zipfile.ZipFile, name: str, longest: int) -> bytes:
    with archive.open(name) as source:
        text = source.read(longest + 1)
    if len(text) > longest:
        raise ValueError(f"{name} is too long")
    return text


def _check_digest(archive: zipfile.ZipFile, name: str, said: Any, report: Report) -> None:
    hashing, size = hashlib.sha256(), 0
    try:
        with archive.open(name) as source:
            while piece := source.read(PIECE):
                hashing.update(piece)
                size += len(piece)
        is_same = said["sha256"] == hashing.hexdigest() and said["size"] == size
    except UNZIPPABLE as error:
        report.doubt(name, gettext_noop("it cannot be read: %(error)s"), error=str(error))
        return
    if not is_same:
        report.doubt(name, gettext_noop("it was changed: its digest is not the one in the manifest"))


# --- what the files say -----------------------------------------------------------------------------------------------


def _check_contents(archive: zipfile.ZipFile, report: Report) -> None:
    try:
        heads = _heads(archive, report)
    except UNZIPPABLE as error:
        report.doubt(HEADS_NAME, gettext_noop("it cannot be read: %(error)s"), error=str(error))
        return
    try:
        with archive.open(EVENTS) as events, archive.open(LOG) as log:
            _fold(log, _hashes(events, report), heads, report)
    except UNZIPPABLE as error:
        report.doubt(LOG, gettext_noop("it cannot be read: %(error)s"), error=str(error))
    if report.events != report.manifest.get("events"):
        report.doubt(
            EVENTS, gettext_noop("it holds %(count)s events, not as many as the manifest says"), count=report.events
        )


def _heads(archive: zipfile.ZipFile, report: Report) -> list[dict[str, Any]]:
    found = json.loads(_read(archive, HEADS_NAME, LONGEST_HEADS))
    keys = {fingerprint(key["public"]): key["public"] for key in found["keys"]}
    for head in found["heads"]:
        if not is_signed(statement(head), head["signature"], keys.get(head["key"], "")):
            report.doubt(
                HEADS_NAME, gettext_noop("the signature of head %(number)s is not genuine"), number=head["number"]
            )
    return sorted(found["heads"], key=lambda head: int(head["size"]))


def _hashes(events: IO[bytes], report: Report) -> Iterator[bytes]:
    """The hash of each event, after its own checks."""
    ends: dict[str, tuple[int, str]] = {}
    for line in events:
        event = json.loads(line)
        report.events += 1
        reason = _fault(event, ends, report)
        if reason:
            values = {"event": event["id"], "stream": event["stream"], "number": event["number"]}
            report.doubt(EVENTS, reason, **values)
        ends[event["stream"]] = event["number"], event["hash"]
        yield bytes.fromhex(event["hash"])


def _fault(event: dict[str, Any], ends: dict[str, tuple[int, str]], report: Report) -> str:
    who, at = (event["actor"], event["kind"]), event["at"]
    made = link_hash(event["stream"], event["number"], event["code"], at, who, event["payload_hash"], event["previous"])
    if made != event["hash"]:
        return gettext_noop("event %(event)s (%(stream)s, number %(number)s): its fields do not fit its hash")
    number, hash_ = ends.get(event["stream"], (0, ""))
    if report.manifest["scope"]["stream"] and number + 1 != event["number"]:
        return gettext_noop("event %(event)s (%(stream)s, number %(number)s): events before it were left out")
    if number + 1 == event["number"] and hash_ and hash_ != event["previous"]:
        return gettext_noop("event %(event)s (%(stream)s, number %(number)s) does not continue the one before it")
    payload = event["payload"]
    if payload is None:
        report.erased += 1
    elif payload_hash(payload["salt"], payload["actor_label"], dumps(payload["data"])) != event["payload_hash"]:
        return gettext_noop("event %(event)s (%(stream)s, number %(number)s): its content does not fit its hash")
    return ""


def _fold(log: IO[bytes], hashes: Iterator[bytes], heads: list[dict[str, Any]], report: Report) -> None:
    """Build the tree from events and the subtrees of those left out; at each head's size its root must come out."""
    edge, waiting = Edge(), list(reversed(heads))
    for line in log:
        step = json.loads(line)
        if "events" in step:
            for _ in range(int(step["events"])):
                edge.add(next(hashes, b""))
        else:
            edge.join(bytes.fromhex(step["hash"]), int(step["skip"]))
        while waiting and waiting[-1]["size"] <= edge.size:
            head = waiting.pop()
            if head["size"] != edge.size or head["root"] != edge.root().hex():
                report.doubt(
                    LOG, gettext_noop("head %(number)s was not signed over these events"), number=head["number"]
                )
            else:
                report.heads += 1
    for head in waiting:
        report.doubt(LOG, gettext_noop("head %(number)s was not signed over these events"), number=head["number"])
    if not heads or edge.size != heads[-1]["size"] or next(hashes, None) is not None:
        report.doubt(LOG, gettext_noop("some events are under no signed head"))


# --- the file inside a bundle -----------------------------------------------------------------------------------------


def tell(report: Report, say: Say = str) -> list[str]:
    """The report as lines for people."""
    lines = [f"{name}: {say(reason) % values}" for name, reason, values in report.problems]
    if not lines:
        values = {"events": report.events, "heads": report.heads, "erased": report.erased, "key": report.key}
        lines.append(say(gettext_noop("The bundle is whole. Events: %(events)s; signed heads: %(heads)s.")) % values)
        if report.erased:
            lines.append(say(gettext_noop("Events whose content was gone when it was made: %(erased)s.")) % values)
        lines.append(
            say(gettext_noop("Signed with the key %(key)s; compare it with the fingerprint you know.")) % values
        )
    return lines


def main(arguments: list[str] | None = None) -> int:
    """`python verify.py BUNDLE.zip [--key FINGERPRINT]`; exit code 0: whole, 1: problems."""
    parser = argparse.ArgumentParser(description="Check an exported bundle of a Zhichi service record.")
    parser.add_argument("bundle", help="the ZIP file")
    parser.add_argument("--key", default="", help="the fingerprint of the key that must have signed it")
    options = parser.parse_args(arguments)
    report = check_bundle(options.bundle, key=options.key)
    sys.stdout.write("\n".join(tell(report)) + "\n")
    return 1 if report.problems else 0
