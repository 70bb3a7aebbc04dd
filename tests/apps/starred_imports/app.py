from comum import *
from string import *

app = Flask(__name__)


@app.get("/")
def inicio():
    return jsonify(request.path + digits + str(agora() + timedelta(days=1)))


@app.get("/pasta")
def pasta():
    abort(404) if g.get("fechada") else None
    return path.basename(getcwd())
