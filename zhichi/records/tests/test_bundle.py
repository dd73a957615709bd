"""Bundles: what is exported can be checked without the database, and any change to it is found and named (3.4.3)."""

from __future__ import annotations

import ast
import csv
import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhichi.core import heads
from zhichi.core.bundle import check_bundle
from zhichi.core.errors import DomainError, Refused
from zhichi.records import registry, selectors, services, standalone
from zhichi.records.models import BundleExport, Event, NotaryKey, Payload, SignedHead
from zhichi.records.services.notary import sign_text
from zhichi.records.tests.conftest import AT, BY, append, noted, unguarded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from django.test import Client

    from zhichi.accounts.models import User
    from zhichi.core.bundle import Report

pytestmark = pytest.mark.django_db
LISTED = ["README.html", "events.csv", "events.jsonl", "heads.json", "key.pem", "log.jsonl", "verify.py"]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def _record() -> None:
    """Four heads over three streams; the middle ones lie a day apart."""
    for day, stream in enumerate(("thing:1", "thing:2", "thing:1", "thing:3")):
        at = AT + timedelta(days=day)
        with transaction.atomic():
            services.append_many(stream, [noted(number) for number in range(1, 6 + day)], by=BY, at=at)
        assert services.sign_head(at=at)


def _export(path: Path, **asked: Any) -> BundleExport:
    with path.open("wb") as target:
        return services.export_bundle(target=target, by=BY, at=AT + timedelta(days=9), **asked)


