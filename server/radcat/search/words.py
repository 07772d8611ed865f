"""Words in a tantivy index: where the engine lives.

A text is indexed as it is written, without case and accents, and by its stems in its own language. The field `any` has
both of all fields, so that whether a dataset has a word is one look; the fields by themselves decide about the order.
A document has a number, and a number is one document's for ever: what is no longer current is told by who asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

import tantivy
from pyroaring import BitMap
from tantivy import Occur, Query

from radcat.errors import StoreDamaged
from radcat.search.documents import FIELDS, PARTS, STEMMED, TRANSLATION, Document, key

ANY: Final = "any"
_HEAP: Final = 15_000_000  # bytes that writing one document takes, at the least that the engine allows
_HEAP_MANY: Final = 128_000_000
_EXPANSIONS: Final = 1000  # words that one beginning stands for
_JOINED: Final = re.compile(r"\w+(?:[-‐‑]\w+)+")  # x-ray, COVID-19
_LONGEST: Final = 80  # characters of a word
_FEW: Final = 3  # spellings that are weighed one by one
# The languages that the engine has stemmers for, by the first part of a tag.
_STEMMERS: Final = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "nb": "norwegian", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip


@cache
def _analyzer(language: str | None, *, bare: bool = False) -> tantivy.TextAnalyzer:
    """What makes words of a text: as they are written, or stems; *bare* ones are those of words without accents."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    builder = builder.filter(tantivy.Filter.remove_long(_LONGEST)).filter(tantivy.Filter.lowercase())
    if language is None:
        return builder.filter(tantivy.Filter.ascii_fold()).build()
    if bare:
        builder = builder.filter(tantivy.Filter.ascii_fold())
        return builder.filter(tantivy.Filter.stemmer(_STEMMERS[language])).build()
    return builder.filter(tantivy.Filter.stemmer(_STEMMERS[language])).filter(tantivy.Filter.ascii_fold()).build()


def tokens(text: str) -> list[str]:
    """The words of *text* as they are written, without case and accents."""
    return list(_analyzer(None).analyze(text))


def stems(word: str, languages: Iterable[str]) -> set[str]:
    """What *word* may be indexed by, in texts of *languages*."""
    found = set(tokens(word))
    for language in languages:
        found.update(_analyzer(language).analyze(word))
        found.update(_analyzer(language, bare=True).analyze(word))
    return found


def spans(text: str, language: str | None) -> list[tuple[str, int, int]]:
    """The words of *text* as they are written, or their stems in a language, with the characters they stand at."""
    return [
        (token.text, token.char_offset_from, token.char_offset_to)
        for token in _analyzer(language).pre_tokenize(text).tokens
    ]


def joined(text: str) -> list[str]:
    """Words that are written with a hyphen, as they are written without: xray, covid19."""
    return ["".join(tokens(found)) for found in _JOINED.findall(text)]


def stemmer(tag: str | None) -> str | None:
    """The language of *tag*, where there is a stemmer for it; a text without a tag is taken for English."""
    main = (tag or "en").partition("-")[0].lower()
    return main if main in _STEMMERS else None


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in dict.fromkeys((*PARTS, *FIELDS)):
        builder.add_text_field(field, tokenizer_name="words")
    builder.add_text_field(ANY, tokenizer_name="words", index_option="basic")
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("value", tokenizer_name="raw", index_option="basic")  # of a facet, by its number
    builder.add_unsigned_field("number", indexed=True, fast=True)
    return builder.build()


def _open(folder: Path) -> tantivy.Index:
    with _checked():
        index = tantivy.Index.open(str(folder)) if tantivy.Index.exists(str(folder)) else None
    if index is None:
        raise StoreDamaged("the search index has no words")
    index.register_tokenizer("words", _analyzer(None))
    index.config_reader("manual")  # or a thread would look for commits, and lock the folder for it
    return index


