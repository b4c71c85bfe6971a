"""The relations of a form, held against a submission."""
