"""Words from numbers: the claims of both sides, each judged at a date, by the same rules."""
