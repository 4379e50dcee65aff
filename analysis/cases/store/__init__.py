"""What an import writes and questions read, on DuckDB or Spark."""
