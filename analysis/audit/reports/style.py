"""The page around a report: its style needs no other file, and says nothing by color alone."""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Audit of printed numbers</title>
<style>
:root {{ color-scheme: light; }}
body {{ font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; margin: 1.5rem auto; max-width: 62rem;
  padding: 0 1rem; overflow-wrap: anywhere; }}
h1 {{ font-size: 1.5rem; line-height: 1.25; }} h2 {{ font-size: 1.2rem; margin-top: 2.5rem; }} h3 {{ font-size: 1rem; }}
.lead {{ font-size: 1.1rem; }}
.legend {{ list-style: none; padding: .6rem 1rem; border: 1px solid #888; }} .legend li {{ margin: .3rem 0; }}
.scroll {{ overflow-x: auto; overflow-wrap: normal; margin: .8rem 0; }}
table {{ border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }}
td, th {{ border: 1px solid #bbb; padding: .2rem .5rem; text-align: left; vertical-align: top; }}
.plain thead th {{ border-bottom: 2px solid #444; }}
.sheet th {{ color: #555; font-weight: normal; background: #f2f2f2; }} .sheet td {{ white-space: nowrap; }}
.gap td {{ color: #444; font-style: italic; }}
.impossible {{ background: #ffd9d4; outline: 3px solid #a30000; outline-offset: -2px; font-weight: bold; }}
.inconsistent {{ background: #ffe9c7; outline: 3px dashed #8a4b00; outline-offset: -2px; font-weight: bold; }}
.unusual {{ background: #e3ecff; outline: 2px dotted #1f4fa3; outline-offset: -2px; }}
.cannot {{ background: #eee; outline: 1px solid #666; outline-offset: -1px; }}
.left {{ font-style: italic; text-decoration: underline dotted; text-underline-offset: .2em; }}
.legend span, .found span {{ padding: .05rem .4rem; }}
sup {{ line-height: 0; font-weight: bold; }} sup a {{ color: inherit; padding: 0 .1rem; }}
.found > li {{ margin: .8rem 0; }} .found p {{ margin: .15rem 0; }} .found > li:target {{ background: #fffbdd; }}
@media (max-width: 40rem) {{ body {{ font-size: 15px; margin: .5rem auto; padding: 0 .7rem; }}
  td, th {{ padding: .15rem .3rem; }} ol.found {{ padding-left: 1.6rem; }} ul {{ padding-left: 1.2rem; }} }}
@media print {{ body {{ max-width: none; font-size: 10pt; margin: 0; }} .scroll {{ overflow: visible; }}
  .sheet td {{ white-space: normal; }} .found > li, tr {{ break-inside: avoid; }} table {{ font-size: 8pt; }}
  * {{ -webkit-print-color-adjust: exact; print-color-adjust: exact; }}
  a {{ color: inherit; text-decoration: none; }} }}
</style>
</head>
<body>
<h1>Audit of printed numbers</h1>
<p class="lead">{summary}</p>
<p>Each table stands below as it was read; a marked cell has the number of what was found about it.</p>
<ul class="legend">{legend}</ul>
{contents}
{sections}
<p>Repairs are proposed, never applied. Not a clinical tool: no dosing advice.</p>
</body>
</html>
"""
