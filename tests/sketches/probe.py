"""Asks the compiled sketches: each question is a line of tokens, each answer a list of numbers."""

from __future__ import annotations

import os
import subprocess

PROBE = os.environ["ONTOS_SKETCH_PROBE"]


def ask(*questions: list) -> list[list[float]]:
    """`questions` are lists of words and numbers."""
    text = "\n".join(" ".join(_token(token) for token in question) for question in questions)
    done = subprocess.run([PROBE], input=text, capture_output=True, text=True, timeout=3000)
    assert done.returncode == 0, done.stderr
    answers = [[float(word) for word in line.split()] for line in done.stdout.splitlines()]
    assert len(answers) == len(questions)
    return answers


def _token(token: str | float) -> str:
    return token if isinstance(token, str) else repr(float(token) if token % 1 else int(token))
