"""What of a name is the family's, and what cannot be parted."""

import pytest
from archive.model.citations import Creator, creator
from archive.model.definitions import Definition, Definitions

NONE = Definitions()


@pytest.mark.parametrize(
    ("name", "family", "given", "suffix"),
    [
        ("Chris Mills", "Mills", "Chris", ""),
        ("  Chris\n Mills ", "Mills", "Chris", ""),
        ("Maria Cristina de la Vega", "de la Vega", "Maria Cristina", ""),
        ("Vincent van Gogh", "van Gogh", "Vincent", ""),
        ("Jan van 't Hout", "van 't Hout", "Jan", ""),
        ("Jan van ’t Hout", "van ’t Hout", "Jan", ""),
        ("Martin Luther King Jr.", "King", "Martin Luther", "Jr."),
        ("King, Martin Luther, Jr", "King", "Martin Luther", "Jr"),
        ("García Márquez, Gabriel", "García Márquez", "Gabriel", ""),
        ("Zoë O’Neill", "O’Neill", "Zoë", ""),
        ("Лев Толстой", "Толстой", "Лев", ""),
        ("Conan O'Brien", "O'Brien", "Conan", ""),
        ("M. R. James", "James", "M. R.", ""),
        ("Charlotte Church", "Church", "Charlotte", ""),
        ("Lesley The", "The", "Lesley", ""),
    ],
)
def test_person(name: str, family: str, given: str, suffix: str) -> None:
    assert creator(name, NONE) == Creator(family, given, suffix)


@pytest.mark.parametrize(
    "name",
    ["Zoë", "Department for Education", "Mills & Co", "Studio 54", "山田 太郎", "毛泽东", "김 철수", "House of Commons",
     "Which?", "Smith,", "Women and Equalities Unit", "Association A.L.N.", "Harbour Watch Team", "L’équipe du Lavoir",
     "Redaktion Hafenblatt", "The Larder Keepers", "انجمن دوستان کتاب", "Фонд Тихий Дом"],
)  # fmt: skip
def test_one_name(name: str) -> None:
    assert creator(name, NONE) == Creator(literal=name)


def test_definitions_go_before_guesses() -> None:
    known = Definitions(
        (
            Definition("org", "Community Care", "community-care", ("CC Magazine",)),
            Definition("person", "Gabriel García Márquez", "ggm", sort="García Márquez, Gabriel"),
            Definition("person", "Chris Mills", "cm", sort="no comma"),
        )
    )
    assert creator("Community Care", known) == creator("Community Care", known) == Creator(literal="Community Care")
    assert creator("CC Magazine", known) == Creator(literal="CC Magazine")
    assert creator("Gabriel García Márquez", known) == Creator("García Márquez", "Gabriel")
    assert creator("Chris Mills", known) == Creator("Mills", "Chris")


@pytest.mark.parametrize(
    ("name", "short", "inverted"),
    [
        ("Jean-Paul Charles Sartre", "Sartre, J.-P.C.", "Sartre, Jean-Paul Charles"),
        ("Martin Luther King Jr.", "King, M.L., Jr.", "King, Martin Luther, Jr."),
        ("Department for Education", "Department for Education", "Department for Education"),
        ("Фёдор Достоевский", "Достоевский, Ф.", "Достоевский, Фёдор"),
    ],
)
def test_as_written(name: str, short: str, inverted: str) -> None:
    assert (creator(name, NONE).short, creator(name, NONE).inverted) == (short, inverted)
