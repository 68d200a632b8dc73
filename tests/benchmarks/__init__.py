"""Figures of the program beside a rival measured in the same run; `python -m tests.benchmarks`.

Each file holds one benchmark with `run(options) -> list[Figure]`.  Ours and the rival take turns,
so that a busy machine slows both.  Data come from the seeded generator and are kept in
`build/bench`.
"""
