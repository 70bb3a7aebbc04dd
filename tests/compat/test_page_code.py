"""The code of asynchronous templates against the code that Jinja itself writes."""

import asyncio
from decimal import Decimal
from inspect import isawaitable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import ChainableUndefined, DictLoader, Environment, StrictUndefined, Undefined
from markupsafe import Markup, escape

from migrator.compat.application import Application
from migrator.compat.page_code import PLAIN, PageCode, SparingCode, escaped

LOADED = {
    "base.html": "<title>{% block title %}Base{% endblock %}</title>"
    "{% block body %}[{{ self.title() }}]{% endblock %}{% block scripts scoped %}{% endblock %}",
    "middle.html": "{% extends 'base.html' %}{% block title %}M {{ super() }}{% endblock %}",
    "menu.html": "<nav>{{ who }}{% for n in numbers %}{{ n }}{% endfor %}</nav>",
    "macros.html": "{% macro field(name, value='', kind=later()) %}<{{ name }}={{ value }}"
    "{{ kind }}>{{ caller() if caller else '' }}{{ varargs }}{{ kwargs|length }}{% endmacro %}"
    "{% set shared = 'shared' %}",
    "imported.html": "{{ 'body' }}{% macro late() %}{{ who|default('nobody') }}{% endmacro %}",
}
SOURCES = [
    "{{ who }} {{ markup }} {{ number + 1 }} {{ missing }} {{ none }}",
    "{{ user.name }} {{ user['name'] }} {{ user.stock }} {{ user['stock'] }} {{ user.nothing }}",
    "{{ user.price() }} {{ user.price is callable }} {{ later() }} {{ later()|upper }} {{ later() ~ later() }}",
    "{{ shout(who ~ number) }} {{ shout(user.name ~ (later() ~ 'x')) }} {{ add(number, later=1) }}",
    "{{ add(*numbers, **{'later': 2}) }} {{ add(1, numbers[1], number) }} {{ numbers[1:] }}",
    "{{ 'x'|loud }} {{ 'x'|loud(later()) }} {{ [1, 2]|map('loud')|join(',') }} {{ who|e|upper }}",
    "{{ number is odd }} {{ number is late(5) }} {{ user.stock is late }} {{ who is defined }}",
    "{{ user.stock > 4 and user.stock < 9 }} {{ not user.stock }} {{ later() in ['later'] }}",
    "{{ 'a' if user.stock else 'b' }} {{ 'a' if missing is defined else later() }}",
    "{% if user.stock > 4 %}many{% elif later() %}few{% else %}none{% endif %}",
    "{% for n in numbers %}{{ loop.index }}/{{ loop.length }}:{{ n }} {% endfor %}",
    "{% for n in cursor() %}{{ loop.index0 }}{{ n }}{{ loop.cycle('x', 'y') }}{% endfor %}",
    "{% for n in cursor() if n != later() and n > 1 %}{{ n }}{% else %}none{% endfor %}",
    "{% for n in [] %}{{ n }}{% else %}none {{ later() }}{% endfor %}",
    "{% for t in tree recursive %}{{ t.n }}{% if t.c %}({{ loop(t.c) }}){% endif %}{% endfor %}",
    "{% for n in numbers %}{% for m in numbers %}{{ n * m }}{% endfor %};{% endfor %}",
    "{% for n in numbers if n %}{% if loop.last %}{{ later() }}{% endif %}{% endfor %}",
    "{% set a = later() %}{{ a }}{% set b %}{{ later() }}<{% endset %}{{ b }}{{ b|length }}",
    (
        "{% set ns = namespace(n=0) %}{% for n in numbers %}{% set ns.n = ns.n + n %}{% endfor %}"
        "{{ ns.n }}"
    ),
    "{% macro m(a, b=later()) %}{{ a }}{{ b }}{{ later() }}{% endmacro %}{{ m(1) }}{{ m(1, 2) }}",
    "{% macro m(n) %}{% if n %}{{ n }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(3) }}",
    "{% macro m() %}<{{ caller(later()) }}>{% endmacro %}{% call(x) m() %}{{ x }}!{% endcall %}",
    "{% filter upper %}a{{ later() }}{% endfilter %}{% filter loud %}{{ who }}{% endfilter %}",
    "{% with a = later(), b = number %}{{ a }}{{ b }}{% endwith %}",
    "{% autoescape false %}{{ '<' }}{{ markup }}{% endautoescape %}{{ '<' }}",
    "{% autoescape number %}{{ '<' }}{% block x %}{{ '<' }}{% endblock %}{% endautoescape %}",
    "{% include 'menu.html' %}{% include 'menu.html' without context %}",
    "{% for n in numbers %}{% include ['no.html', 'menu.html'] %}{% endfor %}",
    (
        "{% include 'no.html' ignore missing %}{% macro m() %}{% include 'menu.html' %}{% endmacro %}"
        "{{ m() }}"
    ),
    "{% import 'macros.html' as forms %}{{ forms.field('a', later()) }}{{ forms.shared }}",
    (
        "{% from 'macros.html' import field, shared as it %}{{ field('a', 1, 2, 3, x=1) }}{{ it }}"
        "{% call field('b') %}{{ later() }}{% endcall %}"
    ),
    "{% from 'imported.html' import late with context %}{{ late() }}",
    "{% from 'imported.html' import late, no %}{{ late() }}{{ no is defined }}",
    "{% extends 'base.html' %}{% block body %}{{ super() }}{{ later() }}{% endblock %}",
    (
        "{% extends 'middle.html' %}{{ ignored() }}{% block body %}{{ self.title() }}{% endblock %}"
        "{% block scripts %}{% for n in numbers %}{{ n }}{% endfor %}{% endblock %}"
    ),
    "{% if number > 1 %}{% extends 'base.html' %}{% endif %}{% block title %}{{ who }}{% endblock %}",
    "{% if number > 9 %}{% extends 'base.html' %}{% endif %}{% block title %}{{ who }}{% endblock %}",
    "{% extends parent %}{% set hidden = later() %}{% block title %}{{ hidden }}{% endblock %}",
    "{% for n in numbers %}{% block item scoped %}{{ n }}{{ later() }}{% endblock %}{% endfor %}",
    "{% block a %}{% block b %}{{ who }}{% endblock %}{{ self.b() }}{% endblock %}",
    "{% do numbers.append(4) %}{{ numbers }}{% do later() %}",
    "{% for n in numbers %}{% if n == 1 %}{% continue %}{% endif %}{{ n }}{% break %}{% endfor %}",
    (
        "{% trans %}plain{% endtrans %}{% trans n=number %}{{ n }} one{% pluralize %}{{ n }} more"
        "{% endtrans %}{% trans name=later() %}hello {{ name }}{% endtrans %}{{ _('x') }}"
    ),
    "{{ numbers|map('string')|map('loud')|list }}{{ cursor()|list }}{{ cursor()|first }}",
    "{{ numbers|select('odd')|list }}{{ [user]|map(attribute='name')|join }}",
    "{{ '%s-%s'|format(later(), who) }}{{ {'a': later(), 'b': [later()]} }}{{ (later(), 1) }}",
    "{{ lazy }}{{ lazy.text }}{{ money }}{{ number|string|int }}{{ 1 + 2|abs }}{{ 'c'|upper }}",
    "before {{ broken() }} after",
    "{% for n in numbers %}{{ n }}{{ broken() }}{% endfor %}",
    "{{ missing.attribute }}",
    "{{ missing() }}",
    "{% block a %}x{{ user.broken }}{% endblock %}",
    "{% extends 'base.html' %}{% extends 'base.html' %}",
    "{{ debug.stays }}\n\n  {{ later() }}\n{%- if who %}\n y {% endif -%}\n z",
]


