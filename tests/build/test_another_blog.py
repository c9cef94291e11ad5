"""Any blog fits: the project's own settings and pages, with somebody else's posts or none, give no warning."""

import re
import shutil
from pathlib import Path

import pytest
from forked import Result

from build.built import Built
from build.sites import ROOT, Site, run

NAMES = {
    "project": "Notes from Ljubljana", "tagline": "Tea & <toast>.", "author": "Živa Novak", "language": "sl",
    "time_zone": "Europe/Ljubljana", "html_baseurl": "https://ziva.example/notes/", "licence": "CC0",
    "licence_url": "https://creativecommons.org/publicdomain/zero/1.0/", "original_note": "Copied from",
    "retelling": "",
}  # fmt: skip


class Copy(Site):
    """The project itself in another folder, without its posts."""

    def __init__(self, folder: Path) -> None:
        self._stand(folder, search=True)
        self.src.mkdir()
        for name in ("conf.py", "index.md", "about.md"):
            shutil.copyfile(ROOT / name, self.src / name)
        for name in ("_ext", "_templates", "_static", "guide", "p"):
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, self.src / name, ignore=shutil.ignore_patterns("__pycache__"))

    def name(self, **names: str) -> None:
        """Change values at the top of conf.py."""
        text = (self.src / "conf.py").read_text(encoding="utf-8")
        for name, value in names.items():
            text, count = re.subn(rf"(?m)^{name} = .*$", lambda _, line=f"{name} = {value!r}": line, text)
            assert count == 1, f"conf.py has no {name} of its own"
        self.write("conf.py", text)

    def strictly(self) -> Result:
        """Build as `make html` does."""
        return run(self.arguments("-W", "--keep-going", "-j", "auto"), self.environment())


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_without_any_posts(copy: Copy) -> None:
    result = copy.strictly()
    assert (result.status, result.stderr) == (0, "")
    built = Built(copy.out)
    assert built.text("blog/archive.html", ".count").startswith("0 posts")
    assert "There are no posts yet." in built.text("index.html", "article")


def test_with_an_empty_folder_of_posts(copy: Copy) -> None:
    (copy.src / "posts" / "2024").mkdir(parents=True)
    result = copy.strictly()
    assert (result.status, result.stderr) == (0, "")


def test_with_the_posts_of_somebody_else(copy: Copy) -> None:
    copy.name(**NAMES)
    copy.post("2019/05/prvi-dan", "Čaj & kruh.", date="2019-05-01 08:00", tags="Čaj, C++", category="Dnevnik")
    copy.post("kje-sem", "V [čaju](2019/05/prvi-dan.md).", date="2 May 2019")
    result = copy.strictly()
    assert (result.status, result.stderr) == (0, "")
    built = Built(copy.out, NAMES["html_baseurl"])
    assert built.linked_data("2019/05/prvi-dan.html")["BlogPosting"]["datePublished"] == "2019-05-01T08:00:00+02:00"
    assert built.addresses("blog/author/ziva-novak.html", ".entry-title a") == ["kje-sem.html", "2019/05/prvi-dan.html"]
    assert built.page("index.html").html["lang"] == "sl"
    assert built.page("index.html").title.text == "Notes from Ljubljana"
    assert built.broken() == []


def test_nothing_but_standing_pages_tells_whose_archive_this_was(copy: Copy) -> None:
    """With the names changed, the old ones are in no listing, feed, template or script."""
    copy.name(**NAMES)
    copy.write("index.md", "# Home\n")
    (copy.src / "about.md").unlink()
    copy.post("2019/05/prvi-dan", "Čaj.", date="2019-05-01")
    copy.build()
    telling = [path for path in Built(copy.out).paths if b"Mills" in (copy.out / path).read_bytes()]
    assert [path for path in telling if not path.startswith("guide/")] == []
