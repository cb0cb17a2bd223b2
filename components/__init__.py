"""Values in, layout or figure out: everything that a reader sees is put together here."""
