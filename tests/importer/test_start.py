"""An archive of one's own, begun in a checkout that holds the sample: what is written, kept and refused."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from archive.cli.check import known_settings
from archive.source import configuration
from exports import wxr
from importer.errors import ImportFailure
from importer.languages import language_of
from importer.start.identity import Identity
from importer.start.settings import rewritten
from importer.start.zones import with_region, zone_of
from starting import EXPORT, PROJECT, checkout, git, sample_files, start, tree

pytestmark = pytest.mark.skipif(not (PROJECT / ".sample").exists(), reason="the sample has left this checkout")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return checkout(tmp_path / "site")


@pytest.fixture
def export(tmp_path: Path) -> str:
    path = tmp_path / "export.xml"
    path.write_text(EXPORT, encoding="utf-8")
    return str(path)


def settings(folder: Path) -> dict[str, object]:
    """What conf.py says, as Python reads it."""
    return {name: value for name, (value, _) in configuration.read(folder / "conf.py").items()}


def test_what_names_the_blog_comes_from_the_export(folder: Path, export: str) -> None:
    done = start(folder, export)
    assert (done.status, done.stderr) == (0, "")
    found = settings(folder)
    told = {name: found[name] for name in ("project", "tagline", "author", "language", "time_zone", "old_addresses",
                                           "licence", "licence_url")}  # fmt: skip
    assert told == {
        "project": "Le lavoir & la rue", "tagline": "Petites choses d’un “village”", "author": "Mathilde Duroc",
        "language": "fr", "time_zone": "Europe/Paris", "old_addresses": "wordpress", "licence": "", "licence_url": "",
    }  # fmt: skip
    assert "retelling" not in found and "original_note" not in found
    assert found["include_patterns"] == ["index.md", "about.md", "p/*.md", "posts/**.md"]
    post = (folder / "posts/2007/04/p1.md").read_text(encoding="utf-8")
    assert "- Mathilde Duroc\n" in post and "language:" not in post


def test_the_rest_of_conf_py_stays_as_it_is(folder: Path, export: str) -> None:
    before = (folder / "conf.py").read_text(encoding="utf-8").partition("# -- MyST")[2]
    start(folder, export)
    assert (folder / "conf.py").read_text(encoding="utf-8").partition("# -- MyST")[2] == before != ""


def test_the_sample_has_left_and_nothing_else(folder: Path, export: str) -> None:
    (folder / "posts/mine.txt").write_text("kept")
    before = tree(folder)
    start(folder, export)
    after = tree(folder)
    own = {"README.md", "about.md", "index.md", "_static/logo.svg"}
    assert sorted(before.keys() - after.keys()) == sorted({".sample", *sample_files()} - own)
    assert all(after[name] != before[name] for name in own)
    changed = {name for name in before.keys() & after.keys() if after[name] != before[name]}
    assert changed == own | {"conf.py", "LICENSE"}


def test_where_the_software_is_from_is_noted_for_upgrades(folder: Path, export: str) -> None:
    git(folder, "remote", "add", "origin", "https://somebody:secret@software.example/archive.git")
    start(folder, export)
    noted = (folder / ".software").read_text().splitlines()[-2:]
    assert noted == ["https://software.example/archive.git", git(folder, "rev-parse", "HEAD").strip()]


def test_the_list_of_the_sample_is_whole() -> None:
    for name in ("posts", "definitions", ".github/screenshots"):
        there = {path.relative_to(PROJECT).as_posix() for path in (PROJECT / name).rglob("*") if path.is_file()}
        assert there - {path for path in there if "/." in path.removeprefix(".")} <= set(sample_files())
    assert all((PROJECT / name).is_file() for name in sample_files())


def test_standing_pages_stand_in_the_order_of_the_menu(folder: Path, export: str) -> None:
    start(folder, export)
    contents = (folder / "index.md").read_text(encoding="utf-8").partition(":hidden:")[2]
    assert contents.split("\n\n")[1].splitlines()[:4] == ["Moi <p/page-4>", "p/page-3", "p/page-5", "about"]


def test_the_address_of_the_site_is_said_to_the_command(folder: Path, export: str) -> None:
    done = start(folder, export, "--address=https://lavoir.example/archives")
    assert '"https://lavoir.example/archives/")\n' in (folder / "conf.py").read_text(encoding="utf-8")
    assert "html_baseurl" not in done.stdout


def test_it_ends_with_five_lines(folder: Path, export: str) -> None:
    lines = start(folder, export).stdout.splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("“Le lavoir & la rue” by Mathilde Duroc: 2 posts, 3 standing pages")
    assert "html_baseurl" in lines[2] and "licence" in lines[2] and "time_zone" not in lines[2]
    assert "guide/publishing.md" in lines[3] and "git add --all && git commit" in lines[4]


def test_an_export_in_the_folder_is_not_to_be_committed(folder: Path) -> None:
    (folder / "blog.xml").write_text(EXPORT, encoding="utf-8")
    assert "take blog.xml out of this folder" in start(folder, "blog.xml").stdout


def test_a_blog_that_does_not_say_its_name_has_that_of_its_host(folder: Path, export: str) -> None:
    text = Path(export).read_text(encoding="utf-8")
    Path(export).write_text(re.sub("<channel>.*?<wp:author>", "<channel><wp:author>", text), encoding="utf-8")
    lines = start(folder, export).stdout.splitlines()
    assert settings(folder)["project"] == "lavoir.example" and "(`project`)" in lines[2]


def test_run_again_it_changes_nothing(folder: Path, export: str) -> None:
    start(folder, export)
    before = tree(folder)
    done = start(folder, export)
    assert (done.status, tree(folder)) == (0, before)
    assert "has been started: nothing was changed" in done.stdout


def test_a_dry_run_shows_all_and_changes_nothing(folder: Path, export: str) -> None:
    before = tree(folder)
    done = start(folder, export, "--dry-run")
    assert (done.status, done.stderr, tree(folder)) == (0, "", before)
    for said in (*sample_files(), '+project = "Le lavoir & la rue"', "posts/2007/04/p1.md", "Moi <p/page-4>"):
        assert said in done.stdout, said
    start(folder, export)  # which no dry run hinders


def test_a_dry_run_names_no_folder_that_is_gone_after_it(folder: Path, tmp_path: Path) -> None:
    """The command that brings missing pictures goes for the archive, once it is begun."""
    (tmp_path / "blog.xml").write_text(EXPORT.replace("Une voisine.", '<img src="http://lavoir.example/a.jpg">'))
    done = start(folder, str(tmp_path / "blog.xml"), "--dry-run")
    assert f"`make import SRC={tmp_path}/blog.xml IMPORTOPTS=--fetch`" in done.stdout


@pytest.mark.parametrize("broken", ["not xml", wxr()])
def test_an_export_of_nothing_changes_nothing(folder: Path, tmp_path: Path, broken: str) -> None:
    (tmp_path / "bad.xml").write_text(broken)
    before = tree(folder)
    done = start(folder, str(tmp_path / "bad.xml"))
    assert (done.status, len(done.stderr.splitlines()), tree(folder)) == (2, 1, before)


def test_without_git_it_refuses(folder: Path, export: str) -> None:
    (folder / ".git").rename(folder.parent / "away")
    before = tree(folder)
    done = start(folder, export)
    assert (done.status, tree(folder)) == (2, before)
    assert "in no git repository" in done.stderr and "git init" in done.stderr


@pytest.mark.parametrize("path", ["conf.py", "posts/2012/10/effects-of-cuts.md", "guide/index.md"])
def test_with_changes_that_are_not_committed_it_refuses(folder: Path, export: str, path: str) -> None:
    with (folder / path).open("a") as file:
        file.write("\n")
    before = tree(folder)
    done = start(folder, export)
    assert (done.status, tree(folder)) == (2, before)
    assert f"not committed ({path})" in done.stderr and "git stash" in done.stderr


def test_a_file_of_the_sample_that_git_does_not_know_is_not_lost(folder: Path, export: str) -> None:
    git(folder, "rm", "--cached", "--quiet", "references.bib")
    git(folder, "commit", "--quiet", "--message", "Without")
    assert start(folder, export).status == 2
    assert (folder / "references.bib").exists()


#: Each is a step of a start, before which the process is ended.
STEPS = ("Checkout.remove_sample", "Import.write", "Start._write", "Checkout.end")


def end_before(step: str, folder: Path, export: str) -> None:
    """Start there in a process that ends, as if it were killed, before that step."""
    code = (
        "import os\nfrom importer.start import cli\nfrom importer.start.cli import Checkout, Import, Start\n"
        f"{step} = lambda *given: os._exit(9)\ncli.main([{export!r}, '--no-build', '--quiet'])"
    )
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "_ext")}
    assert subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, check=False).returncode == 9


@pytest.mark.parametrize("step", STEPS)
def test_stopped_half_way_it_goes_on(folder: Path, export: str, tmp_path: Path, step: str) -> None:
    whole = checkout(tmp_path / "whole")
    start(whole, export)
    end_before(step, folder, export)
    done = start(folder, export)
    assert (done.status, done.stderr) == (0, "")
    assert tree(folder) == tree(whole)


def test_stopped_half_way_it_does_not_go_on_with_another_blog(folder: Path, export: str) -> None:
    end_before("Import.write", folder, export)
    before = tree(folder)
    done = start(folder, str(PROJECT / "tests/importer/fixtures/wordpress.xml"))
    assert (done.status, tree(folder)) == (2, before)
    assert f"a start with {export} was stopped before its end" in done.stderr
    git(folder, "stash", "--include-untracked")  # as it says
    assert start(folder, str(PROJECT / "tests/importer/fixtures/wordpress.xml")).status == 0
    assert settings(folder)["project"] == "Steady on"


def test_stopped_before_anything_left_it_loses_no_change_that_came_since(folder: Path, export: str) -> None:
    end_before("Checkout.remove_sample", folder, export)
    (folder / "about.md").write_text("# Mine\n")
    done = start(folder, export)
    assert (done.status, (folder / "about.md").read_text()) == (2, "# Mine\n") and "(about.md)" in done.stderr


def test_a_file_in_another_encoding_is_named(folder: Path, export: str) -> None:
    with (folder / "conf.py").open("ab") as file:
        file.write("# é\n".encode("latin-1"))
    git(folder, "commit", "--quiet", "--all", "--message", "Mine")
    before = tree(folder)
    done = start(folder, export)
    assert (done.status, tree(folder)) == (2, before) and done.stderr.startswith("conf.py: is not in UTF-8")


def test_a_new_archive(folder: Path) -> None:
    done = start(folder, "--new", "--title=Carnets *d’hiver* #", "--language=fr", "--author=Émilie “É.” Duroc")
    assert (done.status, done.stderr) == (0, "")
    found = settings(folder)
    assert (found["project"], found["author"]) == ("Carnets *d’hiver* #", "Émilie “É.” Duroc")
    assert (found["language"], found["time_zone"], found["old_addresses"]) == ("fr", "Europe/Lisbon", "")
    assert (folder / "index.md").read_text(encoding="utf-8").startswith("# Carnets \\*d’hiver\\* \\#\n")
    assert not list((folder / "posts").rglob("*.md"))


def test_a_new_archive_of_which_no_language_is_told_says_that_it_is_english(folder: Path) -> None:
    done = start(folder, "--new", "--title=Notes")
    assert done.status == 0 and settings(folder)["language"] == "en"
    assert "its language (`language`), which is English until you say so" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [([], "make start SRC="), (["--new"], "TITLE="), (["x.xml", "--new", "--title=T"], "usage"),
     (["--new", "--title=T", "--language=fr_FR"], "such as `fr-FR`"),
     (["--new", "--title=T", "--address=lavoir.example"], "ADDRESS: is `lavoir.example`"),
     (["no such file"], "no such file")],
)  # fmt: skip
def test_what_it_cannot_do_it_says_in_a_line(folder: Path, arguments: list[str], said: str) -> None:
    before = tree(folder)
    done = start(folder, *arguments)
    assert (done.status, tree(folder)) == (2, before)
    assert said in done.stderr and len(done.stderr.splitlines()) == 1


def test_an_import_among_the_sample_is_refused(folder: Path, export: str) -> None:
    command = [sys.executable, "-m", "importer", export, "--quiet"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "_ext")}
    before = tree(folder)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, tree(folder)) == (2, before)
    assert "`make start SRC=…`" in done.stderr
    start(folder, export)
    assert subprocess.run(command, cwd=folder, env=environment, check=False).returncode == 0


IDENTITY = Identity("T", "", ("A",), "fr", "Europe/Paris")


TITLES = ('"', "\\", '\\"""', "a\u2028b", "'", "{title}", r"\1\g<0>", "نوشته‌ها", "\x7f", "a\u202eb")


