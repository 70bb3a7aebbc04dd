"""Secrets and personal data become stand-ins: keyed, of the same form, the same everywhere."""
