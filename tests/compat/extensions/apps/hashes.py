"""Flask-Bcrypt's hashes, made by one request and checked by another."""

from names import Application, bcrypt, in_thread, jsonify, request

APPS = {}
CONFIGS = {
    "quick": {"BCRYPT_LOG_ROUNDS": 4},
    "prefix": {"BCRYPT_LOG_ROUNDS": 5, "BCRYPT_HASH_PREFIX": "2a"},
    "long": {"BCRYPT_LOG_ROUNDS": 4, "BCRYPT_HANDLE_LONG_PASSWORDS": True},
}


def build(name, config):
    app = Application(name, static_folder=None)
    app.config.update(config)
    hashes = bcrypt.Bcrypt(app)

    @app.post("/hash")
    async def hashed():
        return await in_thread(hashes.generate_password_hash, request.form["password"])

    @app.post("/check")
    async def checked():
        stored, password = request.form["stored"], request.form["password"]
        return jsonify(await in_thread(hashes.check_password_hash, stored, password))

    return app


for name, config in CONFIGS.items():
    APPS[f"bcrypt_{name}"] = build(name, config)