@pytest.mark.parametrize("title", TITLES)
def test_any_title_is_python(title: str) -> None:
    conf = (PROJECT / "conf.py").read_text(encoding="utf-8")
    made = rewritten(conf, replace(IDENTITY, title=title))
    assert f"project = {title!r}" in ast.unparse(ast.parse(made))
    assert not re.search("[\u2028\u202e\x7f]", made) and ("\u200c" in made) == ("\u200c" in title)
    assert rewritten(made, replace(IDENTITY, title=title)) == made


def test_a_setting_that_is_not_there_is_put_into_the_block() -> None:
    conf = "# -- This blog ---\n\n# Whose.\nauthor = 1\nretelling = 2\n\n# -- Sources ---\n\nlicence = 3\n"
    made = rewritten(conf, IDENTITY).split("\n\n# -- Sources")
    assert '# Whose.\nauthor = "A"\n' in made[0] and 'project = "T"' in made[0] and "retelling" not in made[0]
    assert made[1].endswith("licence = 3\n")


def test_nothing_is_hinted_at_in_the_settings_that_it_writes(tmp_path: Path) -> None:
    conf = tmp_path / "conf.py"
    conf.write_text(rewritten((PROJECT / "conf.py").read_text(encoding="utf-8"), IDENTITY))
    assert list(configuration.misspelt(conf, known_settings([]))) == []


