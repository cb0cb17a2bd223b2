"""The process of the long study: reads a pair of histories from its input and writes the study to its output."""

import ctypes
import signal
import sys
from contextlib import suppress

from commentary.evidence.slow.exchange import to_json, unpacked
from commentary.evidence.slow.study import study

_END_WITH_PARENT = 1  # Linux's PR_SET_PDEATHSIG: who asked may be killed, and nobody else reads the answer

with suppress(AttributeError):  # on other systems it computes to its end
    ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
sys.stdout.buffer.write(to_json(study(*unpacked(sys.stdin.buffer.read()))))
