"""Put the files of a generated app together and write them."""
