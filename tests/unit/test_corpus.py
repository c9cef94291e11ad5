"""The synthetic blog, on which builds and searches are measured, is the same at every run, and of unlike lengths."""

from statistics import mean, median, quantiles

from bench import corpus

POSTS = list(corpus.posts(1000))


def lengths() -> list[int]:
    return [len(" ".join(post.paragraphs).split()) for post in POSTS]


def test_it_is_the_same_at_every_run() -> None:
    assert list(corpus.posts(1000)) == POSTS


def test_some_posts_are_short_and_a_few_are_long() -> None:
    words = lengths()
    assert 330 <= mean(words) <= 390
    assert median(words) < 0.85 * mean(words), "as many are longer than the mean as are shorter"
    tenth, *_, most = quantiles(words, n=10)
    assert tenth < 120 and most > 600
    assert corpus.FEWEST <= min(words) < 60 and 1500 < max(words) <= corpus.MOST


def test_paragraphs_differ_and_none_is_empty() -> None:
    words = [len(paragraph.split()) for post in POSTS for paragraph in post.paragraphs]
    assert min(words) >= 1 and max(words) <= 150 and len(set(words)) > 100
