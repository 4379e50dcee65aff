"""The page around an audited document: it needs no other file, prints, and says nothing by color alone."""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Audit of a document</title>
<style>
:root {{ color-scheme: light; }}
body {{ font: 16px/1.55 system-ui, sans-serif; color: #1b1b1b; background: #fff; margin: 1rem auto; max-width: 86rem;
  padding: 0 1rem; overflow-wrap: anywhere; }}
h1 {{ font-size: 1.5rem; line-height: 1.25; }} h2 {{ font-size: 1.2rem; }} h3, h4, h5, h6 {{ font-size: 1rem; }}
.lead {{ font-size: 1.1rem; font-weight: bold; }}
.legend {{ list-style: none; padding: .6rem 1rem; border: 1px solid #888; columns: 2; }}
.columns {{ display: grid; grid-template-columns: minmax(0, 3fr) minmax(16rem, 2fr); gap: 2rem; }}
aside {{ border-left: 2px solid #888; padding-left: 1rem; position: sticky; top: 0; align-self: start;
  max-height: 100vh; overflow-y: auto; font-size: .92rem; }}
aside p {{ margin: .2rem 0; }} aside li {{ margin: .7rem 0; }} li:target {{ background: #fffbdd; }}
article .reference, article .front-matter {{ color: #555; font-size: .85rem; margin: .2rem 0; }}
article .caption {{ font-weight: bold; }} article .footnote {{ font-size: .88rem; }}
.scroll {{ overflow-x: auto; overflow-wrap: normal; margin: .8rem 0; }}
table {{ border-collapse: collapse; font-size: .86rem; font-variant-numeric: tabular-nums; }}
td, th {{ border: 1px solid #bbb; padding: .2rem .5rem; text-align: left; vertical-align: top; }}
mark {{ color: inherit; background: none; padding: 0 .1rem; }}
mark:has(:target) {{ box-shadow: 0 0 0 4px #ffe45c; }}
.impossible {{ background: #ffd9d4; outline: 2px solid #a30000; font-weight: bold; }}
.inconsistent {{ background: #ffe9c7; outline: 2px dashed #8a4b00; font-weight: bold; }}
.rounding {{ background: #e3ecff; outline: 2px dotted #1f4fa3; }}
.cannot {{ background: #eee; outline: 1px solid #888; }}
.holds {{ border-bottom: 2px solid #2f7d32; }}
.alone {{ border-bottom: 1px dotted #777; }}
sup {{ line-height: 0; font-size: .7rem; }} sup a {{ padding: 0 .15rem; }}
@media (max-width: 55rem) {{ .columns {{ display: block; }} aside {{ position: static; max-height: none;
  border-left: 0; border-top: 2px solid #888; padding: 0; }} .legend {{ columns: 1; }} }}
@media print {{ body {{ max-width: none; font-size: 10pt; margin: 0; }} .columns {{ display: block; }}
  aside {{ position: static; max-height: none; overflow: visible; border: 0; padding: 0; }}
  .scroll {{ overflow: visible; }} li, tr {{ break-inside: avoid; }} table {{ font-size: 8pt; }}
  * {{ -webkit-print-color-adjust: exact; print-color-adjust: exact; }}
  a {{ color: inherit; text-decoration: none; }} }}
</style>
</head>
<body>
<ul class="legend">{legend}</ul>
{sections}
<p>Nothing is corrected; every verdict names its calculation. Not a clinical tool: no dosing advice.</p>
</body>
</html>
"""
