"""WordPress's stored text as the HTML that its pages showed: code, Markdown, blocks, shortcodes, paragraphs.

In the order of WordPress's own filters of ``the_content``: what highlighters take comes first, then blocks,
then shortcodes and addresses that stand alone, and where there are no blocks, paragraphs by blank lines.
Quotation marks and dashes stay as they were typed; WordPress would have curled and lengthened them.
"""
