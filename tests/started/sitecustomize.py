"""Lets a program that a test starts live by the clock of the test; see `tests/moments.py`."""

import os
import time

import time_machine

time_machine.travel(time.time() + float(os.environ["CLOCK_OFFSET"]), tick=True).start()
