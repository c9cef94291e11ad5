"""Formulas: the environments of AMS, of which docutils knows few, become MathML."""

import pytest
from archive.reading import maths
from docutils.utils.math.latex2mathml import tex2mathml
from lxml import etree


@pytest.mark.parametrize(
    ("tex", "rows"),
    [
        (r"\begin{equation} a = b \end{equation}", 0),
        (r"\begin{equation*} a = b \end{equation*}", 0),
        (r"\begin{align} a &= b \\ c &= d \end{align}", 2),
        (r"\begin{alignat}{2} a &= b \\ c &= d \end{alignat}", 2),
        (r"\begin{alignat*}{2} a &= b \\ c &= d \end{alignat*}", 2),
        (r"\begin{gather*} a \\ b \\ c \end{gather*}", 3),
        (r"\begin{eqnarray} a &=& b \end{eqnarray}", 1),
        (r"\begin{equation}\begin{split} a &= b \\ &= c \end{split}\end{equation}", 2),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", 2),
        ("a^2", 0),
    ],
)
def test_environments_of_ams_are_shown(tex: str, rows: int) -> None:
    parsed = etree.fromstring(tex2mathml(maths._in_known_environments(tex), as_block=True))
    space = {"m": "http://www.w3.org/1998/Math/MathML"}
    assert len(parsed.findall(".//m:mtr", space)) == rows
    assert "a" in "".join(parsed.itertext()) and "2}" not in "".join(parsed.itertext())
