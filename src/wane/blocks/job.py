"""Job: a pure function over seeded blocks of input, and everything that its results depend on."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

Input = TypeVar("Input")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block: its place in the job, and the job's seed."""

    index: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Generic[Input]):
    """What is computed: `work(block, inputs[block.index])` for every input, each answer as bytes.

    `work` is pure and can be pickled (a function of a module, or a partial of one); `inputs` may make each input only
    when it is asked for. `depends_on` names all that moves an answer: digests of data, options, the code version.
    Two jobs of the same name, dependencies, seed and number of blocks are the same job.
    """

    name: str
    depends_on: Mapping[str, str | int | float | None]
    inputs: Sequence[Input]
    work: Callable[[Block, Input], bytes]
    seed: int = 0

    @property
    def digest(self) -> str:
        """SHA-256 of what the job is."""
        fields = [self.name, dict(sorted(self.depends_on.items())), self.seed, len(self.inputs)]
        return hashlib.sha256(json.dumps(fields, allow_nan=False).encode()).hexdigest()

    def block(self, index: int) -> Block:
        """The block at this place."""
        return Block(index=index, seed=self.seed)


def generator(block: Block) -> np.random.Generator:
    """The block's own stream of random numbers: the same whoever computes the block, and when."""
    return np.random.default_rng(np.random.SeedSequence(block.seed, spawn_key=(block.index,)))
