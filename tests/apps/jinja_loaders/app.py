from flask import Flask, render_template
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader, PackageLoader, PrefixLoader

app = Flask(__name__)
app.jinja_options = {"trim_blocks": True, "extensions": ["jinja2.ext.do"]}
app.jinja_loader = ChoiceLoader(
    [
        FileSystemLoader("modelos"),
        DictLoader({"recibo.txt": "{{ total }}", "aviso.txt": "!"}),
        PrefixLoader({"flask": PackageLoader("flask", "sansio")}),
    ]
)


@app.get("/recibo")
def recibo():
    return render_template("recibo.txt", total=3)
