"""Comments beneath a post, in a built site."""

import json

from built import Built

POST = "posts/2012/10/lunch"


def comments(count: int) -> str:
    rows = [{"id": f"c{n}", "name": f"Reader {n}", "html": f"<p>Remark {n}</p>"} for n in range(count)]
    return json.dumps({"format": 1, "comments": rows})


def test_comments_appear_change_and_go(site) -> None:
    blog = site("blog")
    file = blog.src / f"{POST}.comments.json"

    def shown() -> list[str]:
        assert blog.build("-W").status == 0
        return [node["id"] for node in Built(blog.out).page("2012/10/lunch.html").select(".comment")]

    assert shown() == []
    file.write_text(comments(2))
    assert shown() == ["c0", "c1"]
    file.write_text(comments(12))
    assert len(shown()) == 12
    file.unlink()
    assert shown() == []
