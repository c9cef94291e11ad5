"""What an archive defines, people, organisations and so on, as its files ``definitions/<kind>.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.core.slugs import name_key, slugify
from archive.core.yamltext import quoted, scalar
from archive.model.definitions import FOLDER, KINDS, Definition, Definitions, reference_text


def files(definitions: Iterable[Definition]) -> Iterator[tuple[str, str]]:
    """The path and the text of the file of each kind that there is something of; entries by name."""
    for kind, about in KINDS.items():
        own = (one for one in definitions if one.kind == kind)
        entries = sorted(own, key=lambda one: (name_key(one.name), one.key))
        if entries:
            yield f"{FOLDER}/{about.file}.yaml", "\n".join(map(_entry, entries))


def _entry(definition: Definition) -> str:
    lines = [f"{scalar(definition.name)}:"]
    aliases = ", ".join(map(quoted, definition.aliases))
    lines += [f"  key: {scalar(definition.key)}"] if slugify(definition.name) != definition.key else []
    lines += [f"  aliases: [{aliases}]"] if aliases else []
    for name, text in (("about", definition.about), ("dates", definition.dates), ("sort", definition.sort)):
        lines += [f"  {name}: {scalar(text)}"] if text else []
    if definition.links:
        lines += ["  links:", *(f"    {scalar(label)}: {quoted(address)}" for label, address in definition.links)]
    if definition.image:  # from the folder of the file, or from the root
        own = f"{FOLDER}/"
        path = definition.image.removeprefix(own) if definition.image.startswith(own) else f"/{definition.image}"
        lines.append(f"  image: {scalar(path)}")
    return "\n".join(lines) + "\n"


def role_text(known: Definitions, kind: str, key: str, text: str) -> str:
    """What the role of a kind says for the definition of that key, shown as `text`; empty where there is none."""
    entry = known.by_key.get((kind, key))
    if entry is None or not text:
        return ""
    found = known.find(kind, text)
    return text if found == (entry,) and reference_text(entry, text) == text else f"{text} <{key}>"
