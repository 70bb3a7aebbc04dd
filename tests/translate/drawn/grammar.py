"""What is drawn from: a production a line, a statement a paragraph of `statements.txt`."""

from pathlib import Path

KINDS = {"p": "doc", "q": "doc", "n": "num", "v": "num", "w": "num", "t": "row"}
"""What the names that a production binds hold, by their letters."""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().split("\n")]


LEAVES = {
    "num": lines("""
        {1-9}
        {doc}["preco"]
        {doc}["qtd"]
        db.produtos.count_documents({filter})
        db.contadores.find_one({"_id": 1})["n"]
    """),
    "text": lines("""
        "x"
        "nada"
        {doc}["sku"]
        {doc}["nome"]
    """),
    "flag": lines("""
        {num} > {num}
        {doc}["ativo"]
        {text} in ("x", "a", "Broca")
    """),
    "doc": lines("""
        db.produtos.find_one({"_id": {1-6}})
        db.produtos.find_one({"sku": "b"})
    """),
    "list": lines("""
        list({cursor})
        [{doc}, {doc}]
    """),
    "iter": ["{cursor}", "{list}"],
    "iterator": ["iter({iter})", "{cursor}"],
    "filter": lines("""
        {}
        {"tag": "x"}
        {"ativo": True}
        {"qtd": {"$gte": {0-9}}}
    """),
    "cursor": lines("""
        db.produtos.find({filter})
        db.produtos.find({filter}).sort("preco", -1)
        db.produtos.aggregate([{"$match": {filter}}, {"$sort": {"_id": -1}}])
    """),
}
MORE = {
    "num": lines("""
        db.produtos.count_documents({filter})
        db["saldos"].count_documents({"n": {"$lt": {num}}})
        getattr(db, "lojas").count_documents({})
        len({list})
        len(list({iter}))
        sum({num+p} for {p} in {iter})
        sum([{num+p} for {p} in {iter} if {flag+p}])
        max(({num+p} for {p} in {iter}), default={num})
        next(({num+p} for {p} in {iter} if {flag+p}), {num})
        sum(map(lambda {p}: {num+p}, {iter}))
        reduce(lambda soma, {p}: soma + {num+p}, {iter}, 0)
        len({{text+p} for {p} in {iter}})
        len({{text+p}: {num+p} for {p} in {iter}})
        ({num} + {num})
        ({num} * {1-3} - {num})
        ({num} if {flag} else {num})
        {call_num}
        {call_num}
        (lambda {n}: {n} + {num+n})({num})
        (lambda *a, **k: len(a) + len(k))({num}, *{list}, x={num})
        aplicar(lambda {n}: {num+n}, {num})
        aplicar(saldo_de, {num})
        partial(saldo_de, {num})()
        despacho["a" if {flag} else "b"]({num})
        {"a": {num}, "b": {num}}["a"]
        [{num}, {num}][-1]
        ({num}, {num})[{flag}]
        len({text})
        ({doc} or {}).get("qtd", {num})
        Loja.contar({num})
        Loja({num}).soma({num})
        Filial({num}).soma({num})
        Filial({num}).n
        produto_de({num}).estoque()
        (metodo_contar if {flag} else db.lojas.count_documents)({})
        fatorial({1-3}, {num})
        com_padrao(*[{num}], **{"m": {num}})
        vezes({num})(lambda {n}: {num+n})()
        sum(db.produtos.distinct("qtd", {filter}))
        db.saldos.update_many({"n": {"$lt": {num}}}, {"$inc": {"n": 1}}).modified_count
        sum({n} for {n} in [{num}, {num}] if {n} > {num+n})
    """),
    "text": lines("""
        ", ".join({text+p} for {p} in {iter})
        "".join([{text+p} for {p} in {iter} if {flag+p}])
        "-".join(map(lambda {p}: {text+p}, {iter}))
        f"{{num_shown}}/{{text_shown}}"
        "%s=%s" % ({text}, {num})
        "{}:{}".format({num}, {text})
        str({num})
        {text}.upper()
        ({text} if {flag} else {text})
        ({text} or {text})
        {call_text}
    """),
    "flag": lines("""
        {num} > {num}
        {num} <= {num} < {num}
        any({flag+p} for {p} in {iter})
        all({flag+p} for {p} in {iter})
        any([{flag+p} for {p} in {iter}])
        any(map(lambda {p}: {flag+p}, {iter}))
        not ({flag})
        ({flag} and {flag})
        ({flag} or {flag})
        bool({list})
        db.saldos.find_one({"sku": {text}}) is not None
        {text} in [{text+p} for {p} in {iter}]
        {text} in ({text+p} for {p} in {iter})
        {doc} in {iter}
        {call_flag}
    """),
    "doc": lines("""
        db.produtos.find_one(sort=[("preco", -1), ("_id", 1)])
        next({iterator}, {doc})
        next({iterator})
        list({iter})[0]
        ({list} or [{doc}])[-1]
        {cursor}[0]
        sorted({iter}, key=lambda {p}: ({num+p}, {p}["_id"]))[0]
        min({iter}, key=lambda {p}: ({num+p}, {p}["_id"]))
        max([*{iter}, {doc}], key=lambda {p}: ({text+p}, {p}["_id"]))
        {**{doc}, "qtd": {num}}
        dict({doc}, preco={num})
        ({doc} if {flag} else {doc})
        ({doc} or {doc})
        ({flag} and {doc} or {doc})
        {call_doc}
        {{p}["sku"]: {p} for {p} in {iter}}.get({text}, {doc})
        db.produtos.find_one_and_update({"_id": {1-6}}, {"$inc": {"qtd": {num}}})
        partial(db.produtos.find_one, {"_id": {1-6}})()
        buscador({1-6})
        par({num})[0]
        next(iter(par({num})[1]), {doc})
        [{p}() for {p} in [lambda: {doc}, lambda: {doc}]][1]
        reduce(lambda a, b: a if a["preco"] >= b["preco"] else b, {iter})
    """),
    "list": lines("""
        list({iter})
        [*{iter}, *{iter}]
        [{doc+p} for {p} in {iter}]
        [{p} for {p} in {iter} if {flag+p}]
        sorted({iter}, key=lambda {p}: ({num+p}, {p}["_id"]))
        list({iter})[:{1-4}]
        [{q} for {p} in {iter} for {q} in {iter+p} if {q}["tag"] == {p}["tag"]]
        ({list} or {list})
        {list} + {list}
        {call_list}
        {cursor}.to_list()
        list(par({num})[1])
        [{p} for lote in [{iter}, {iter}] for {p} in lote]
    """),
    "iter": lines("""
        {cursor}
        {list}
        reversed(list({iter}))
        filter(lambda {p}: {flag+p}, {iter})
        map(lambda {p}: {doc+p}, {iter})
        ({doc+p} for {p} in {iter} if {flag+p})
        chain({iter}, {iter})
        islice({iter}, {1-4})
        takewhile(lambda {p}: {flag+p}, {iter})
        ({p} for _, {p} in enumerate({iter}))
        ({p} for {p}, {q} in zip({iter}, {iter}) if {p}["tag"] != {q}["tag"])
        ({iter} if {flag} else {iter})
        ({list} or {cursor})
        {call_gen}
        {call_cursor}
        {{p}["sku"]: {doc+p} for {p} in {iter}}.values()
        tuple({iter})
        Loja({num}).linhas()
        Filial({num}).cursor
        {"a": {cursor}}["a"]
        (lambda: {cursor})()
        guardado({cursor})
        so_ativos({iter})
    """),
    "iterator": lines("""
        iter({iter})
        {cursor}
        ({p} for {p} in {iter} if {flag+p})
        filter(lambda {p}: {flag+p}, {iter})
        {call_gen}
    """),
    "filter": lines("""
        {"tag": {text}}
        {"qtd": {"$gte": {num}}}
        {"preco": {"$lt": {num} + 5}}
        {"sku": {"$in": [{text}, "a", "f"]}}
    """),
    "cursor": lines("""
        db.produtos.find({filter}).skip({0-2}).limit({1-4})
        db.produtos.find({filter}).sort([("tag", 1), ("_id", -1)])
        db.produtos.aggregate([{"$match": {filter}}, {"$sort": {"preco": 1, "_id": 1}}])
    """),
    "gen": [
        "for {p} in {iter}:\n    if {flag+p}:\n        yield {p}",
        "for {p} in {iter}:\n    yield {doc+p}",
        "yield {doc}\nyield from {iter}",
        'try:\n    yield from {iter}\nfinally:\n    db.contadores.update_one({"_id": 1}, {"$inc": {"n": 1}})',
    ],
}
STATEMENTS = Path(__file__).with_name("statements.txt").read_text().strip().split("\n\n")
SIMPLE = STATEMENTS[:6]