class Text(str):
    """A class that only looks like a plain one: Jinja awaits its objects."""

    __slots__ = ()

    def __await__(self):
        yield from asyncio.sleep(0).__await__()
        return f"awaited {self[:]}"


class User:
    name = "ana"
    text = "text"

    @property
    async def stock(self):
        await asyncio.sleep(0)
        return 5

    async def price(self):
        await asyncio.sleep(0)
        return Markup("<b>1</b>")

    @property
    def broken(self):
        raise LookupError("no database")


async def later(number=None):
    await asyncio.sleep(0)
    return "later" if number is None else number


async def cursor():
    for number in (1, 2, 3):
        await asyncio.sleep(0)
        yield number


def broken():
    raise LookupError("broken")


def values():
    return {
        "who": "ana <",
        "markup": Markup("<i>"),
        "number": 3,
        "none": None,
        "user": User(),
        "numbers": [1, 2, 3],
        "later": later,
        "cursor": cursor,
        "broken": broken,
        "lazy": Text("text"),
        "money": Decimal("1.50"),
        "parent": "middle.html",
        "debug": {},
        "shout": lambda text: f"{text}!",
        "add": lambda *numbers, later=0: sum(numbers) + later,
        "tree": [{"n": 1, "c": [{"n": 2, "c": []}, {"n": 3, "c": [{"n": 4}]}]}, {"n": 5}],
    }


async def loud(text, times=1):
    await asyncio.sleep(0)
    return f"{text}!{times}".upper()


async def is_late(number, least=1):
    await asyncio.sleep(0)
    return number >= least


