"""The chart as plain values: what is drawn, how it is encoded, and in which colours."""