def test_without_the_block_it_says_what_is_missing() -> None:
    with pytest.raises(ImportFailure, match="no section ‘This blog’"):
        rewritten("project = 'x'\n", IDENTITY)


def moments(zone: str, months: range = range(1, 13)) -> list[datetime]:
    """Posts of each month of two years, as an export dates them: by an offset."""
    local = (datetime(year, month, 7, 12, tzinfo=ZoneInfo(zone)) for year in (2008, 2015) for month in months)
    return [one.replace(tzinfo=timezone(one.utcoffset() or timedelta())) for one in local]


@pytest.mark.parametrize(
    ("zone", "language", "found"),
    [("Europe/Zurich", "de-CH", "Europe/Zurich"), ("Europe/Berlin", "de", "Europe/Berlin"), ("UTC", "fr", "UTC"),
     ("Europe/London", "en-US", "Europe/London"), ("America/Chicago", "en", "America/Chicago"),
     ("America/Sao_Paulo", "pt-BR", "America/Sao_Paulo"), ("Asia/Tehran", "fa", "Asia/Tehran"),
     ("Asia/Kolkata", "en-US", "Asia/Kolkata"), ("Australia/Lord_Howe", "en", "Australia/Lord_Howe"),
     ("Etc/GMT+4", "de", "Etc/GMT+4")],
)  # fmt: skip
def test_the_zone_whose_clocks_fit(zone: str, language: str, found: str) -> None:
    assert zone_of(moments(zone), language) == found


