"""What is done around the publishing of a built site: what would break, what stands there now, and who is told.

It is run by hand or by a workflow, and takes of the archive only what knows nothing of Sphinx. The archive does not
know it.
"""

from archive.cli import say_when_interrupted

say_when_interrupted("Interrupted!")
