"""The annual report: texts whose every figure is bound to the data, official tables, gaps."""
