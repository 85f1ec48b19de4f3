"""Answers requests from standard input with one line of JSON each, as serve.ts does."""

import json
import sys
import time

answers = sys.stdout
sys.stdout = sys.stderr


def serve(version, prepare):
    """Introduces the contender, then prepares each new work and does it as often as it is asked."""
    answer({"version": version})
    known, run = None, None
    for line in sys.stdin:
        try:
            if line != known or run is None:
                run = prepare(json.loads(line))
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


def sample(flat):
    """The entries that are compared, as sampleIndices in work.ts."""
    return [float(flat[i * 4099 % len(flat)]) for i in range(min(len(flat), 64))]
