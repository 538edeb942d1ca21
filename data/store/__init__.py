"""What is kept: models, queries, migrations, job queue. The only place for SQL."""
