"""Licences and conditions of access as policies: what each allows, what it forbids, and what it asks for.

They are read off the vocabularies of the catalogue, where they are written in ODRL (Information Model 2.2, section 2,
https://www.w3.org/TR/odrl-model/). So another catalogue brings its own licences and its own actions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

from rdflib import DCTERMS, RDF, URIRef
from rdflib.term import Node

from radcat import model
from radcat.catalogue import VOCABULARIES, Catalogue, Scope
from radcat.model import Concept
from radcat.model.terms import term
from radcat.rdf.namespaces import CC, ODRL

_SPDX: Final = "http://spdx.org/licenses/"
SHARE: Final = str(ODRL.distribute)
SHARE_CHANGED: Final = str(CC.DerivativeWorks)
SHARE_ALIKE: Final = str(CC.ShareAlike)
# Actions that a page shows first, in this order; others follow by name.
_FIRST: Final = (str(ODRL.reproduce), SHARE, SHARE_CHANGED, str(CC.CommercialUse))


class State(StrEnum):
    """What terms say of an action."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    NOT_STATED = "not-stated"


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a policy allows, forbids or asks for."""

    iri: str
    name: str
    code: str
    definition: str | None = None

    @property
    def place(self) -> tuple[int, str]:
        """Where it stands among others."""
        return _FIRST.index(self.iri) if self.iri in _FIRST else len(_FIRST), self.code


@dataclass(frozen=True, slots=True)
class Policy:
    """What a licence or a condition of access says; actions by their IRIs."""

    iri: str
    name: str
    code: str
    permits: frozenset[str] = frozenset()
    forbids: frozenset[str] = frozenset()  # with all that is included in what it forbids
    # What it asks for, by the action that it is asked for; "" for any use.
    duties: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)
    alike: frozenset[str] = frozenset()  # IRIs of licences for changed versions, where it asks for the same terms

    @property
    def is_known(self) -> bool:
        """Whether the vocabularies hold any rule of it."""
        return bool(self.permits or self.forbids or self.duties)

    @property
    def all_duties(self) -> frozenset[str]:
        """All that it asks for, whatever the use."""
        return frozenset[str]().union(*self.duties.values())

    def state(self, action: str) -> State:
        """What it says of *action*."""
        if action in self.forbids:
            return State.FORBIDDEN
        return State.ALLOWED if action in self.permits else State.NOT_STATED

    def duties_of(self, action: str) -> frozenset[str]:
        """What it asks of those who do *action*."""
        return self.duties.get(action, frozenset()) | self.duties.get("", frozenset())


class Policies:
    """The policies and actions of a catalogue's vocabularies, for a reader who welcomes the languages *wanted*."""

    def __init__(self, catalogue: Catalogue, wanted: Sequence[str] = ()) -> None:
        """Read them off the published vocabularies, each when it is asked for."""
        self._base = catalogue.base
        self._graph = catalogue.merged(*VOCABULARIES)
        self._scope: Scope = catalogue.scope_of(())
        self._scope.languages = (*wanted, catalogue.language)
        self._policies = dict[str, Policy]()
        self._actions = dict[str, Action]()

    def action(self, iri: str) -> Action:
        """The action *iri*, by its label where the vocabularies have it."""
        if iri not in self._actions:
            concept = self._scope.shared(Concept, URIRef(iri))
            code = concept.notation or iri.replace("#", "/").rstrip("/").rpartition("/")[2]
            self._actions[iri] = Action(iri, concept.label or code, code, concept.definition)
        return self._actions[iri]

    def actions(self, iris: Iterable[str]) -> tuple[Action, ...]:
        """The actions *iris*, each once, in their order."""
        return tuple(sorted(map(self.action, set(iris)), key=lambda action: action.place))

    def policy(self, iri: str) -> Policy:
        """The policy *iri*; one without rules where the vocabularies hold none."""
        if iri not in self._policies:
            self._policies[iri] = self._read(URIRef(iri))
        return self._policies[iri]

    @cached_property
    def licences(self) -> tuple[Policy, ...]:
        """All licences that the vocabularies hold, by their names."""
        found = {str(node) for node in self._graph.subjects(RDF.type, DCTERMS.LicenseDocument)}
        return tuple(sorted(map(self.policy, found), key=lambda policy: (policy.name.casefold(), policy.iri)))

    @cached_property
    def of_licences(self) -> tuple[Action, ...]:
        """All actions that a licence allows or forbids."""
        return self.actions(action for policy in self.licences for action in policy.permits | policy.forbids)

    def _read(self, node: URIRef) -> Policy:
        concept = self._scope.shared(Concept, node)
        duties = dict[str, set[str]]()
        permits, forbids = set[str](), set[str]()
        for rule in self._objects(node, ODRL.permission):
            allowed = set(map(str, self._objects(rule, ODRL.action)))
            permits |= allowed
            for duty in self._objects(rule, ODRL.duty):
                asked = map(str, self._objects(duty, ODRL.action))
                for each in asked:
                    for action in allowed:
                        duties.setdefault(action, set()).add(each)
        for duty in (*self._objects(node, ODRL.obligation), *self._objects(node, ODRL.duty)):
            duties.setdefault("", set()).update(map(str, self._objects(duty, ODRL.action)))
        for rule in self._objects(node, ODRL.prohibition):
            forbids |= set(map(str, self._objects(rule, ODRL.action)))
        asks_alike = any(SHARE_ALIKE in asked for asked in duties.values())
        alike = {str(node), *map(str, self._objects(node, term(self._base, "sharedUnder")))} if asks_alike else set()
        return Policy(
            str(node),
            concept.name,
            _short(concept),
            frozenset(permits),
            self._included(forbids),
            {action: frozenset(asked) for action, asked in duties.items()},
            frozenset(alike),
        )

    def _included(self, forbidden: set[str]) -> frozenset[str]:
        """*forbidden*, and all actions that are included in one of them (ODRL Vocabulary, odrl:includedIn)."""
        found, pending = set(forbidden), list(forbidden)
        while pending:
            for action in map(str, self._graph.subjects(ODRL.includedIn, URIRef(pending.pop()))):
                if action not in found:
                    found.add(action)
                    pending.append(action)
        return frozenset(found)

    def _objects(self, node: Node, property_: URIRef) -> Sequence[Node]:
        return model.said(self._scope, node, property_)


def _short(concept: Concept) -> str:
    """What to call a licence where there is little room: its identifier in the licence list of SPDX, else its name."""
    is_listed = any(match.startswith(_SPDX) for match in concept.matches)
    return concept.notation if concept.notation and is_listed else concept.name
