"""Track records: what followed when a claim was true before, counted up to the as-of date and no further."""
