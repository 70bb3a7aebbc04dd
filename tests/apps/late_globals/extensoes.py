cliente = None
db = None
