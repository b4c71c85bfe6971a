"""Tests, one file a module, and one for the promises."""
