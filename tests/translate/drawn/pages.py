"""Templates that are drawn: what Jinja awaits, filters and loops over (rows P1 to P12)."""

from tests.translate.drawn.grammar import lines

LEAVES = {
    "row": ["um"],
    "rows": ["itens", "lista", "gera()", "loja.linhas()"],
    "shown": lines("""
        {row}.nome
        {row}["sku"]
        {row}.preco
        n
        loja_atual.nome
        g.inicio
        request.args.q
        session.nome or "ninguem"
    """),
}
MORE = {
    "row": ["um"],
    "rows": lines("""
        itens
        lista
        gera()
        loja.linhas()
        loja.cursor
        g.itens
        lista | selectattr("ativo")
        lista | sort(attribute="qtd")
        lista | reverse
    """),
    "shown": lines("""
        {row} | saldo
        ({row} | saldo) + n
        ({row} | saldo) | reais
        conta("x") + conta({row}.tag)
        existe({row}.sku)
        "sim" if existe({row}.sku) else {shown}
        "sim" if {row} is barato else "nao"
        {rows} | map(attribute="sku") | join("-")
        {rows} | map("saldo") | join(",")
        {rows} | list | length
        {rows} | sum(attribute="qtd")
        ({rows} | first).nome
        {rows} | rejectattr("qtd", "gt", 2) | map(attribute="sku") | list
        {rows} | select("barato") | map(attribute="sku") | list
        {rows} | sort(attribute="preco") | map(attribute="sku") | join
        {rows} | unique(attribute="tag") | map(attribute="tag") | list
        ({rows} | min(attribute="preco")).sku
        {rows} | batch(2) | map("length") | list
        {row} in {rows}
        conta_de(n).total()
        conta_de(n).saldo
        loja.soma(n)
        fecho(n)
        ({shown}) ~ "/" ~ ({shown})
        [{shown}, {shown}] | join("+")
        ({shown}) | string | upper
        ({shown}) | default("d")
        dict(a={shown})
        get_flashed_messages() | join("|")
        url_for("view1", n=2)
    """),
}
PIECES = lines("""
    {{ {shown} }}
    {% for {t} in {rows} %}{{ {shown+t} }}{{ loop.index }}{{ "," if not loop.last }}{% else %}vazio{% endfor %}
    {% for {t} in {rows} if existe({t}.sku) %}{{ {shown+t} }}{{ loop.length }}{% endfor %}
    {% for {t} in {rows} %}{% for u in {rows+t} %}{{ u.sku }}{{ {shown+t} }}{% endfor %}{% endfor %}
    {% if {row} is barato %}{{ {shown} }}{% else %}{{ {shown} }}{% endif %}
    {% set {s} = {shown} %}{{ {s} }}
    {% set {s} %}{{ {shown} }}-{{ {shown} }}{% endset %}{{ {s} | upper }}
    {% set {s} = namespace(n=0) %}{% for {t} in {rows} %}{% set {s}.n = {s}.n + ({t} | saldo) %}{% endfor %}{{ {s}.n }}
    {% macro {s}(x, y=2) %}[{{ x.nome }}:{{ x | saldo }}:{{ y }}]{% endmacro %}{% for {t} in {rows} %}{{ {s}({t}, n) }}{% endfor %}
    {% macro {s}(x) %}<{{ caller(x) }}>{% endmacro %}{% call(z) {s}({row}) %}{{ z.nome }}{{ z | saldo }}{% endcall %}
    {% with {s} = {shown} %}{{ {s} }}{% endwith %}
    {% filter upper %}{{ {shown} }}{% endfilter %}
    {% for {s} in {rows} | groupby("tag") %}{{ {s}.grouper }}={{ {s}.list | map("saldo") | sum }};{% endfor %}
""")
