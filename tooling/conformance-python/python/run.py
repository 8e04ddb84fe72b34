"""`python3 run.py FOLDER`: judges the numpy backend with the kit in a folder, then backends with a deliberate bug each.

Prints counts and failures; exits with 1 unless the backend has no failure and every bug is caught.
"""

import sys
from collections import Counter

from kit import Kit, run
from mutants import MUTANTS
from numpy_backend import NumpyBackend


def main(folder):
    kit = Kit(folder)
    results = run(kit, NumpyBackend())
    failures = [(id, verdict) for id, verdict in results if verdict not in ("passed", "not supported")]
    counts = Counter("failed" if verdict not in ("passed", "not supported") else verdict for _, verdict in results)
    print(f"numpy: {', '.join(f'{count} {verdict}' for verdict, count in sorted(counts.items()))}")
    for id, verdict in failures:
        print(f"  {id}: {verdict}")
    missed = []
    for mutant in MUTANTS:
        id, verdict = run(kit, mutant(), stop_at_failure=True)[-1]
        is_caught = verdict not in ("passed", "not supported")
        print(f"{mutant.name}: {f'caught by {id}: {verdict}' if is_caught else 'not caught'}")
        if not is_caught:
            missed.append(mutant.name)
    return 1 if failures or missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
