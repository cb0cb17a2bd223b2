"""What takes seconds: intervals, simulated histories, patterns of shuffled data; run in a process of its own."""
