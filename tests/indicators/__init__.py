"""Tests of the indicators; each has an answers file and a test file of the same name."""
