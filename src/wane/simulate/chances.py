"""Chances: streams of random numbers by what they are for and when, so that every arm meets the same ones."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from wane.kernels.doses import FloatArray


class Stream(IntEnum):
    """What a random number decides."""

    PERSON = 0
    DRIFT = 1
    SEEN = 2
    LUCK = 3
    ATTENDS = 4
    FORECAST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """The chances of one block of people: its seed, its number, and how many they are."""

    seed: int
    block: int
    people: int

    def rng(self, stream: Stream, index: int = 0) -> np.random.Generator:
        """The generator of one stream at one time, the same whenever it is asked for."""
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(self.block, int(stream), index)))

    def normals(self, stream: Stream, index: int) -> FloatArray:
        """Standard normals (people,)."""
        return self.rng(stream, index).standard_normal(self.people)

    def uniforms(self, stream: Stream, index: int) -> FloatArray:
        """From 0 to 1, (people,)."""
        return self.rng(stream, index).random(self.people)
