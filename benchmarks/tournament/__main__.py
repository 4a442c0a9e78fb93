"""`python -m benchmarks.tournament run|report|known|docs`; each says with --help what it takes."""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

# one thread, so that processor time means the same on every machine; numpy reads this when it is imported
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

from benchmarks.tournament import docs, known, raw, tables  # noqa: E402
from benchmarks.tournament.optimizers import PEERS, make  # noqa: E402
from benchmarks.tournament.scores import score  # noqa: E402
from benchmarks.tournament.simulate import search, seed_of  # noqa: E402
from benchmarks.tournament.suites import SUITES, problems  # noqa: E402


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m benchmarks.tournament", description=__doc__)
    commands = top.add_subparsers(required=True)
    suites = f"suites ({', '.join(SUITES)}) and problems, with commas between them"

    one = commands.add_parser("run", help="let an optimizer search, and append raw results to a file")
    one.add_argument("--optimizer", required=True, help=f"{', '.join(PEERS)}, or package.module:factory")
    one.add_argument("--options", type=json.loads, default={}, help="JSON: keyword arguments of the factory")
    one.add_argument("--label", help="its name in the results (default: the optimizer)")
    one.add_argument("--problems", default="dev", help=suites)
    one.add_argument("--seeds", type=int, default=5)
    one.add_argument("--trials", type=int, default=100)
    one.add_argument("--workers", type=int, default=1)
    one.add_argument("--minutes", type=float, default=float("inf"), help="start no search after that many")
    one.add_argument("--out", type=Path, required=True, help="searches that it has already are passed over")
    one.set_defaults(command=run)

    one = commands.add_parser("report", help="tables from raw results")
    one.add_argument("files", type=Path, nargs="+")
    one.add_argument("--problems", default="dev", help=suites)
    one.add_argument("--workers", type=int, default=1)
    one.add_argument("--at", type=int, default=50, help="after how many runs ranks and problems are compared")
    one.add_argument("--only", help="optimizers, with commas between them")
    one.add_argument("--wins-of", default="besom")
    one.set_defaults(command=report)

    one = commands.add_parser("known", help="explore problems: median of random points and best value, to known.json")
    one.add_argument("--problems", default="own,held", help=suites)
    one.add_argument("--evaluations", type=int, default=12_000)
    one.set_defaults(command=explore)

    one = commands.add_parser("docs", help="make the tables and charts of the docs again from benchmarks/.../results")
    one.set_defaults(command=lambda _args: docs.refresh())
    return top


def run(args: argparse.Namespace) -> None:
    label, began = args.label or args.optimizer, time.monotonic()
    done = {result.key for result in raw.read([args.out])} if args.out.exists() else set()
    for seed in range(args.seeds):
        for problem in problems(args.problems.split(",")):
            key = label, problem.name, seed, args.workers, args.trials
            if key in done:
                continue
            if time.monotonic() - began > 60 * args.minutes:
                print(f"{label}: out of time before seed {seed} of {problem.name}", file=sys.stderr)
                return
            optimizer = make(args.optimizer, problem.parameters, seed_of(problem.name, seed), args.options)
            rows = search(optimizer, problem, seed, args.trials, args.workers)
            raw.append(args.out, raw.Result(*key, rows))
        print(f"{label}: seed {seed} done after {time.monotonic() - began:.0f} s", file=sys.stderr)


def report(args: argparse.Namespace) -> None:
    names = {problem for name in args.problems.split(",") for problem in SUITES.get(name, (name,))}
    chosen = {name: entry for name, entry in known.read().items() if name in names}
    scores = score(raw.read(args.files), chosen, args.workers)
    if args.only:
        scores = scores.of(args.only.split(","))
    print(tables.standing(scores, args.at))
    if args.wins_of in scores.optimizers:
        print(f"\n{args.wins_of}\n\n{tables.duels(scores, args.wins_of, tables.AT)}")
    print(f"\nRegret after {args.at} runs\n\n{tables.by_problem(scores, args.at)}")


def explore(args: argparse.Namespace) -> None:
    known.refresh(problems(args.problems.split(",")), args.evaluations)


def main(argv: Sequence[str] | None = None) -> None:
    args = parser().parse_args(argv)
    args.command(args)


if __name__ == "__main__":
    main()
