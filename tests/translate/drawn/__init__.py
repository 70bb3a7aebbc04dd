"""Small Flask applications that are drawn at random, to be compared with what becomes of them."""
