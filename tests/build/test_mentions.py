"""What posts name: links to pages of the objects, with every sentence; who refers to a post; what is no longer so."""

import json
from collections.abc import Callable

import pytest

from build.built import Built
from build.sites import Site, differences

ANN = "names/person/ann-oneill.html"


@pytest.fixture(scope="module")
def names(built: Callable[[str], Built]) -> Built:
    return built("names")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("mentions") / "names", "names")
    assert site.build("-W").stderr == ""
    site.keep()
    return site


@pytest.fixture
def edited(original: Site) -> Site:
    """The site with names, built, to be edited."""
    original.restore()
    return original


def sentences(built: Built, path: str) -> list[str]:
    return [" ".join(found.get_text().split()) for found in built.page(path).select(".mentions p")]


def test_a_name_leads_to_its_page_and_reads_as_it_was_typed(names: Built) -> None:
    links = names.page("2012/10/first.html").select(".post-text a[href*='names/']")
    shown = {link.get_text(): names.resolve("2012/10/first.html", link["href"])[0] for link in links}
    assert shown == {
        "Ann O'Neill": ANN,
        "annie": ANN,
        "OFSTED": "names/org/ofsted.html",
        "The long report": "names/work/long-2011.html",
        "Tea Act 1773 c 44": "names/law/tea-act-1773-c-44.html",
        "李明": "names/person/李明.html",
        'émile "mimi" zola': "names/person/emile-mimi-zola.html",
    }
    assert names.broken() == []
    assert [text.get_text() for text in names.page("2012/10/first.html").select(".post-text > p")] == [
        "Nothing here. But Ann O'Neill met OFSTED, and annie read The long report. Then they left.",
        'Tea Act 1773 c 44 forbids it, says 李明; so does émile "mimi" zola.',
    ]


def test_a_post_is_named_by_path_or_slug_with_its_title_or_own_words(names: Built) -> None:
    page, links = "2012/10/second.html", ".post-text a"
    second = dict(zip(names.texts(page, links), names.addresses(page, links), strict=True))
    assert second["First"] == second["the first one"] == "2012/10/first.html"
    assert names.addresses("2012/11/third.html", ".post-text a")[0] == "2012/10/second.html"
    assert names.texts("2012/11/third.html", ".post-text a")[0] == "told before"


def test_the_page_of_an_object_says_what_is_known_and_who_mentions_it(names: Built) -> None:
    assert names.text(ANN, "h1") == "Ann O’Neill"
    assert names.text(ANN, ".about") == "A cook & <writer>."
    assert "born 1950 · Also: Annie , O’Neill" in names.texts(ANN, ".count")[0]
    assert names.texts(ANN, ".p-nickname") == ["Annie", "O’Neill"]
    assert "https://ann.example/?a=1&b=2" in names.addresses(ANN, ".count a")
    assert names.addresses(ANN, ".mentions a") == ["2012/11/third.html", "2012/10/first.html"]
    said = "2 posts: first on Monday, 1 October 2012 , last on Saturday, 3 November 2012"
    assert said in names.texts(ANN, ".count")[1]


def test_each_mention_stands_in_its_sentence(names: Built) -> None:
    assert sentences(names, ANN) == [
        "It was told before, and by Ann O’Neill of the Tea & Toast Society.",
        "But Ann O'Neill met OFSTED, and annie read The long report.",
    ]
    assert names.texts(ANN, ".mentions mark") == ["Ann O’Neill", "Ann O'Neill"]


def test_objects_that_are_mentioned_together_are_counted(names: Built) -> None:
    assert names.texts("names/org/toast.html", ".together li") == ["Ann O’Neill 1"]
    assert len(names.texts(ANN, ".together li")) == 6


def test_the_blogs_author_is_not_named_together_with_all(site: Callable[[str], Site]) -> None:
    names = site("names")
    names.build("-D", "author=Ann O’Neill")
    assert "Ann O’Neill" not in Built(names.out).texts("names/org/ofsted.html", ".together a")
    assert "Ofsted" in Built(names.out).texts(ANN, ".together a")


def test_the_threads_are_within_reach_of_every_index(names: Built) -> None:
    for kind in ("index", "person", "org", "law", "work"):
        assert names.addresses(f"names/{kind}.html", "p.kinds a")[-1] == "threads.html"


