"""The process of the long study: reads a pair of histories from its input and writes the study to its output."""

import sys

from commentary.evidence.slow.exchange import to_json, unpacked
from commentary.evidence.slow.study import study

sys.stdout.buffer.write(to_json(study(*unpacked(sys.stdin.buffer.read()))))
