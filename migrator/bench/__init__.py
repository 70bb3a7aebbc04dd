"""Load both apps and judge the ratio."""
