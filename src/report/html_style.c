// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/html_internal.h"

// Colours have a contrast of at least 4.5 to 1 against their grounds where they carry text, 3 to 1 in pictures.
static const char page_style[] =
    ":root{--ground:#fff;--ink:#1b1f24;--soft:#57606a;--line:#c9d1d9;--link:#0b57a4;--panel:#f6f8fa;"
    "--proved:#116329;--refuted:#a40e26;--undecided:#7a4b00;--curve:#0b57a4;--band:#0f766e;--mark:#b3261e;"
    "--a:#4c8fd1;--b:#3f9b6e;--c:#c08a1e;--d:#9468c4;--e:#c7628b;--f:#5b7f2f;--idle:#d0d7de;--open:#d1242f}\n"
    "@media "
    "(prefers-color-scheme:dark){:root{--ground:#0d1117;--ink:#e6edf3;--soft:#a3acb6;--line:#3d444d;--link:#7cb7ff;"
    "--panel:#161b22;--proved:#56d364;--refuted:#ff8f88;--undecided:#e3b341;--curve:#7cb7ff;--band:#4fc3b5;--mark:#"
    "ff8f88;"
    "--a:#4c8fd1;--b:#45a577;--c:#c9982e;--d:#a07ad0;--e:#d0719a;--f:#7fa650;--idle:#3d444d;--open:#ff5c5c}}\n"
    "*{box-sizing:border-box}html{-webkit-text-size-adjust:100%}\n"
    "body{margin:0 auto;padding:1rem;max-width:52rem;background:var(--ground);color:var(--ink);"
    "font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}\n"
    "h1{font-size:1.6rem;line-height:1.25}h2{margin-top:2.2rem;font-size:1.3rem}h3{margin:0;font-size:1.05rem}\n"
    "a{color:var(--link)}:focus-visible{outline:3px solid var(--link);outline-offset:2px}\n"
    ".skip{position:absolute;left:-100rem}.skip:focus{left:1rem;top:.5rem;background:var(--ground);padding:.5rem}\n"
    ".cite,.aside,figcaption{color:var(--soft)}figcaption,.aside,footer{font-size:.9rem}\n"
    "code{font-family:ui-monospace,monospace;font-size:.9em}\n"
    "math{font-size:1.08em}mi.word{font-style:italic}mtable.cases{text-align:left}mtable.cases "
    "mtd{text-align:left;padding:.15em .6em .15em 0}\n"
    ".scroll{overflow-x:auto;max-width:100%;padding:.25rem 0}\n"
    "table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid var(--line);padding:.4rem .5rem .4rem 0;"
    "text-align:left;vertical-align:top}tbody th{font-weight:400}.numbers *{white-space:nowrap}\n"
    "article{margin:1.2rem 0;padding:1rem;border:1px solid var(--line);border-radius:.5rem;background:var(--panel)}\n"
    "article p,dd{overflow-x:auto}article p{margin:.4rem 0}.line{color:var(--soft)}\n"
    ".verdict{font-weight:700;white-space:nowrap}.verdict.proved{color:var(--proved)}.verdict.refuted{color:var(--"
    "refuted)}"
    ".verdict.undecided{color:var(--undecided)}\n"
    "dl{margin:.4rem 0}dt{color:var(--soft);font-size:.9rem}dd{margin:0 0 .4rem 1rem}dd "
    "ul{margin:0;padding-left:1.1rem}\n"
    "@media (min-width:40rem){article dl,main>section>dl{display:grid;grid-template-columns:8rem 1fr;gap:.15rem 1rem}"
    "dl>dt{grid-column:1}dl>dd{grid-column:2;margin:0;min-width:0}}\n"
    "@media (max-width:39.99rem){.constant{display:none}}\n"
    "@media print{body{max-width:none;font-size:10pt}article{break-inside:avoid;background:none}.skip{display:none}"
    ".scroll{overflow:visible}}\n";

static const char picture_style[] =
    "figure{margin:1rem 0 0}figure>svg{display:block;width:100%;height:auto}svg.narrow{max-width:40rem;margin:auto}svg "
    "text{fill:var(--ink);font:13px "
    "system-ui,sans-serif;"
    "text-anchor:middle}svg text.end{text-anchor:end}svg text.begin{text-anchor:start}svg .name{font-style:italic}svg "
    ".index{font-size:10px}\n"
    "@media (max-width:39.99rem){svg text{font-size:20px}svg .index{font-size:15px}svg "
    "text.value{font-size:16px}.scroll "
    "math{font-size:.92em}mtable.cases mtd{padding-right:.3em}}\n"
    ".axis{stroke:var(--soft);fill:none}.curve{stroke:var(--curve);stroke-width:2;fill:none}"
    ".break{stroke:var(--soft);stroke-dasharray:2 3}.band{fill:var(--band)}.point{fill:var(--mark)}\n"
    ".content path,.content "
    "rect{vector-effect:non-scaling-stroke}.level{stroke:var(--curve);fill:none}.box~.level{stroke:var(--ink)}.outline{"
    "stroke:var(--band);stroke-"
    "width:"
    "2;stroke-dasharray:4 2.5;fill:none}"
    "svg text.value{font-size:11px;fill:var(--soft)}svg text.region{fill:var(--band)}"
    "svg text.value,svg text.over{paint-order:stroke;stroke:var(--ground);stroke-width:4px}\n"
    ".orbit{stroke:var(--mark);stroke-width:.8;fill:none;opacity:.7}.step{fill:var(--mark)}\n"
    ".box{stroke:var(--ground);stroke-width:.4}.box.open,.box.idle{stroke:none}\n"
    ".legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.3rem 0 0;padding:0}"
    ".swatch{display:inline-block;width:.9em;height:.9em;margin-right:.4em;vertical-align:-.08em;border-radius:.15em}\n"
    ".a{fill:var(--a);background:var(--a)}.b{fill:var(--b);background:var(--b)}.c{fill:var(--c);background:"
    "var(--c)}"
    ".d{fill:var(--d);background:var(--d)}.e{fill:var(--e);background:var(--e)}.f{fill:var(--f);background:"
    "var(--f)}"
    ".idle{fill:var(--idle);background:var(--idle)}.open{fill:var(--open);background:var(--open)}\n";

void html_style(strbuf_t *out)
{
    strbuf_append(out, page_style);
    strbuf_append(out, picture_style);
}
