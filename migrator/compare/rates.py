"""Exact statistics of two rates: how often Flask differed from itself, and FastAPI from Flask."""

from collections.abc import Sequence
from math import exp, lgamma, log, log1p

_TINY = 1e-300
_PRECISION = 1e-12
_STEPS = 40
_DIGITS = 12


def higher_by_chance(differed: int, compared: int, now: int, of: int) -> float:
    """How likely ``now`` or more ``of`` differ if the rate is that of ``differed`` in ``compared``.

    Fisher's exact test, one-sided: given how many differed in all, the share of the second sample
    is hypergeometric (R. A. Fisher, The Design of Experiments, 1935, chapter 2). It is exact for
    any sample size; where few were seen it says so by never being small.
    """
    total, all_of = differed + now, compared + of
    most = min(total, of)
    whole = _log_choose(all_of, total)
    terms = (
        exp(_log_choose(of, k) + _log_choose(compared, total - k) - whole)
        for k in range(now, most + 1)
        if total - k <= compared
    )
    return min(1.0, round(sum(terms), _DIGITS))


def at_least(differed: int, compared: int, alpha: float) -> float:
    """The lower limit of a rate that is wrong ``alpha`` of the time at most.

    Clopper and Pearson, Biometrika 26 (1934), 404: the rate at which seeing so many or more has
    the chance ``alpha``.
    """
    if differed == 0:
        return 0.0
    return _quantile(alpha, differed, compared - differed + 1)


def at_most(differed: int, compared: int, alpha: float) -> float:
    """The upper limit of a rate that is wrong ``alpha`` of the time at most."""
    return 1.0 - at_least(compared - differed, compared, alpha)


def discoveries(chances: Sequence[float], tested: int, alpha: float) -> float:
    """The largest chance that counts as a discovery among ``tested`` places; negative for none.

    Benjamini and Hochberg, J. R. Statist. Soc. B 57 (1995), 289: of what is reported, a share of
    ``alpha`` is false at most; where nothing is wrong, so many runs have a false report at most.
    """
    found = -1.0
    for rank, chance in enumerate(sorted(chances), 1):
        if chance <= alpha * rank / max(tested, len(chances)):
            found = chance
    return found


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _quantile(chance: float, a: float, b: float) -> float:
    """Where the distribution function of Beta(a, b) reaches ``chance``; by bisection."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _beta(middle, a, b) < chance:
            low = middle
        else:
            high = middle
    return low


def _beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22)."""
    if x <= 0.0 or x >= 1.0:
        return float(x >= 1.0)
    if x > (a + 1) / (a + b + 2):
        return 1.0 - _beta(1.0 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return front * _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """Lentz's way to sum a continued fraction; it needs O(sqrt(max(a, b))) terms."""
    c, d = 1.0, 1.0 / _kept(1.0 - (a + b) * x / (a + 1))
    total = d
    for m in range(1, 10_000):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / _kept(1.0 + numerator * d)
            c = _kept(1.0 + numerator / c)
            total *= d * c
        if abs(d * c - 1.0) < _PRECISION:
            break
    return total


def _kept(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
