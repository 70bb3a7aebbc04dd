import os

from pymongo import MongoClient

db = MongoClient(os.environ.get("MONGO_URI", "mongodb://127.0.0.1:9"), connect=False)["loja"]
