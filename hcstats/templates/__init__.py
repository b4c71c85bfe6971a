"""Workbooks for the units to fill in, made of the same definition as the checks."""
