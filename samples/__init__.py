"""Constructed submissions: drawn forms, and the script that makes the sample folders."""
