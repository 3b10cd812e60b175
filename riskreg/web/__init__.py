"""Pages for officers: one module per group of pages. Routes call operations and nothing else."""
