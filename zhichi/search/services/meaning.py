"""Give texts their vectors, in the background, the newest first; what is done stays done when it breaks off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from zhichi.search.meaning import embedder, files, pg_tables, vectors
from zhichi.search.meaning.away import Away
from zhichi.search.meaning.passages import Piece, pieces
from zhichi.search.models import Document, Generation, Meaning, Passage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

AT_ONCE = 4  # documents
TEXTS = 16  # that the embedder is given at once
ROWS = 500


def embed_some(*, at: datetime) -> int:
    """Give the next few documents their vectors; returns how many, 0 when there is nothing to do or no embedder.

    Raises Away when the embedder cannot be asked: what was done before stays.
    """
    name = embedder.name()
    if not name:
        return 0
    model = _model(name, at)
    rows = list(_waiting(model).order_by("-pk")[:AT_ONCE])
    if not rows:
        _finish(model)
        return 0
    _embed(rows, model, at)
    return len(rows)


def bring_over() -> None:
    """Have pgvector's tables made where they are wanted: the extension may have been created a moment ago."""
    for model in _wanted() if pg_tables.is_usable() else ():
        if not pg_tables.is_ready(model):
            pg_tables.keep_up(model)


def note_trouble(why: str) -> None:
    """Keep why it does not go on, for the health page."""
    Meaning.objects.filter(name=embedder.name()).update(trouble=why[:500])


def carry_over(generation: int) -> None:
    """Give documents of a new index the vectors that the same texts have already; nobody is asked for new ones."""
    model = Meaning.objects.filter(name=embedder.name()).order_by("-pk").first()
    if model is None:
        return
    rows = _waiting(model).filter(generation=generation).order_by("pk")
    after = 0
    while lot := list(rows.filter(pk__gt=after)[: AT_ONCE * 25]):
        after = lot[-1].pk
        wanted = {row.pk: pieces(row.title, row.text, part=row.part) for row in lot}
        known = _known(model, [one for found in wanted.values() for one in found])
        whole = [row for row in lot if all(one.digest in known for one in wanted[row.pk])]
        _keep(whole, wanted, known, model)
    pg_tables.keep_up(model)


def clear_away() -> int:
    """Take away passages of texts and models that are gone, and what was made of them; returns how many."""
    gone = ~Exists(Document.objects.filter(pk=OuterRef("document_id")))
    older = Q(model__lt=Meaning.objects.filter(is_current=True).order_by("-pk").values("pk")[:1])
    keys = list(Passage.objects.filter(gone | older).values_list("pk", flat=True))
    for start in range(0, len(keys), ROWS):
        Passage.objects.filter(pk__in=keys[start : start + ROWS])._raw_delete(using=connection.alias)
    models = _wanted()
    pg_tables.tidy(models)
    for model in models:
        if pg_tables.is_ready(model):
            files.forget([model.mark])
        elif keys and model.is_current:
            files.make_anew(model)
    return len(keys)


def _wanted() -> list[Meaning]:
    """The model in use and the newest one."""
    newest = Meaning.objects.order_by("-pk").values("pk")[:1]
    return list(Meaning.objects.filter(Q(is_current=True) | Q(pk__in=newest)))


def _model(name: str, at: datetime) -> Meaning:
    """The newest model if it is the one that is wanted, else a new one beside it; the first is in use at once."""
    newest = Meaning.objects.order_by("-pk").first()
    if newest is None or newest.name != name:
        return Meaning.objects.create(name=name, started_at=at, is_current=newest is None)
    return newest


def _waiting(model: Meaning) -> QuerySet[Document]:
    state = Generation.objects.filter(pk=1).first() or Generation()
    wanted = [state.current] if state.building is None else [state.current, state.building]
    return Document.objects.filter(meant_by__lt=model.pk, generation__in=wanted)


def _finish(model: Meaning) -> None:
    if not model.is_current and model.dimensions:
        with transaction.atomic():
            old = dict(Meaning.objects.filter(is_current=True).values_list("pk", "mark"))
            Meaning.objects.filter(pk__in=old).update(is_current=False)
            Meaning.objects.filter(pk=model.pk).update(is_current=True, trouble="")
        files.forget(old.values())


def _embed(rows: Sequence[Document], model: Meaning, at: datetime) -> None:
    wanted = {row.pk: pieces(row.title, row.text, part=row.part) for row in rows}
    every = {one.digest: one.given for found in wanted.values() for one in found}
    known = _known(model, [one for found in wanted.values() for one in found])
    missing = [digest for digest in every if digest not in known]
    for start in range(0, len(missing), TEXTS):
        some = missing[start : start + TEXTS]
        known |= dict(zip(some, _vectors([every[digest] for digest in some], model), strict=True))
    _keep(rows, wanted, known, model)
    pg_tables.keep_up(model)
    Meaning.objects.filter(pk=model.pk).update(moved_at=at, trouble="")


def _known(model: Meaning, found: Sequence[Piece]) -> dict[str, bytes]:
    rows = Passage.objects.filter(model=model.pk, digest__in={one.digest for one in found})
    return {digest: bytes(vector) for digest, vector in rows.values_list("digest", "vector")}


def _vectors(texts: Sequence[str], model: Meaning) -> Iterator[bytes]:
    """The vectors; empty for a text that the embedder does not take."""
    try:
        made = embedder.embed(texts, model=model.name, is_question=False)
    except Away as error:
        if not error.is_refused:
            raise
        return iter([b""] if len(texts) == 1 else [one for text in texts for one in _vectors([text], model)])
    found = []
    for vector in made:
        if model.dimensions not in (0, len(vector)):
            raise Away(f"the embedder answers with {len(vector)} dimensions instead of {model.dimensions}")
        try:
            found.append(vectors.packed(vector))
        except ValueError as error:
            raise Away(f"the embedder answers with {error}") from error
        if not model.dimensions:
            model.dimensions = len(vector)
            model.save(update_fields=("dimensions",))
    return iter(found)


@transaction.atomic
def _keep(rows: Sequence[Document], wanted: dict[int, list[Piece]], known: dict[str, bytes], model: Meaning) -> None:
    keys = [row.pk for row in rows]
    Passage.objects.filter(model=model.pk, document_id__in=keys)._raw_delete(using=connection.alias)
    Passage.objects.bulk_create(
        [
            Passage(
                model=model.pk, document_id=key, start=one.start, length=one.length, is_han=one.is_han,
                digest=one.digest, vector=known[one.digest],
            )
            for key in keys
            for one in wanted[key]
            if known[one.digest]
        ],
        batch_size=ROWS,
    )  # fmt: skip
    Document.objects.filter(pk__in=keys).update(meant_by=model.pk)
