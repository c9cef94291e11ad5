"""How many links a minute are asked on loopback: ``python -m bench.links``, from ``tests``, with ``_ext`` on its path.

As `make links` asks them, ``robots.txt`` and the writing of the file included, but without its pauses between requests.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import loopback
from archive.model.outlinks import OutboundLink
from archive.source import linkfile
from outlinks import refreshing
from outlinks.asking import Asker
from outlinks.refreshing import Ledger, Tally
from webclient.client import Limits
from webclient.pace import Clock
from webclient.robots import Robots

HOSTS = 40
#: Of ten links: pages, redirects, and what is gone.
_REPLIES = (*[loopback.page("A page")] * 6, loopback.leads("/0"), *[loopback.says(404)] * 3)


def main(count: int) -> None:
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        hosts = [stack.enter_context(loopback.serving(f"127.0.1.{number + 1}")) for number in range(HOSTS)]
        links = [
            OutboundLink(hosts[number % HOSTS].at(f"/{number // HOSTS}", _REPLIES[number // HOSTS % len(_REPLIES)]))
            for number in range(count)
        ]
        for host in hosts:
            host.pages["/0"] = loopback.page("A page")
        clock = Clock()
        client = loopback.client(clock, limits=Limits())
        book = Ledger(Path(folder, linkfile.NAME), {link.address: link for link in links}, clock)
        began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
        refreshing.ask(book, Asker(client, Robots(client, "keeper")), links, Tally())
        book.write()
        took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"{count} links of {HOSTS} hosts in {took:.1f} s: {count / took * 60:,.0f} a minute "
              f"({count / spent * 60:,.0f} a minute of the processor, the hosts' part included)")  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
