"""Benchmarks: run by hand, never in the tests."""
