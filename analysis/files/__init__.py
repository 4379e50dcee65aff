"""Bytes to records of text: delimited text, workbooks, Parquet and statistical files, archives."""
