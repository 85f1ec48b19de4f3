"""Answers requests from standard input with one line of JSON each, as serve.ts does."""

import json
import sys
import time

answers = sys.stdout
sys.stdout = sys.stderr


def serve(version, **prepare):
    """Introduces the contender, then prepares each new work, by its kind, and does it when asked."""
    answer({"version": version})
    known, run = None, None
    for line in sys.stdin:
        try:
            if line != known or run is None:
                work = json.loads(line)
                run = prepare[work["kind"]](work)
            known = line
            answer(run())
        except Exception as error:  # the reason goes into the table
            run = None
            answer({"error": f"{type(error).__name__}: {error}"})


def answer(value):
    answers.write(json.dumps(value) + "\n")
    answers.flush()


def seconds_per_call(call, least=0.1):
    """The mean over enough calls to be measured."""
    calls, started = 0, time.perf_counter()
    while True:
        call()
        calls += 1
        seconds = time.perf_counter() - started
        if seconds >= least:
            return seconds / calls


def warm_up(call):
    seconds_per_call(call, 0.3)


def repeated(call):
    """Warms a call up; what is returned times it, and takes the entries of its result to compare."""
    warm_up(call)
    return lambda: {"seconds": seconds_per_call(call), "sample": sample(call().reshape(-1))}


def sample(flat):
    """The entries that are compared, as sampleIndices in work.ts."""
    return [float(flat[i * 4099 % len(flat)]) for i in range(min(len(flat), 64))]
