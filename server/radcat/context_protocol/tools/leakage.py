"""Whether a test set leaks into a training set."""

from __future__ import annotations

from typing import Any

from radcat.client.answers import Leakage
from radcat.context_protocol.tool import SELECTION, Arguments, Asking, Tool, inputs, output, several, texts

SIDES = ("train", "test")


def _answer(asking: Asking, arguments: Arguments) -> dict[str, Any]:
    return asking.json("api/leakage", [(side, each) for side in SIDES for each in texts(arguments, side)])


def _summary(answer: dict[str, Any]) -> str:
    said = " ".join(pair["sentence"] for pair in answer["pairs"])
    proof = " No known overlap is no proof that nothing is shared." if answer["verdict"] == "none-known" else ""
    return f"Verdict: {answer['verdict']}. {said}{proof}"


TOOL = Tool(
    "leakage",
    "Check for leakage",
    "Whether test sets share images with training sets. The verdict is `shares`, `may-share`, `undocumented` (nobody "
    "says where all images come from) or `none-known`, which is no proof. Each pair has its paths with sources, and "
    "what is unknown.",
    inputs(
        SIDES,
        train=several(SELECTION, 1, 39, "Training sets."),
        test=several(SELECTION, 1, 39, "Test sets."),
    ),
    output(Leakage),
    _answer,
    _summary,
)