def _files(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _write(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def _lines(text: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def _stand_alone(path: Path, *more: str) -> tuple[int, str]:
    """The program inside the bundle, in a Python that knows nothing of Zhichi."""
    program = path.with_name("verify.py")
    program.write_bytes(_files(path)["verify.py"])
    done = subprocess.run(
        [sys.executable, "-I", str(program), str(path), *more], capture_output=True, text=True, check=False, cwd="/"
    )
    assert not done.stderr
    return done.returncode, done.stdout


ASKED: list[dict[str, Any]] = [
    {},
    {"stream": "thing:1"},
    {"stream": "thing:3"},
    {"start": AT + timedelta(days=1), "end": AT + timedelta(days=2)},
    {"end": AT + timedelta(seconds=1)},
    {"start": AT + timedelta(days=3)},
]


@pytest.mark.parametrize("asked", ASKED)
def test_keeps_what_was_asked_for_under_signed_heads(tmp_path: Path, asked: dict[str, Any]) -> None:
    _record()
    row = _export(path := tmp_path / "bundle.zip", **asked)
    report = check_bundle(str(path))
    assert report.problems == []
    assert report.events == row.events > 0
    files = _files(path)
    assert sorted(files) == sorted([*LISTED, "manifest.json", "manifest.sig"])
    wanted = Event.objects.filter(code="policy.changed", at__lt=AT + timedelta(days=9))
    if "stream" in asked:
        wanted = wanted.filter(stream__key=asked["stream"])
    wanted = wanted.filter(at__gte=asked.get("start", AT), at__lt=asked.get("end", AT + timedelta(days=9)))
    found = [event["id"] for event in _lines(files["events.jsonl"]) if event["code"] == "policy.changed"]
    assert found == list(wanted.order_by("pk").values_list("pk", flat=True))
    table = list(csv.reader(io.StringIO(files["events.csv"].decode("utf-8-sig"))))
    assert [int(line[0]) for line in table[1:]] == [event["id"] for event in _lines(files["events.jsonl"])]
    assert report.heads == len(json.loads(files["heads.json"])["heads"])
    assert _stand_alone(path, "--key", report.key)[0] == 0


def test_keeps_the_proof_short_for_one_object(tmp_path: Path) -> None:
    append("thing:1", count=2)
    append("thing:2", count=1000)
    append("thing:3", count=2)
    _export(path := tmp_path / "bundle.zip", stream="thing:3")
    assert check_bundle(str(path)).problems == []
    assert len(_lines(_files(path)["log.jsonl"])) < 20


def test_tells_the_record_of_each_export(tmp_path: Path) -> None:
    _record()
    row = _export(tmp_path / "one.zip", stream="thing:2")
    told = selectors.history("thing:2")[-1]
    assert (told.code, told.data["export"], told.data["manifest"]) == ("record.exported", row.pk, row.manifest)
    _export(tmp_path / "two.zip", start=AT)
    assert selectors.history("record:1")[-1].code == "record.exported"
    assert services.verify(by=BY, at=AT)[1] == []


def test_names_no_content_that_was_erased(tmp_path: Path) -> None:
    _record()
    with unguarded():
        Payload.objects.filter(event__stream__key="thing:2", event__number=3).delete()
    _export(path := tmp_path / "bundle.zip", stream="thing:2")
    report = check_bundle(str(path))
    assert (report.problems, report.erased) == ([], 1)


# --- refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("post", ["supervisor", "senior"])
def test_refuses_whoever_may_not(person: Callable[[str], User], post: str) -> None:
    from zhichi.core.actors import Actor

    _record()
    by = Actor(kind="staff", label="x", user=person(post))
    with pytest.raises(Refused):
        services.export_bundle(target=io.BytesIO(), by=by, at=AT)
    assert not BundleExport.objects.exists()


@pytest.mark.parametrize("stream", ["thing:99", "thing:1 ", "nothing", "thing:"])
def test_refuses_an_object_that_is_none(stream: str) -> None:
    _record()
    with pytest.raises(DomainError, match="no such object"):
        services.export_bundle(target=io.BytesIO(), stream=stream, by=BY, at=AT)


def test_refuses_an_object_that_the_person_may_not_see(person: Callable[[str], User]) -> None:
    from zhichi.core.actors import Actor

    _record()
    by = Actor(kind="staff", label="x", user=person("auditor"))
    with pytest.raises(DomainError, match="no such object"):  # a kind that nobody registered has no readers
        services.export_bundle(target=io.BytesIO(), stream="thing:1", by=by, at=AT)


def test_refuses_a_period_that_is_none_or_empty() -> None:
    with pytest.raises(DomainError, match="no event"):
        services.export_bundle(target=io.BytesIO(), by=BY, at=AT)
    _record()
    with pytest.raises(DomainError, match="before it begins"):
        services.export_bundle(target=io.BytesIO(), start=AT, end=AT, by=BY, at=AT)
    with pytest.raises(DomainError, match="no event"):
        services.export_bundle(target=io.BytesIO(), start=AT + timedelta(days=40), by=BY, at=AT)


# --- forged -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle of one object in a record of several."""
    _record()
    _export(path := tmp_path / "bundle.zip", stream="thing:1")
    return path


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from([*LISTED, "manifest.json", "manifest.sig"]), data=st.data())
def test_finds_and_names_any_byte_that_was_changed(bundle: Path, name: str, data: st.DataObject) -> None:
    files = _files(bundle)
    place = data.draw(st.integers(0, len(files[name].strip()) - 1))
    content = bytearray(files[name])
    content[place] ^= data.draw(st.integers(1, 255))
    if name == "manifest.sig" and bytes(content).lower().strip() == files[name].strip():
        return  # the same number in capitals
    forged = bundle.with_name("forged.zip")
    _write(forged, files | {name: bytes(content)})
    named = "manifest.json" if name == "manifest.sig" else name
    problems = check_bundle(str(forged)).problems
    assert named in {problem[0] for problem in problems}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_never_fails_over_a_damaged_archive(bundle: Path, place: float, flip: int) -> None:
    content = bytearray(bundle.read_bytes())
    content[int(place * len(content))] ^= flip
    damaged = bundle.with_name("damaged.zip")
    damaged.write_bytes(bytes(content))
    report = check_bundle(str(damaged))  # a byte of the archive's own bookkeeping may change nothing
    assert report.problems or report.events == 12


@pytest.mark.parametrize("name", LISTED)
def test_finds_a_file_that_is_missing_and_one_that_came_in(bundle: Path, name: str) -> None:
    files = _files(bundle)
    _write(bundle, {key: value for key, value in files.items() if key != name} | {"more.txt": b"x"})
    assert {problem[0] for problem in check_bundle(str(bundle)).problems} == {name, "more.txt"}
    assert _stand_alone(bundle)[0] == 1 if name != "verify.py" else True


def _resigned(bundle: Path, **changed: bytes) -> Report:
    """The house itself lies: files changed, manifest and signature made anew with the genuine key."""
    import hashlib

    files = _files(bundle) | {name.replace("_", "."): content for name, content in changed.items()}
    manifest = json.loads(files["manifest.json"])
    for name in LISTED:
        manifest["files"][name] = {"sha256": hashlib.sha256(files[name]).hexdigest(), "size": len(files[name])}
    manifest["events"] = len(files["events.jsonl"].splitlines())
    text = json.dumps(manifest).encode()
    _write(bundle, files | {"manifest.json": text, "manifest.sig": sign_text(text, at=AT).encode()})
    return check_bundle(str(bundle))


def test_finds_a_lie_of_the_house_itself(bundle: Path) -> None:
    files = _files(bundle)
    events = files["events.jsonl"].splitlines(keepends=True)
    other = files["events.jsonl"].replace(b"because", b"Because", 1)
    assert "content does not fit" in _resigned(bundle, events_jsonl=other).problems[0][1]
    gone = _resigned(bundle, events_jsonl=b"".join(events[:3] + events[4:])).problems
    assert "left out" in gone[0][1]
    swapped = _resigned(bundle, events_jsonl=b"".join([events[1], events[0], *events[2:]])).problems
    assert swapped
    short = _resigned(bundle, events_jsonl=b"".join(events[:-1])).problems
    assert "log.jsonl" in {problem[0] for problem in short}
    assert _resigned(bundle, **{"events_jsonl": files["events.jsonl"]}).problems == []


def test_finds_events_that_were_never_signed(bundle: Path) -> None:
    """A record that was calculated anew has links that fit each other, but its root is another."""
    files = _files(bundle)
    found = json.loads(files["heads.json"])
    found["heads"][-1]["root"] = "00" * 32
    problems = _resigned(bundle, heads_json=json.dumps(found).encode()).problems
    assert (problems[0][0], problems[1][0]) == ("heads.json", "log.jsonl")
    empty = _resigned(bundle, heads_json=b'{"keys": [], "heads": []}').problems
    assert "under no signed head" in empty[0][1]


def test_says_who_signed_and_takes_no_other(bundle: Path) -> None:
    key = NotaryKey.objects.get()
    report = check_bundle(str(bundle), key=f" {key.fingerprint[:8].upper()} {key.fingerprint[8:]}")
    assert (report.problems, report.key) == ([], heads.fingerprint(key.public))
    assert [problem[0] for problem in check_bundle(str(bundle), key="ab" * 32).problems] == ["manifest.sig"]
    code, said = _stand_alone(bundle, "--key", "ab" * 32)
    assert code == 1
    assert "another key" in said


def test_keeps_the_verifier_one_file_that_needs_nothing_of_ours() -> None:
    tree = ast.parse(standalone.source())
    names = {
        ((node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert names - set(sys.stdlib_module_names) == {"cryptography"}


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip at all", b"\x00" * 100])
def test_refuses_what_is_no_bundle(tmp_path: Path, content: bytes) -> None:
    (path := tmp_path / "x.zip").write_bytes(content)
    assert "no readable bundle" in check_bundle(str(path)).problems[0][1]
    assert check_bundle(str(tmp_path / "none.zip")).problems


# --- pages ------------------------------------------------------------------------------------------------------------


def test_shows_heads_and_gives_them_away(client: Client, person: Callable[[str], User]) -> None:
    client.force_login(person("auditor"))
    assert client.get(reverse("records:heads")).status_code == 200
    _record()
    head = SignedHead.objects.order_by("-number")[0]
    page = client.get(reverse("records:heads")).content.decode()
    assert head.root[:8] in page
    assert head.key.fingerprint[8:16] in page
    given = client.get(reverse("records:heads_file"))
    found = json.loads(b"".join(given.streaming_content))  # type: ignore[attr-defined]
    assert services.check_outside(found["heads"]) == (4, [])
    client.force_login(person("senior"))
    assert client.get(reverse("records:heads_file")).status_code == 403


def test_exports_by_page_and_lists_it(client: Client, person: Callable[[str], User], tmp_path: Path) -> None:
    _record()
    url = reverse("records:export")
    client.force_login(person("auditor"))
    answer = client.post(url, {"start": "2026-11-25", "end": "2026-11-25"})
    assert answer["Content-Type"] == "application/zip"
    (path := tmp_path / "bundle.zip").write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    report = check_bundle(str(path))
    assert (report.problems, report.events) == ([], 6)
    assert BundleExport.objects.get().manifest[:16] in client.get(url).content.decode()
    assert client.post(url, {"start": "2026-11-26", "end": "2026-11-25"}).status_code == 422
    for odd in ({"start": "yesterday"}, {"end": "9999-12-31"}, {"start": "0001-01-01"}, {"stream": "x\0"}):
        assert client.post(url, odd).status_code == 422
    for odd_stream in ("thing:x", "ticket:0", "ticket:-1", "ticket:" + "9" * 40, ":", "x" * 500):
        assert client.get(url, {"stream": odd_stream}).status_code == 200
    assert client.post(url, {"stream": "thing:1"}).status_code == 422
    client.force_login(person("supervisor"))
    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 403


def test_exports_one_object_that_the_person_may_see(
    client: Client, person: Callable[[str], User], monkeypatch: pytest.MonkeyPatch
) -> None:
    _record()
    monkeypatch.setattr(registry.holdables, "find", lambda kind: (lambda *_: True) if kind == "thing" else None)
    client.force_login(person("manager"))
    assert "thing:1" in client.get(reverse("records:export"), {"stream": "thing:1"}).content.decode()
    answer = client.post(reverse("records:export"), {"stream": "thing:1"})
    assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert (answer.status_code, BundleExport.objects.get().stream) == (200, "thing:1")