@contextmanager
def _checked() -> Iterator[None]:
    """Tell what the engine says of files that are not as it wrote them; some of that is a panic, no Exception."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise StoreDamaged(f"the words of the search index can't be used: {error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise StoreDamaged(f"the words of the search index are not as they were written: {error}") from error


class WordsWriter:
    """Adds documents; they are seen when `commit` is called. One process at a time."""

    def __init__(self, folder: Path, *, many: bool) -> None:
        """Open the index in *folder*, or begin one there.

        Raises:
            StoreDamaged: it can't be used.
        """
        if folder.is_dir():
            self._index = _open(folder)
        else:
            folder.mkdir(parents=True)
            self._index = tantivy.Index(_schema(), str(folder))
            self._index.register_tokenizer("words", _analyzer(None))
        with _checked():
            self._writer = self._index.writer(_HEAP_MANY if many else _HEAP, 2 if many else 1)

    def add(self, number: int, document: Document, values: Sequence[int]) -> None:
        """Add *document* under its *number*, with the numbers of its values in facets."""
        made = tantivy.Document()
        for (field, language), text in _together(document).items():
            if field == TRANSLATION:
                made.add_text(ANY, text)
                continue
            part = FIELDS[field]
            made.add_text(part, text)
            if field != part:
                made.add_text(field, text)
            made.add_text(ANY, text)
            for whole in joined(text):
                made.add_text(ANY, whole)
            if language and field in STEMMED:
                stemmed = _analyzer(language).pre_tokenize(text)
                made.add_pre_tokenized_text(part, stemmed)
                made.add_pre_tokenized_text(ANY, stemmed)
                if not text.isascii():  # who types leaves accents out
                    made.add_pre_tokenized_text(ANY, _analyzer(language, bare=True).pre_tokenize(text))
        for whole in document.keys:
            made.add_text("key", whole)
        for value in values:
            made.add_text("value", str(value))
        made.add_unsigned("number", number)
        self._writer.add_document(made)

    def forget(self, numbers: Iterable[int]) -> None:
        """Drop documents."""
        for number in numbers:
            self._writer.delete_documents_by_term("number", number)

    def forget_from(self, number: int) -> None:
        """Drop every document from *number* on: what a crash left here that nobody was told of."""
        schema = self._index.schema
        beyond = Query.range_query(schema, "number", tantivy.FieldType.Unsigned, lower_bound=number)
        self._writer.delete_documents_by_query(beyond)

    def commit(self) -> None:
        """Let readers see what was done."""
        with _checked():
            self._writer.commit()

    def close(self) -> None:
        """Let go of the index, once what it merges in the background is merged."""
        self._writer.wait_merging_threads()
        del self._writer


def _together(document: Document) -> dict[tuple[str, str | None], str]:
    """The texts of a document by field and language: the engine takes one long text faster than many short ones."""
    found: dict[tuple[str, str | None], list[str]] = {}
    for words in document.words:
        language = stemmer(words.language) if words.field in STEMMED else None
        found.setdefault((words.field, language), []).append(words.text)
    return {key_: "\n".join(texts) for key_, texts in found.items()}


class WordsReader:
    """Asks the index as it was when this was made; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Open the index in *folder*.

        Raises:
            StoreDamaged: it can't be read.
        """
        self._index = _open(folder)
        self._schema = self._index.schema
        with _checked():
            self._searcher = self._index.searcher()

    def reload(self) -> None:
        """See what was committed since."""
        with _checked():
            self._index.reload()
            self._searcher = self._index.searcher()

    @property
    def size(self) -> int:
        """How many documents there are, with those that are no longer current."""
        return self._searcher.num_docs

    def numbers(self, query: Query, since: int = 0) -> BitMap:
        """The numbers of all documents that *query* finds, from *since* on."""
        if since:
            beyond = Query.range_query(self._schema, "number", tantivy.FieldType.Unsigned, lower_bound=since)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, beyond)])
        # In the order of numbers, so that no score is computed.
        with _checked():
            found = self._searcher.search(
                query, max(1, self.size), count=False, order_by_field="number", order=tantivy.Order.Asc
            )
        return BitMap([number for number, _ in found.hits])

    def ranked(self, query: Query, limit: int) -> list[int]:
        """The numbers of the best *limit* documents, the best first."""
        with _checked():
            hits = self._searcher.search(query, limit, count=False).hits
            found = self._searcher.fast_field_values("number", [address for _, address in hits])
        return [number for number in found if isinstance(number, int)]

    def has(self, word: str, field: str = ANY) -> bool:
        """Tell whether any document has *word*, as it is indexed."""
        return self._searcher.doc_freq(field, word) > 0

    def beginning_with(self, word: str, limit: int = _EXPANSIONS) -> list[str]:
        """Words of the index that begin with *word*, in their order."""
        return [found for found, _ in self._searcher.terms_with_prefix(ANY, word, limit=limit)]

    def one_of(self, field: str, words: Iterable[str]) -> Query:
        """Find what has one of *words* in a field."""
        return Query.term_set_query(self._schema, field, sorted(words))

    def like(self, word: str, field: str = ANY) -> Query:
        """Find what has a word that differs from *word* in a letter, or two where it is long."""
        if len(word) < (6 if word.isdigit() else 4):  # too much is like it
            return Query.empty_query()
        return Query.fuzzy_term_query(self._schema, field, word, distance=1 if len(word) < 8 else 2)

    def either(self, queries: Sequence[Query]) -> Query:
        """Find what one of *queries* finds."""
        return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, each) for each in queries])

    def every(self, queries: Sequence[Query]) -> Query:
        """Find what all of *queries* find."""
        return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, each) for each in queries])

    def several(self, queries: Sequence[Query], least: int) -> Query:
        """Find what at least so many of *queries* find."""
        return Query.boolean_query([(Occur.Should, each) for each in queries], least)

    def phrase(self, field: str, words: Sequence[str]) -> Query:
        """Find what has *words* one after the other."""
        if len(words) == 1:
            return Query.term_query(self._schema, field, words[0])
        return Query.phrase_query(self._schema, field, list(words))

    def weighed(
        self,
        words: Iterable[Iterable[Iterable[str]]],
        whole: str,
        others: Iterable[Query] = (),
        parts: Iterable[str] = tuple(PARTS),
    ) -> Iterator[tuple[Occur, Query]]:
        """What decides about the order: where each word stands, in which spelling; a name asked for whole comes first.

        What *others* find counts beside. Only words in *parts* of a document count.
        """
        weights = {part: PARTS[part] for part in parts}
        for other in others:
            yield Occur.Should, other
        for spellings in (list(spellings) for each in words for spellings in each):
            for part, weight in weights.items():
                if len(spellings) > _FEW:  # as a beginning has: how often each occurs says little
                    yield Occur.Should, Query.const_score_query(self.one_of(part, spellings), weight)
                else:
                    for spelling in spellings:
                        yield Occur.Should, Query.boost_query(Query.term_query(self._schema, part, spelling), weight)
        if name := key(whole):
            yield Occur.Should, Query.const_score_query(Query.term_query(self._schema, "key", name), 1000.0)
            if len(name) > 5:
                like = Query.fuzzy_term_query(self._schema, "key", name, distance=1)
                yield Occur.Should, Query.const_score_query(like, 500.0)

    def matching(self, required: Iterable[Query], optional: Iterable[tuple[Occur, Query]]) -> Query:
        """Find what all of *required* find, ordered by *optional*."""
        musts = [(Occur.Must, Query.const_score_query(query, 0.0)) for query in required]
        return Query.boolean_query([*musts, *optional])
