"""Templates that run through a query: a cursor for Flask, its documents for compat."""

from names import FLAVOUR, Application, make_mongo, mongo_uri, render_template_string

TEXTS = [
    "{% for d in found %}{{ loop.index }}/{{ d.name }},{% else %}none{% endfor %}",
    "{{ found | map(attribute='name') | join('+') }}",
    "{% for d in found if d.n > 1 %}{{ d.n }}{% endfor %}|{% for d in found %}again{% endfor %}",
    "{{ (found | list)[0].name }} {{ found is iterable }}",
    "{% for a in found %}{{ a['<b>'] }}{% endfor %}",
]


def build(driver):
    app = Application(f"cursors_{driver}", static_folder=None)
    app.config["MONGO_URI"] = mongo_uri(f"cursors_{driver}")
    mongo = make_mongo(driver)
    mongo.init_app(app)

    @app.get("/fill")
    async def fill():
        await mongo.db.things.delete_many({})
        await mongo.db.things.insert_many(
            [{"_id": n, "n": n, "name": name, "<b>": "<i>"} for n, name in enumerate("abc")]
        )
        return "filled"

    @app.get("/text/<int:n>/<int:least>")
    async def text(n, least):
        found = mongo.db.things.find({"n": {"$gte": least}}).sort("n", -1)
        if FLAVOUR == "compat":
            found = await found.to_list(None)
        return await render_template_string(TEXTS[n], found=found)

    return app


APPS = {f"cursors_{driver}": build(driver) for driver in ("motor", "async")}