@pytest.mark.parametrize(
    ("language", "zone", "found"),
    [("en", "Europe/London", "en-GB"), ("en", "America/Chicago", "en"), ("fr", "Europe/Zurich", "fr-CH"),
     ("fr", "Europe/Paris", "fr"), ("pt", "Europe/Lisbon", "pt-PT"), ("de", "Asia/Tokyo", "de"), ("en", "UTC", "en"),
     ("en-US", "Europe/London", "en-US"), ("", "Europe/London", "")],
)  # fmt: skip
def test_the_region_of_a_language(language: str, zone: str, found: str) -> None:
    assert with_region(language, zone) == found


def test_posts_in_the_language_of_the_site_name_none_whatever_the_region(folder: Path, tmp_path: Path) -> None:
    export = tmp_path / "export.xml"
    export.write_text(EXPORT, encoding="utf-8")
    start(folder, str(export), "--zone=Europe/Zurich")
    assert settings(folder)["language"] == "fr-CH"
    before = tree(folder)
    assert not [path for path, text in before.items() if path.startswith("posts/") and b"\nlanguage:" in text]
    command = [sys.executable, "-m", "importer", str(export), "--quiet"]
    assert subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(PROJECT / "_ext")}).returncode == 0
    assert tree(folder) == before


def test_a_zone_that_cannot_be_told() -> None:
    assert zone_of([], "en") == ""
    assert zone_of([*moments("Asia/Tokyo"), *moments("Europe/Paris")], "en") == ""
    one = datetime(2010, 7, 1, tzinfo=timezone(timedelta(hours=-8)))  # of the summer: not California
    assert zone_of([one], "fr") == "Etc/GMT+8"
    assert zone_of([one.replace(month=1)], "en") == "America/Los_Angeles"