def environment_of(code, **options):
    environment = Environment(
        loader=DictLoader(LOADED),
        autoescape=True,
        enable_async=True,
        extensions=["jinja2.ext.do", "jinja2.ext.i18n", "jinja2.ext.loopcontrols"],
        **options,
    )
    environment.install_null_translations(newstyle=True)
    environment.code_generator_class = code
    environment.plain_classes = PLAIN
    environment.escaped = escaped
    environment.filters["loud"] = loud
    environment.tests["late"] = is_late
    environment.globals["who"] = "global"
    environment.globals["later"] = later
    return environment


def outcome(source, code, **options):
    async def pieces():
        template = environment_of(code, **options).from_string(source)
        context = template.new_context(values())
        return [piece async for piece in template.root_render_func(context)]

    try:
        return asyncio.run(pieces())
    except Exception as error:  # noqa: BLE001 (they have to be the same)
        return type(error), str(error)


@pytest.mark.parametrize("options", [{}, {"undefined": StrictUndefined}])
@pytest.mark.parametrize("source", SOURCES)
def test_a_page_is_the_one_that_jinja_renders(source, options):
    expected = outcome(source, Environment.code_generator_class, **options)
    page = outcome(source, PageCode, **options)

    assert outcome(source, SparingCode, **options) == expected
    assert page == expected if isinstance(expected, tuple) else "".join(page) == "".join(expected)


def test_most_sources_render():
    rendered = [outcome(source, PageCode) for source in SOURCES]

    assert sum(isinstance(found, list) for found in rendered) > 45
    assert any("later" in "".join(found) for found in rendered if isinstance(found, list))
    assert "awaited text" in "".join(outcome("{{ [lazy][0] }}", SparingCode))


def test_what_cannot_be_missed_stays_chainable():
    expected = outcome(
        "{{ a.b.c }}!", Environment.code_generator_class, undefined=ChainableUndefined
    )

    assert "".join(outcome("{{ a.b.c }}!", PageCode, undefined=ChainableUndefined)) == "".join(
        expected
    )


def test_a_page_comes_in_one_piece_and_nothing_plain_is_awaited():
    source = "{% for n in numbers %}{{ n }}, {{ user.name }}{% endfor %}{{ later }}"

    assert len(outcome(source, PageCode)) == 1
    assert len(outcome(source, SparingCode)) > 9
    code = environment_of(SparingCode).compile(source, raw=True)
    assert code.count("await auto_await(found)") == code.count("await auto_await(") == 1


@pytest.mark.parametrize("kind", sorted(PLAIN, key=repr))
def test_objects_of_plain_classes_can_never_be_awaited(kind):
    assert not hasattr(kind, "__await__")
    assert not isawaitable(kind.__new__(kind) if kind in {int, str, list, dict} else kind)


@pytest.mark.parametrize("is_async", [True, False])
def test_synchronous_code_is_jinjas_own(is_async):
    source = "{{ a.b(c)|upper }}{% for x in y %}{{ x is odd }}{% endfor %}"
    written = [
        Environment(enable_async=is_async),
        Environment(enable_async=is_async),
    ]
    written[1].code_generator_class = PageCode

    assert len({e.compile(source, raw=True) for e in written}) == 1 + is_async


def test_the_environment_for_pages_follows_what_is_set_later():
    app = Application("pages", static_folder=None, template_folder=None, async_templates=True)
    first = app.jinja_env.for_pages
    app.jinja_env.filters["twice"] = lambda text: text * 2
    assert first.from_string("{{ 'a'|twice }}").environment is app.jinja_env.for_pages

    app.jinja_env.trim_blocks = True
    pages = app.jinja_env.for_pages

    assert pages is not first
    assert pages.trim_blocks
    assert pages.app is app
    assert pages is not app.jinja_env
    assert pages.for_pages.code_generator_class is PageCode


def test_a_synchronous_environment_is_the_one_for_pages_too():
    app = Application("pages", static_folder=None, template_folder=None)

    assert app.jinja_env.for_pages is app.jinja_env


class Html:
    def __html__(self):
        return "<b>"


class Shouting(str):
    __slots__ = ()

    def __str__(self):
        return self[:].upper() + "<"


@given(
    st.text()
    | st.text("a&<>'\"é", max_size=3)
    | st.integers()
    | st.booleans()
    | st.floats()
    | st.builds(Markup, st.text("a<", max_size=2))
    | st.builds(Shouting, st.text("a<", max_size=2))
    | st.builds(Undefined)
    | st.sampled_from([None, Html(), Decimal("1.50"), ["<"], b"<"])
)
def test_any_value_is_escaped_alike(value):
    assert "".join([escaped(value)]) == "".join([escape(value)])
