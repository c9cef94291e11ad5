"""Which formulas in TeX every page can show: those in the part of LaTeX's mathematics that is read here.

The archive has formulas made MathML as it is built, and a formula that cannot be made stops the build. So what is not
surely understood stays code.
"""

from __future__ import annotations

import re

_LONGEST, _DEEPEST = 2_000, 12
_SYMBOLS = set(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho "
    "sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega "
    "pm mp times div cdot ast star circ bullet cap cup vee wedge setminus oplus ominus otimes le leq ge geq ne neq ll "
    "gg equiv approx sim simeq cong propto subset supset subseteq supseteq in ni notin perp parallel mid to gets "
    "rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow longrightarrow mapsto infty partial "
    "nabla forall exists neg emptyset ldots cdots vdots ddots prime sum prod int iint oint bigcap bigcup quad qquad "
    "hbar ell Re Im aleph angle langle rangle lfloor rfloor lceil rceil arccos arcsin arctan arg cos cosh cot coth csc "
    "deg det dim exp gcd hom ker lg ln log sec sin sinh tan tanh lim max min sup inf".split()
)
#: Commands that take so many groups.
_TAKE = {
    **dict.fromkeys("frac dfrac tfrac binom".split(), 2),
    **dict.fromkeys("hat bar vec dot ddot tilde overline underline mathbb mathbf mathrm mathcal mathit".split(), 1),
}
_TOKEN = re.compile(r"\s+|\\([a-zA-Z]+)|(\\[,;:! {}%])|([a-zA-Z0-9+\-*/=<>()\[\]|.,;:!'?])|([{}^_])")
_DELIMITER = re.compile(r"\s*(?:[()\[\]|.]|\\[{}]|\\(?:langle|rangle|lfloor|rfloor|lceil|rceil)(?![a-zA-Z]))")
_WORDS = re.compile(r"\s*\{[\w ,.;:!?()'-]*\}")
_OPENING, _CLOSING = "left", "right"


class _NotUnderstood(Exception):
    """The formula holds something that is not read here."""


def is_understood(tex: str) -> bool:
    """Whether `tex`, without dollars around it, is sure to be shown as the formula that it is."""
    if not tex.strip() or len(tex) > _LONGEST:
        return False
    try:
        return _row(tex, 0, "", 0) == len(tex)
    except _NotUnderstood:
        return False


def _row(tex: str, at: int, end: str, depth: int) -> int:
    """Read what stands side by side up to `end`, a bracket or ``\\right``; gives the place after it."""
    if depth > _DEEPEST:
        raise _NotUnderstood
    scripts = "^_"  # two of a kind on one base are no formula, and one without a base is none here
    while at < len(tex):
        token = _TOKEN.match(tex, at)
        if token is None:
            raise _NotUnderstood
        if end == "}" and token[4] == "}":
            return token.end()
        if end == _CLOSING and token[1] == _CLOSING:
            return _delimiter(tex, token.end())
        at = token.end()
        if token[4] in ("^", "_"):
            if token[4] in scripts:
                raise _NotUnderstood
            scripts += token[4]
            at = _argument(tex, at, depth)
        elif not token[0].isspace():
            at = _atom(tex, token, depth)
            scripts = ""
    if end:
        raise _NotUnderstood
    return at


def _atom(tex: str, token: re.Match[str], depth: int) -> int:
    """Read what begins with `token`."""
    at, command = token.end(), token[1]
    if token[4] == "{":
        return _row(tex, at, "}", depth + 1)
    if token[4]:
        raise _NotUnderstood
    if command is None or command in _SYMBOLS:
        return at
    if command == _OPENING:
        return _row(tex, _delimiter(tex, at), _CLOSING, depth + 1)
    if command == "text":
        found = _WORDS.match(tex, at)
    elif command == "sqrt":
        root = re.compile(r"\s*\[\w\]").match(tex, at)
        return _group(tex, root.end() if root else at, depth)
    else:
        for _ in range(_TAKE.get(command, 0)):
            at = _group(tex, at, depth)
        if command in _TAKE:
            return at
        raise _NotUnderstood
    if found is None:
        raise _NotUnderstood
    return found.end()


def _argument(tex: str, at: int, depth: int) -> int:
    """What is raised or lowered: a group, a letter, a digit or a symbol."""
    simple = re.compile(r"\s*(?:[a-zA-Z0-9*+-]|\\(\w+))").match(tex, at)
    if simple and (simple[1] is None or simple[1] in _SYMBOLS):
        return simple.end()
    return _group(tex, at, depth)


def _group(tex: str, at: int, depth: int) -> int:
    opening = re.compile(r"\s*\{(?=\s*[^\s}])").match(tex, at)
    if opening is None:
        raise _NotUnderstood
    return _row(tex, opening.end(), "}", depth + 1)


def _delimiter(tex: str, at: int) -> int:
    found = _DELIMITER.match(tex, at)
    if found is None:
        raise _NotUnderstood
    return found.end()
