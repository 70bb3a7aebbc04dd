"""O banco."""

import os

from pymongo import MongoClient

client = MongoClient(os.environ.get("MONGO_URI", "mongodb://localhost:27017/loja"))
db = client.get_default_database()