TEXTS = {
    "fr": "Il y a des choses que les gens du village ne disent pas, mais elles sont dans toutes les rues avec vous.",
    "de": "Das ist nicht die Straße, auf der ich mit dem Hund gehe, aber sie ist auch nicht für den Wagen.",
    "es": "No es una calle para los coches, pero está muy cerca de las casas que hay por el río, como la nuestra.",
    "pt": "Não é uma rua para os carros, mas está muito perto das casas que são do rio, como você também sabe.",
    "nl": "Vandaag was ik op de markt en kocht appels, maar ze waren niet zo goed als vorig jaar, want het is droog.",
    "da": "I dag var jeg på torvet og købte æbler, men de var ikke så gode som sidste år, det er så tørt af og til.",
    "sk": "Dnes som bol na trhu a kúpil som si jablká, ale neboli také dobré, aj keď sú podľa suseda ešte z jesene.",
    "fa": "این خیابان برای ماشین‌ها نیست و آن را با هم دیده‌ایم که در کنار رود است، از همان روز که تا خانه آمدیم.",
    "ar": "هذا الشارع الذي كان في القرية لا يصل إلى النهر، وقد رأيت أن كل من يمر به هو من أهلها مع الأولاد.",
    "ru": "Это не улица для машин, но она так близко от реки, что мы только и ходили по ней, если было тепло.",
    "ja": "この通りは川に近いので、子どもたちは紙の舟を持って歩いて行きます。",
    "zh-Hans": "这条街离河很近，我们说过孩子们会来这里，他们还没见过船。",
    "zh-Hant": "這條街離河很近，我們說過孩子們會來這裡，他們還沒見過船。",
    "he": "הרחוב הזה קרוב לנהר, והילדים הולכים אליו עם סירות של נייר בכל יום.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_language_of_the_posts_goes_before_that_of_the_software(language: str) -> None:
    assert language_of([TEXTS[language]] * 4, "en-US") == language
    region = {"fr": "fr-CH", "pt": "pt-BR", "zh-Hant": "zh-TW", "zh-Hans": "zh-CN"}.get(language, language)
    assert language_of([TEXTS[language]] * 4, region) == region


@pytest.mark.parametrize(
    ("text", "named", "found"),
    [("he", "yi", "yi"), ("he", "iw", "iw"), ("zh-Hant", "zh-CN", "zh-Hant"), ("zh-Hant", "zh-HK", "zh-HK"),
     ("zh-Hans", "zh", "zh"), ("ru", "kk", "kk"), ("ru", "ro", "ru"), ("es", "ast", "ast"), ("fr", "ht", "ht"),
     ("ar", "ku-Arab", "ku-Arab"), ("ja", "zh-TW", "ja"), ("de", "gsw-CH", "gsw-CH")],
)  # fmt: skip
def test_a_language_that_is_not_known_here_stands_in_its_own_script(text: str, named: str, found: str) -> None:
    assert language_of([TEXTS[text]] * 4, named) == found


LOREM = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do. "


@pytest.mark.parametrize("text", ["", "Kurz.", LOREM * 9, "7 " * 99])
def test_texts_that_tell_nothing_leave_what_is_said(text: str) -> None:
    assert language_of([text], "sv-FI") == "sv-FI"


def test_of_a_copy_an_archive_is_what_it_was(folder: Path, tmp_path: Path) -> None:
    """Its own front page, its settings, and the address where it stands."""
    texts = {"index.md": "# Ours\n\n```{toctree}\nabout\nguide/index\n```\n", "about.md": "# Of us\n\nAlt.\n",
             "posts/2012/10/one.md": "---\ndate: 2012-10-31\n---\n\n# One\n\nText.\n"}  # fmt: skip
    items = [{
        "id": name, "url": f"https://ours.example/{name}", "title": name, "content_html": "<p>Alt.</p>", "_archive": {
            "about": "Fields are …", "path": name, "source": text, "sha256": sha256(text.encode()).hexdigest()},
    } for name, text in texts.items()]  # fmt: skip
    about = {"about": "Fields are …", "time_zone": "Europe/Berlin", "licence_url": "https://creativecommons.org/licenses/by/4.0/",
             "services": ["blogger"]}  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Ours", "home_page_url": "https://ours.example/",
            "description": "A line", "language": "en-GB", "_archive": about, "items": items[:2]}  # fmt: skip
    (tmp_path / "archive.json").write_text(json.dumps(feed))
    (tmp_path / "posts.jsonl").write_text(json.dumps({**items[2], "authors": [{"name": "Ann"}]}) + "\n")
    done = start(folder, str(tmp_path / "posts.jsonl"))
    assert (done.status, done.stderr) == (0, "")
    assert (folder / "about.md").read_text() == texts["about.md"]
    assert (folder / "index.md").read_text() == texts["index.md"].replace("guide/index\n", "")
    found = settings(folder)
    names = ("project", "tagline", "author", "language", "time_zone", "old_addresses", "licence")
    told = ["Ours", "A line", "Ann", "en-GB", "Europe/Berlin", "blogger", "CC BY 4.0"]
    assert [found[name] for name in names] == told
    assert '"https://ours.example/"' in (folder / "conf.py").read_text()
