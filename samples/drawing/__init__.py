"""Submissions drawn as sheets with the truth beside them: which figure stands in which cell."""
