"""Blocks: a pure function over seeded blocks of input, in this process, in several, or on a cluster; resumable."""
