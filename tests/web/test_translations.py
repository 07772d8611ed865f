"""The catalogues of the interface's texts: in step with the sources, whole, and with every placeholder.

`python -m tests.web.test_translations --write` gathers the texts anew into the template and the catalogues; what has
no translation yet is empty in them.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from radcat.web import texts

SOURCES = Path(texts.FOLDER).parent.parent  # server/radcat
TEMPLATE = texts.FOLDER / f"{texts.DOMAIN}.pot"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "translatable": None, "Message": None}
METHODS = [("**/templates/**.html", "jinja2.ext.babel_extract"), ("**.py", "python")]
OPTIONS = {
    "**/templates/**.html": {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
}
# Lines of a header that change with each run, or with who runs it.
CHANGING = tuple(
    f'"{name}'
    for name in (
        *("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Last-Translator", "Language-Team"),
        *("Report-Msgid-Bugs-To", "Project-Id-Version"),
    )
)
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
TRANSLATED = [tag for tag in texts.known() if tag != "en"]


def gathered() -> Catalog:
    """All marked texts of the sources, with the files that they stand in."""
    found = Catalog(domain=texts.DOMAIN, fuzzy=False, header_comment="# Texts of radcat's pages.", charset="utf-8")
    places: dict[str | tuple[str, ...], set[str]] = {}
    for file, _, message, _, _ in extract_from_dir(SOURCES, METHODS, OPTIONS, KEYWORDS):
        places.setdefault(message, set()).add(Path(file).as_posix())
    for message, files in sorted(places.items(), key=lambda pair: (sorted(pair[1]), str(pair[0]))):
        found.add(message, locations=[(file, 0) for file in sorted(files)])
    return found


def written(catalog: Catalog) -> str:
    out = io.BytesIO()
    write_po(out, catalog, width=0, include_lineno=False, omit_header=False, sort_by_file=True)
    lines = out.getvalue().decode().splitlines()
    return "\n".join(line for line in lines if not line.startswith(CHANGING)) + "\n"


def catalogue(tag: str) -> Catalog:
    with (texts.FOLDER / tag / "LC_MESSAGES" / f"{texts.DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=tag, domain=texts.DOMAIN)


def messages(catalog: Catalog) -> dict[object, Message]:
    return {message.id: message for message in catalog if message.id}


def forms(text: object) -> tuple[str, ...]:
    return tuple(map(str, text)) if isinstance(text, (tuple, list)) else (str(text),)


def test_the_template_has_the_texts_of_the_sources() -> None:
    assert TEMPLATE.read_text() == written(gathered()), "run: python -m tests.web.test_translations --write"


def test_texts_are_found_in_templates_and_in_code() -> None:
    found = {text for id_ in messages(gathered()) for text in forms(id_)}
    assert {"Skip to the content", "%(number)s datasets", "Modality", "fewer than 100", "Best match"} <= found
    assert "Only the first %(number)s characters were read." in found


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_catalogue_has_every_text_and_no_other(tag: str) -> None:
    found, wanted = messages(catalogue(tag)), messages(gathered())
    assert set(found) == set(wanted), "run: python -m tests.web.test_translations --write"
    assert [id_ for id_, message in found.items() if message.fuzzy or not all(forms(message.string))] == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_text(tag: str) -> None:
    for id_, message in messages(catalogue(tag)).items():
        one, *_, many = (set(_PLACEHOLDER.findall(form)) for form in (forms(id_)[0], forms(id_)[-1]))
        for number, form in enumerate(forms(message.string)):
            found = set(_PLACEHOLDER.findall(form))
            assert found >= (many if number else one), f"{tag}: {form!r} lacks {(many if number else one) - found}"
            assert found <= one | many, f"{tag}: {form!r} has more than its text"
            assert "%" not in _PLACEHOLDER.sub("", form).replace("%%", ""), form


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_translation_says_it_in_the_page_too(tag: str) -> None:
    """What is read at run time is what the file says."""
    assert texts.catalogue(tag).gettext("Skip to the content") != "Skip to the content"
    assert "%(number)s" in texts.catalogue(tag).ngettext("%(number)s dataset", "%(number)s datasets", 2)


def test_english_needs_no_catalogue() -> None:
    """The texts are English: each has words, and says itself where nobody translates it."""
    for id_ in messages(gathered()):
        for text in forms(id_):
            assert text.strip(), id_
            assert texts.catalogue("en").gettext(text) == text


def write() -> None:
    """Gather the texts, and bring the catalogues in step."""
    template = gathered()
    TEMPLATE.write_text(written(template))
    for tag in TRANSLATED:
        known = catalogue(tag)
        known.update(template, no_fuzzy_matching=True, update_header_comment=True)
        known.obsolete.clear()
        (texts.FOLDER / tag / "LC_MESSAGES" / f"{texts.DOMAIN}.po").write_text(written(known))


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    write()