def test_the_indexes_go_from_a_to_z(names: Built) -> None:
    assert names.texts("names/index.html", ".letter h2") == ["E", "N", "O", "T", "李"]
    letters = names.page("names/index.html").select('nav[aria-label="Letters"] a')
    assert [names.resolve("names/index.html", link["href"])[1] for link in letters] == [
        "letter-E", "letter-N", "letter-O", "letter-T", "letter-李"
    ]  # fmt: skip
    shown = ['Émile "Mimi" Zola', "Nobody Else", "O’Neill, Ann", "李明"]
    assert names.texts("names/person.html", ".letter li a") == shown
    assert names.texts("names/person.html", ".letter li .count")[2] == "2 posts, 1 October 2012 to 3 November 2012"
    assert "Names" in names.texts("index.html", ".sidebar-tree a")


def test_the_address_of_sphinxs_general_index_leads_to_all_names(names: Built) -> None:
    assert names.addresses("genindex.html", "p a") == ["names/index.html"]


def test_a_post_says_who_refers_to_it(edited: Site) -> None:
    edited.post("2012/12/fourth", "So it was [at first](first).", date="2012-12-01")
    edited.post("2012/12/fifth", "Of other things.", date="2012-12-02")
    assert edited.build("-W").stderr == ""
    built = Built(edited.out)
    first, second, third, fourth, fifth = (f"2012/{name}.html" for name in
                                           ("10/first", "10/second", "11/third", "12/fourth", "12/fifth"))  # fmt: skip
    assert built.addresses(first, ".backlinks a") == [fourth]
    # Who refers to it in its own thread says so there.
    assert built.addresses(first, ".in-thread a") == [second]
    assert sentences(built, first) == ["See First.", "Or the first one, of the inspectors.", "So it was at first."]
    assert sentences(built, second) == ["It was told before, and by Ann O’Neill of the Tea & Toast Society."]
    assert built.page(third).select(".backlinks") == []
    for path in (first, second, third, fourth, fifth):
        foot = built.addresses(path, ".titles li > a, .neighbours [rel]")
        assert len(foot) == len(set(foot)) > 0, "a post stands at the foot of another twice"
    ways = {path: [(link["class"][0], built.resolve(path, link["href"])[0]) for link in
                   built.page(path).select("a.older, a.newer")] for path in (second, fourth)}  # fmt: skip
    assert ways == {
        second: [("older", first), ("newer", third)], fourth: [("older", third), ("newer", fifth)]
    }  # fmt: skip


def test_what_only_hidden_posts_name_has_no_page(names: Built) -> None:
    assert [path for path in names.paths if "never" in path] == []
    pages = [path for path in names.paths if path.endswith((".html", ".xml", ".json"))]
    assert [path for path in pages if "zz" in names.read(path).lower()] == []
    assert [name for name in names.inventory() if "never" in name.lower()] == []


def test_what_a_standing_page_names_has_a_page_without_posts(names: Built) -> None:
    page = "names/person/nobody-else.html"
    assert names.addresses("index.html", ".intro > p a[href*='names/']") == [page]
    assert names.text(page, ".count") == "No post mentions it yet."


def test_every_object_has_feeds_that_its_page_announces(names: Built) -> None:
    announced = [link["href"] for link in names.page(ANN).select('link[rel="alternate"]')][:2]
    assert announced == [f"https://blog.example/names/person/ann-oneill/{name}" for name in ("atom.xml", "feed.json")]
    titles = [entry.title for entry in names.feed("names/person/ann-oneill/atom.xml").entries]
    assert titles == ["Third", "First"]
    document = json.loads(names.read("names/person/ann-oneill/feed.json"))
    assert [item["title"] for item in document["items"]] == titles
    assert document["home_page_url"] == "https://blog.example/names/person/ann-oneill.html"


def test_the_inventory_exports_all_objects(names: Built) -> None:
    found = names.inventory()
    assert found["archive:person Ann O’Neill"] == found["archive:person ann-oneill"] == "names/person/ann-oneill.html"
    assert found["archive:person Annie"] == "names/person/ann-oneill.html"
    assert found["archive:law tea-act-1773-c-44"] == "names/law/tea-act-1773-c-44.html"
    assert found["archive:post 2012/10/first"] == "2012/10/first.html"
    assert found["archive:person 李明"] == "names/person/%E6%9D%8E%E6%98%8E.html"


