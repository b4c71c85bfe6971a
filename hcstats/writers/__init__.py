"""Tables and figures in the formats that leave the program, one module a format."""
