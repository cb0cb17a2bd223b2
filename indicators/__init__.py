"""Numbers from numbers: one module an indicator, numpy arrays of float64 in and out, oldest session first.

The policy on input, once for all modules:

- Closes are finite and above zero. Anything else raises `CloseError`, which names the position: one NaN would silently
  spoil every later value of a recursive average. Gaps are not filled; a session without a close has no row.
- A window is a number of sessions. One that is too small raises `WindowError`, which names the parameter and the value.
- A history shorter than a window is no error. Every session before the first full window is in the *warm-up*: NaN for
  levels and percentages, False for rules, 0 for counts unless the docstring says -1. An empty history gives empty
  arrays.
- Every value is causal: it rests on rows up to and including its session, and never changes when rows are added.
- Percentages are percent (2.5 means 2.5 %), shares as well; a rank is a share from 0 to 1.
"""
