"""The annual report: the words and tables of a `Document`, made from an outcome and its form."""