def test_without_definitions_nothing_is_there(built: Callable[[str], Built]) -> None:
    blog = built("blog")
    assert [path for path in blog.paths if path.startswith(("names", "threads"))] == []
    assert "Names" not in blog.texts("index.html", ".sidebar-tree a")


NOWHERE = {
    "{person}`Ann Oneil`": "there is no person `Ann Oneil`: did you mean `Ann O’Neill`",
    "{event}`The flood`": "there is no event `The flood`: define it in definitions/events.yaml",
    "{post}`2012/10/frist`": "there is no post `2012/10/frist`: did you mean `2012/10/first`?",
    "{post}`hidden`": "the link leads to hidden, which is a draft: publish that first, or take out the link",
}


def test_names_that_lead_nowhere_are_said_with_their_lines(site: Callable[[str], Site]) -> None:
    names = site("names")
    names.post("2012/12/wrong", "Words.\n\n" + "\n\n".join(f"See {text}." for text in NOWHERE), date="2012-12-01")
    result = names.build("-W", "--keep-going")
    assert result.status == 1
    lines = sorted(result.stderr.splitlines(), key=lambda line: int(line.split(":")[1]))
    for number, (line, said) in enumerate(zip(lines, NOWHERE.values(), strict=True)):
        assert f"posts/2012/12/wrong.md:{9 + 2 * number}: WARNING: {said}" in line


def test_a_name_among_the_words_of_a_link_is_a_mention_and_no_link_within(site: Callable[[str], Site]) -> None:
    names = site("names")
    text = "A [word of {org}`Ofsted`](https://a.example/), and [*{person}`Annie`*](../10/first.md)."
    names.post("2012/12/linked", text, date="2012-12-01")
    assert names.build("-W").stderr == ""
    built = Built(names.out)
    assert built.texts("2012/12/linked.html", ".post-text a") == ["word of Ofsted", "Annie"]
    assert " ".join(sentences(built, "names/org/ofsted.html")[0].split()) == "A word of Ofsted, and Annie."
    assert "<a" not in str(built.page("2012/12/linked.html").select_one(".post-text a")).removeprefix("<a")


def test_no_role_makes_a_link_within_a_link(site: Callable[[str], Site]) -> None:
    names = site("names")
    texts = {"[a {post}`first` b](https://e.example/)": "a First b", "[a {post}`first` b](second.md)": "a First b",
             "## [On {person}`Annie` b](https://e.example/)": "On Annie b"}  # fmt: skip
    for number, text in enumerate(texts):
        names.post(f"2012/10/linked-{number}", f"Said.\n\n{text}", date="2012-10-09")
    assert names.build().stderr == ""
    for number, shown in enumerate(texts.values()):
        page = Built(names.out).page(f"2012/10/linked-{number}.html")
        (link,) = page.select(".post-text a:not(.headerlink)")
        assert link.get_text() == shown and not link.select("a")
        assert page.select_one(".post-text").get_text().count(shown) == 1  # HTML parsers end a link at the next


def test_an_ambiguous_name_is_an_error_that_names_both(site: Callable[[str], Site]) -> None:
    names = site("names")
    names.post("2012/12/first", "See {post}`first` and {person}`Both`.", date="2012-12-01")
    names.write("definitions/people.yaml", "One:\n  aliases: [Both]\nTwo:\n  aliases: [Both]\n")
    result = names.build()
    assert result.status == 1
    assert "posts/2012/12/first.md:7: ERROR: the name 'first' fits 2012/10/first and 2012/12/first" in result.stderr
    both = "definitions/people.yaml:1) or Two (definitions/people.yaml:3)"
    assert f"posts/2012/12/first.md:7: ERROR: `Both` may mean One ({both}: write the name of one" in result.stderr
    assert "definitions/people.yaml:3: WARNING: `Both` may mean `Two` or `One`" in result.stderr


