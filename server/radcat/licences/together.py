"""The answer to "what may I do with these datasets together?", with all that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from radcat.catalogue import Catalogue
from radcat.errors import BadSelection
from radcat.licences.conflicts import Conflict, common_terms, conflicts
from radcat.licences.policies import Action, Policies, Policy, State
from radcat.licences.sources import Freer, freer
from radcat.licences.terms import Terms, terms
from radcat.lineage import reading, selection
from radcat.lineage.works import Works
from radcat.model import KIND


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether each dataset, and all of them together, allow an action."""

    action: Action
    states: tuple[State, ...]  # in the order of the datasets

    @property
    def together(self) -> State:
        """What holds for the whole: forbidden where one forbids it, allowed where all allow it."""
        if State.FORBIDDEN in self.states:
            return State.FORBIDDEN
        return State.NOT_STATED if State.NOT_STATED in self.states else State.ALLOWED


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that is asked for, and the datasets that ask for it."""

    action: Action
    sets: tuple[str, ...]  # slugs


@dataclass(frozen=True)
class Together:
    """What follows for a choice of datasets."""

    works: Works
    terms: tuple[Terms, ...]  # in the order in which they were chosen
    allowances: tuple[Allowance, ...]
    duties: tuple[Duty, ...]
    conflicts: tuple[Conflict, ...]
    common_terms: tuple[Policy, ...]
    freer: tuple[Freer, ...]  # than a source whose terms are known
    unstated_sources: tuple[Freer, ...]  # datasets with a licence, and sources of theirs that state none
    generation: int

    @property
    def unknown(self) -> tuple[Terms, ...]:
        """Those whose images have no licence with known rules."""
        return tuple(each for each in self.terms if not each.is_stated)


def together(catalogue: Catalogue, chosen: Sequence[str], wanted: Sequence[str] = ()) -> Together:
    """Put the terms of the datasets *chosen* together; of a version or a split, those of its dataset hold.

    Raises:
        BadSelection: nothing is chosen, a selection has another form, or there are too many.
        UnknownRecord: there is no such dataset.
        WithdrawnRecord: there is one no more.
        UnknownPart: a dataset has no such version or split.
    """
    texts = selection.divided(chosen)
    if not texts:
        raise BadSelection("no dataset was chosen; name one or more by their slugs.")
    if len(texts) > selection.MOST:
        raise BadSelection(f"{len(texts)} sets are too many for one question; choose {selection.MOST} at most.")
    works, found = reading.chosen(catalogue, texts)
    policies = Policies(catalogue, wanted)
    names = list(dict.fromkeys(choice.work.record for choice in found))
    known = _read(catalogue, names, _datasets(works), policies, wanted)
    own = [each for name in names if (each := known[name]) is not None]
    compared = [
        each
        for choice in {choice.work.name: choice for choice in found}.values()
        if (stated := known[choice.work.record]) is not None
        for each in freer(stated, choice.work, works, known, policies)
    ]
    bound = [policy for each in own for policy in each.policies]
    actions = policies.actions(action for policy in bound for action in policy.permits | policy.forbids)
    return Together(
        works,
        tuple(own),
        tuple(Allowance(action, tuple(each.state(action.iri) for each in own)) for action in actions),
        tuple(
            Duty(action, tuple(each.record.slug for each in own if action.iri in each.duties))
            for action in policies.actions(duty for each in own for duty in each.duties)
        ),
        conflicts(own, policies),
        common_terms(own, policies),
        tuple(each for each in compared if each.freedoms),
        tuple(each for each in compared if not each.freedoms),
        catalogue.ledger.generation,
    )


def _datasets(works: Works) -> list[str]:
    return sorted({work.record for work in works.known.values() if work.record.startswith(KIND["dataset"].path)})


def _read(
    catalogue: Catalogue, chosen: Sequence[str], related: Iterable[str], policies: Policies, wanted: Sequence[str]
) -> dict[str, Terms | None]:
    """Read the terms of *chosen* with their evidence, and those of all that they came from, all records at once."""
    several = list(dict.fromkeys((*chosen, *related)))
    evidence = [KIND["evidence"].path + name.removeprefix(KIND["dataset"].path) for name in chosen]
    catalogue.ledger.hold([*several, *evidence], around=True)
    return {name: terms(catalogue, name, policies, wanted, with_evidence=name in chosen) for name in several}
