"""A run in batches: on a Dask cluster or on this machine's cores, with the outcome of one run.

Workers read their files and send back sums and slim heads; figures stay where they were read, or
go into a Parquet data set. Dask, pyarrow and fsspec (the extra `cluster`) are used only here.
"""