def test_a_definition_that_is_removed_is_missed_by_the_next_build(edited: Site) -> None:
    names = edited
    names.edit("definitions/organisations.yaml", "Ofsted:\n  about: It inspects.\n", "")
    for _ in range(2):
        result = names.build()
        assert sorted(line.partition(": WARNING: ")[2][:30] for line in result.stderr.splitlines()) == [
            "there is no org `OFSTED`: defi", "there is no org `ofsted`: defi"
        ]  # fmt: skip
        assert "names/org/ofsted.html" not in Built(names.out)
    names.write("definitions/organisations.yaml", "Ofsted:\nTea & Toast Society:\n  key: toast\n")
    assert names.build("-W").stderr == ""
    assert names.tree() == names.clean()


CHANGES = {
    "a new name of a work": ("definitions/works.yaml", "The long report:", "The longer report:"),
    "another key": ("definitions/organisations.yaml", "key: toast", "key: tea"),
    "another description": ("definitions/people.yaml", "A cook &", "The cook &"),
    "a draft that is published": ("posts/2012/11/hidden.md", "draft: true\n", ""),
    "another title": ("posts/2012/10/first.md", "# First", "# The first"),
    "another sentence": ("posts/2012/11/third.md", "It was", "All this was"),
    "a mention that is gone": ("posts/2012/11/third.md", ", and by {person}`Ann O’Neill` of the {org}`toast`", ""),
    "a title of the thread": ("posts/2012/10/first.md", "The matter of tea", "Tea"),
    "a post that follows no more": ("posts/2012/11/third.md", "follows: 2012/10/second\n", ""),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_ends_in_the_same_bytes_as_a_clean_build(edited: Site, change: str) -> None:
    path, old, new = CHANGES[change]
    edited.edit(path, old, new)
    edited.build()
    assert differences(edited.tree(), edited.clean()) == []


def test_an_edit_that_changes_no_mention_writes_the_feeds_that_carry_the_text_and_no_page_of_names(
    edited: Site,
) -> None:
    names = edited
    for round_, path in enumerate(("posts/2012/11/third.md", "posts/2012/10/second.md", "posts/2012/11/third.md")):
        before = names.tree()
        (names.src / path).write_text(f"{(names.src / path).read_text()}\nOne more paragraph, the {round_}.\n")
        assert names.build().stderr == ""
        after, page = names.tree(), f"{path.removeprefix('posts/').removesuffix('.md')}.html"
        changed = {name for name in after if name.startswith("names/") and after[name] != before[name]}
        mentioned = set(Built(names.out).addresses(page, ".post-text a"))
        assert changed and changed == {
            f"{name.removesuffix('.html')}/atom.xml" for name in mentioned if name.startswith("names/")
        }
        assert differences(after, names.clean()) == []


def test_what_is_missing_of_a_name_is_written_again(edited: Site) -> None:
    whole = edited.tree()
    for path in (ANN, "names/person/ann-oneill/atom.xml", "names/person/ann-oneill/feed.json"):
        (edited.out / path).unlink()
    assert edited.build("-W").status == 0
    assert differences(edited.tree(), whole) == []


def test_another_template_shows_on_the_pages_of_names(edited: Site) -> None:
    names = edited
    names.edit("_templates/object.html", '<p class="about">', '<p class="about is-other">')
    names.build()
    assert Built(names.out).text(ANN, ".about.is-other") == "A cook & <writer>."
    assert differences(names.tree(), names.clean()) == []


def test_names_on_a_standing_page_without_a_heading_are_links(site: Callable[[str], Site]) -> None:
    names = site("names")
    names.write("p/bare.md", "---\norphan: true\n---\nOnly {person}`Annie`.\n")
    (said,) = names.build().stderr.splitlines()
    assert said.startswith("p/bare.md:1:") and "title" in said
    assert Built(names.out).addresses("p/bare.html", "a[href*='ann-']") == [ANN]


def test_a_post_that_goes_takes_its_mentions_with_it(edited: Site) -> None:
    names = edited
    for name in ("third", "hidden"):
        (names.src / f"posts/2012/11/{name}.md").unlink()
    assert names.build("-W").stderr == ""
    assert differences(names.tree(), names.clean("-j", "2")) == []
    assert "names/org/toast.html" not in Built(names.out)


def test_processes_that_share_the_reading_note_the_same(site: Callable[[str], Site]) -> None:
    names = site("names")
    for number in range(30):
        text = f"{{person}}`Annie` of {{org}}`Ofsted` told {number} of {{post}}`first`. {{work}}`long-2011`."
        names.post(f"2012/12/many-{number}", text, date="2012-12-01")
    one = names.clean("-j", "1")
    assert differences(one, names.clean("-j", "8")) == []
    assert "names/post/2012/10/first/page-4.html" in one


def test_thousands_of_mentions_are_spread_over_pages(site: Callable[[str], Site]) -> None:
    names = site("names")
    for number in range(200):
        text = " ".join(f"Word {word} of {{org}}`Ofsted`." for word in range(50))
        names.post(f"2012/12/many-{number:03}", text, date="2012-12-01", order=number + 1)
    result = names.build("-D", "page_size=25")
    assert (result.status, result.stderr) == (0, "")
    built = Built(names.out)
    assert built.text("names/org/ofsted.html", ".pager-place") == "Page 1 of 7"
    assert built.addresses("names/org/ofsted.html", ".mentions a")[0] == "2012/12/many-199.html"
    last = "names/org/ofsted/page-7.html"
    assert built.addresses(last, ".mentions a")[-2:] == ["2012/10/second.html", "2012/10/first.html"]
    assert sentences(built, "names/org/ofsted.html")[0] == "Word 0 of Ofsted."
    assert (names.out / "names/org/ofsted.html").stat().st_size < 50_000


def test_another_description_of_an_object_shows_on_all_pages_about_it(site: Callable[[str], Site]) -> None:
    names = site("names")
    for number in range(1, 21):
        names.post(f"2013/01/more-{number}", "Said {person}`Annie`.", date=f"2013-01-{number:02}")
    names.build()
    names.edit("definitions/people.yaml", "about: A cook &", "about: A baker &")
    names.build()
    described = Built(names.out).property("names/person/ann-oneill/page-2.html", "og:description")
    assert described == ["A baker & <writer>."]
    assert differences(names.tree(), names.clean()) == []


def test_every_sentence_about_an_object_stands_on_its_page(site: Callable[[str], Site]) -> None:
    names, behind = site("names"), {12: "and 11 more", 4: "and 3 more", 3: ""}
    told = {times: [f"Sentence {n}, for {{org}}`Ofsted` and OFSTED, {{org}}`Ofsted` again." for n in range(times)]
            for times in behind}  # fmt: skip
    for times, texts in told.items():
        names.post(f"2012/12/much-{times}", " ".join([*texts, texts[0]]), date=f"2012-12-{times:02}")
    assert names.build("-W").stderr == ""
    items = Built(names.out).page("names/org/ofsted.html").select(".mentions li")
    for (times, texts), item in zip(told.items(), items[:3], strict=True):
        plain = [one.replace("{org}`Ofsted`", "Ofsted") for one in texts]
        shown = [found.get_text() for found in item.select("p")]
        assert shown == (plain if times <= 10 else [*plain[:10], "Further in the post: 2 more."])
        assert [found.get_text() for found in item.select("summary")] == [behind[times]][: len(behind[times])]
        assert len(item.select("li > p")) == (1 if behind[times] else times)


def test_the_environment_does_not_grow_with_mentions(site: Callable[[str], Site]) -> None:
    names, sizes = site("names"), []
    many = " ".join(f"Sentence {n} names {{person}}`Annie` and {{law}}`Tea Act`." for n in range(40))
    for text in ("Words.", many):
        for number in range(20):
            names.post(f"2012/12/many-{number}", text, date="2012-12-01")
        names.build()
        sizes.append((names.doctrees / "environment.pickle").stat().st_size)
    assert sizes[1] - sizes[0] < 20 * 100


def test_names_read_past_the_machinery_of_roles_come_out_the_same(site: Callable[[str], Site]) -> None:
    blog = site("names")
    trees = []
    for speed in ("0", "1"):
        blog.out, blog.doctrees = blog.src.parent / speed, blog.src.parent / f"{speed}-doctrees"
        assert blog.build("-D", f"speedups={speed}").stderr == ""
        texts = [path for path in blog.tree() if path.endswith((".html", ".xml", ".json"))]
        trees.append({path: (blog.out / path).read_text().split() for path in texts})
    assert trees[0] == trees[1]
