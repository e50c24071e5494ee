"""Speed and accuracy beside other ways of doing it, in one run: `python -m benchmarks`, `… benchmarks telegram`."""
