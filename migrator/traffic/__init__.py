"""Record traffic, keep it, and play it again."""
