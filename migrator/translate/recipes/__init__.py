"""One construct, one file, one page of before/after cases beside it."""
