"""Show people where a migration stands."""
